from typing import Any

import psycopg
import pytest

from pulumi_dsql_provider.dialect import snippet
from pulumi_dsql_provider.dialect.refusal import Refused


@pytest.mark.parametrize(
    "text, written",
    [
        ("a > 0", "a > 0"),
        ("  a\n  >  0 ", "a > 0"),
        ("(a > 0)", "a > 0"),
        ("((a) > (b))", "(a) > (b)"),
        ("a > 0 -- why", "a > 0"),
        ("a /* why */ > 0", "a > 0"),
        ("b = 'it''s -- not'", "b = 'it''s -- not'"),
        ("b = 'a\n  b'", "b = 'a\n  b'"),
        ("b = 'é' OR true", "b = 'é' OR true"),
        ("(a, 1) = (1, 2)", "(a, 1) = (1, 2)"),
        ("(select 1)", "(select 1)"),
        ("(a, b)", "(a, b)"),
    ],
)
def test_words(text: str, written: str) -> None:
    assert " ".join(snippet.words(text)) == written


@pytest.mark.parametrize(
    "text", ["", "1); drop table t", "a, b", "a as b", "a from t", "a) + (b", "a > 0;", "a\0"]
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="DSQL037"):
        snippet.words(text)


@pytest.mark.parametrize(
    "text, written",
    [
        ("1", "1"),
        ("-1.5", "-1.5"),
        ("(1)", "1"),
        ("'open'", "'open'"),
        ("'open'::text", "'open'::text"),
        ("now()", "now()"),
        ("current_timestamp", "current_timestamp"),
        ("interval '1 day'", "interval '1 day'"),
        ("true and false", "(true and false)"),
        ("(1 = 1) is true", "((1 = 1) is true)"),
        ("now() at time zone 'UTC'", "(now() at time zone 'UTC')"),
        ("(1 + 2)::int", "((1 + 2)::int)"),
        ("not true", "(not true)"),
        ("1 in (1, 2)", "(1 in (1, 2))"),
        ("'a' collate \"C\"", "('a' collate \"C\")"),
    ],
)
def test_a_default_is_bracketed_where_it_must_be(
    text: str, written: str, postgres: psycopg.Connection[Any]
) -> None:
    assert " ".join(snippet.as_default(text)) == written
    row = postgres.execute(f"select pg_typeof({text})::text".encode()).fetchone()
    assert row is not None
    type_ = "text" if row[0] == "unknown" else row[0]
    with postgres.transaction(force_rollback=True):
        postgres.execute(f"create table t (c {type_} default {written} not null)".encode())


@pytest.mark.parametrize(
    "text, written",
    [
        ("lower(b)", "lower(b)"),
        ("(lower(b))", "lower(b)"),
        ("a + 1", "(a + 1)"),
        ("(a + 1)", "(a + 1)"),
        ("b || 'x'", "(b || 'x')"),
        ("c at time zone 'UTC'", "(c at time zone 'UTC')"),
        ('lower(b) collate "C"', '(lower(b) collate "C")'),
        ("coalesce(b, 'x')", "(coalesce(b, 'x'))"),
        ("b::varchar", "(b::varchar)"),
    ],
)
def test_an_index_key_is_bracketed_unless_it_is_a_call(
    text: str, written: str, postgres: psycopg.Connection[Any]
) -> None:
    assert " ".join(snippet.as_index_key(text)) == written
    with postgres.transaction(force_rollback=True):
        postgres.execute("create table t (a int, b text, c timestamp)")
        postgres.execute(f"create index on t ({written} nulls first)".encode())
