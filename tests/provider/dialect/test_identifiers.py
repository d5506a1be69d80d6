from typing import Any

import postgast
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_dsql_provider.dialect.identifiers import literal, qualified, quote
from pulumi_dsql_provider.model import ObjectName

NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


@pytest.mark.parametrize(
    "name, written",
    [
        ("orders", "orders"),
        ("_a1", "_a1"),
        ("order", '"order"'),
        ("between", '"between"'),
        ("name", "name"),
        ("Orders", '"Orders"'),
        ("a b", '"a b"'),
        ('a"b', '"a""b"'),
        ("1a", '"1a"'),
        ("é", '"é"'),
        ("a$", '"a$"'),
        ("async", '"async"'),  # DSQL's own keyword
        ("", '""'),
    ],
)
def test_quote(name: str, written: str) -> None:
    assert quote(name) == written


def test_qualified_quotes_each_part() -> None:
    assert qualified(ObjectName("Shop", "order")) == '"Shop"."order"'


@pytest.mark.parametrize("text, written", [("it's", "'it''s'"), ("\\n", "'\\n'"), ("", "''")])
def test_literal(text: str, written: str) -> None:
    assert literal(text) == written


@settings(max_examples=200)
@given(NAMES)
def test_a_quoted_name_is_read_back_as_it_was(name: str) -> None:
    (statement,) = postgast.parse(f"select 1 as {quote(name)}").stmts
    # The parser itself cuts after 63 bytes; what it keeps must be the beginning.
    kept = statement.stmt.select_stmt.target_list[0].res_target.name
    assert name.encode()[:63].decode(errors="ignore") == kept


@settings(max_examples=200)
@given(NAMES)
def test_a_quoted_text_is_read_back_as_it_was(text: str) -> None:
    (statement,) = postgast.parse(f"select {literal(text)}").stmts
    assert statement.stmt.select_stmt.target_list[0].res_target.val.a_const.sval.sval == text


def test_every_keyword_is_quoted_where_postgresql_quotes_it(postgres: psycopg.Connection[Any]) -> None:
    rows = postgres.execute("select word, quote_ident(word) from pg_get_keywords()").fetchall()
    assert len(rows) > 400
    ours = {word: quote(word) for word, written in rows if quote(word) != written}
    # Those of PostgreSQL 16's harmless keywords that a newer version reserves; to quote them does no harm.
    assert all(written == f'"{word}"' for word, written in ours.items())
