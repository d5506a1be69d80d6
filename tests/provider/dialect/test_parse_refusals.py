# ruff: noqa: E501 - one case per line
"""What cannot be read or is not managed: refused with code, place and way out, all of it at once."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_dsql_provider.dialect.codes import CODES
from pulumi_dsql_provider.dialect.parse import Source, parse
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused

_BEFORE = "CREATE TABLE t (a int, b bigint);\n"


def _refusals(*texts: str) -> tuple[Refusal, ...]:
    with pytest.raises(Refused) as caught:
        parse(Source(f"{place}.sql", text) for place, text in enumerate(texts, 1))
    return caught.value.refusals


@pytest.mark.parametrize(
    "text,code,words",
    [
        ("CREATE TABLE x (a int;", "DSQL060", "syntax error"),
        ("SELECT 'open", "DSQL060", "unterminated quoted string"),
        ("CREATE TABLE x (a int); \0 CREATE TABLE y (a int)", "DSQL060", "zero byte"),
        ("ALTER TABLE", "DSQL060", "syntax error"),
        ("CREATE TABLE x (a serial)", "DSQL009", "column a"),
        ("CREATE TABLE x (a text[])", "DSQL008", "arrays"),
        ("CREATE TABLE x (a money)", "DSQL008", "money"),
        ("CREATE TABLE x (a mood)", "DSQL010", "mood"),
        ("CREATE TABLE x (a varchar(99999))", "DSQL011", "length"),
        ('CREATE TABLE x (a text COLLATE "de")', "DSQL050", "COLLATE"),
        ("CREATE TABLE x (a text COMPRESSION lz4)", "DSQL050", "COMPRESSION"),
        ("CREATE TABLE x (a int, b int GENERATED ALWAYS AS (a) VIRTUAL)", "DSQL050", "virtual"),
        ("CREATE TEMP TABLE x (a int)", "DSQL050", "TEMPORARY"),
        ("CREATE UNLOGGED TABLE x (a int)", "DSQL050", "UNLOGGED"),
        ("CREATE TABLE x (a int) PARTITION BY RANGE (a)", "DSQL050", "partitions"),
        ("CREATE TABLE x PARTITION OF t DEFAULT", "DSQL050", "partitions"),
        ("CREATE TABLE x () INHERITS (t)", "DSQL050", "INHERITS"),
        ("CREATE TABLE x OF person", "DSQL050", "tables OF a type"),
        ("CREATE TABLE x (a int) WITH (fillfactor = 70)", "DSQL050", "WITH"),
        ("CREATE TABLE x (a int) TABLESPACE fast", "DSQL050", "TABLESPACE"),
        ("CREATE TABLE x (a int) USING heap", "DSQL050", "USING"),
        ("CREATE TABLE x (LIKE t INCLUDING ALL)", "DSQL061", "LIKE"),
        ("CREATE TABLE x AS SELECT 1", "DSQL050", "CREATE TABLE AS"),
        ("CREATE TABLE x (a int, EXCLUDE USING gist (a WITH =))", "DSQL050", "exclusion"),
        ("CREATE TABLE x (a int UNIQUE DEFERRABLE)", "DSQL050", "DEFERRABLE keys"),
        ("CREATE TABLE x (a int CHECK (a > 0) NOT ENFORCED)", "DSQL050", "attributes"),
        ("CREATE TABLE x (a int, CHECK (a > 0) NOT ENFORCED)", "DSQL050", "NOT ENFORCED"),
        ("CREATE TABLE x (a int NULL NOT NULL)", "DSQL064", "NULL"),
        ("CREATE TABLE x (a int DEFAULT 1 DEFAULT 2)", "DSQL064", "default"),
        ("CREATE TABLE x (a int PRIMARY KEY, PRIMARY KEY (a))", "DSQL064", "two primary keys"),
        ("CREATE TABLE x (a int, a text)", "DSQL003", "two columns a"),
        ("CREATE TABLE t (a int)", "DSQL003", "twice"),
        ("CREATE SCHEMA s; CREATE SCHEMA s", "DSQL003", "twice"),
        ("CREATE INDEX i ON t (a); CREATE INDEX i ON t (b)", "DSQL003", "twice"),
        ("CREATE INDEX i ON t (a DESC)", "DSQL012", "DESC"),
        ("CREATE INDEX i ON t USING hash (a)", "DSQL050", "USING hash"),
        ("CREATE INDEX i ON t (a int4_ops)", "DSQL050", "operator classes"),
        ('CREATE INDEX i ON t (a COLLATE "C")', "DSQL050", "COLLATE"),
        ("CREATE INDEX i ON t (a) WITH (fillfactor = 70)", "DSQL050", "WITH"),
        ("CREATE INDEX i ON nothing (a)", "DSQL063", "table public.nothing"),
        ("ALTER TABLE nothing ADD c int", "DSQL063", "table public.nothing"),
        ("ALTER TABLE t DROP COLUMN c", "DSQL063", "column c"),
        ("ALTER TABLE t ALTER c SET NOT NULL", "DSQL063", "column c"),
        ("ALTER TABLE t DROP CONSTRAINT c", "DSQL063", "constraint c"),
        ("ALTER TABLE t VALIDATE CONSTRAINT c", "DSQL063", "constraint c"),
        ("ALTER TABLE t ADD CONSTRAINT c UNIQUE USING INDEX i", "DSQL063", "index public.i"),
        ("CREATE INDEX i ON t (a); ALTER TABLE t ADD CONSTRAINT c UNIQUE USING INDEX i", "DSQL064", "index public.i"),
        ("ALTER TABLE t ADD b int", "DSQL003", "two columns b"),
        ("ALTER TABLE t ENABLE ROW LEVEL SECURITY", "DSQL061", "EnableRowSecurity"),
        ("ALTER TABLE t RENAME a TO b", "DSQL003", "two columns b"),
        ("ALTER TABLE t RENAME c TO d", "DSQL063", "column c"),
        ("CREATE TABLE u (a int); ALTER TABLE t RENAME TO u", "DSQL003", "public.u"),
        ("ALTER INDEX nothing RENAME TO i", "DSQL063", "index public.nothing"),
        ("ALTER VIEW v RENAME TO w", "DSQL063", "view public.v"),
        ("DROP TABLE nothing", "DSQL063", "table public.nothing"),
        ("DROP INDEX nothing", "DSQL063", "index public.nothing"),
        ("DROP VIEW v", "DSQL063", "view public.v"),
        ("COMMENT ON COLUMN t.c IS 'x'", "DSQL063", "column c"),
        ("COMMENT ON COLUMN c IS 'x'", "DSQL060", "no table in front"),
        ("COMMENT ON FUNCTION f() IS 'x'", "DSQL063", "function public.f()"),
        ("COMMENT ON PROCEDURE f() IS 'x'", "DSQL061", "COMMENT ON PROCEDURE"),
        ("INSERT INTO t VALUES (1)", "DSQL062", "INSERT"),
        ("UPDATE t SET a = 1", "DSQL062", "UPDATE"),
        ("DELETE FROM t", "DSQL062", "DELETE"),
        ("TRUNCATE t", "DSQL062", "TRUNCATE"),
        ("SELECT 1", "DSQL062", "SELECT"),
        ("CREATE TEMPORARY VIEW v AS SELECT 1", "DSQL050", "TEMPORARY views"),
        ("CREATE VIEW v AS SELECT 1 AS a; CREATE VIEW v AS SELECT 2 AS a", "DSQL003", "view public.v"),
        ("CREATE VIEW v WITH (fillfactor = 70) AS SELECT 1 AS a", "DSQL050", "option fillfactor = 70"),
        ("CREATE VIEW v WITH (check_option = some) AS SELECT a FROM t", "DSQL050", "option check_option = some"),
        ("CREATE VIEW v WITH (security_barrier = maybe) AS SELECT a FROM t", "DSQL050", "security_barrier = maybe"),
        ("CREATE VIEW v AS SELECT 1 AS a; ALTER VIEW v ALTER COLUMN a SET DEFAULT 1", "DSQL061", "defaults of a view's columns"),
        ("ALTER VIEW v SET (security_barrier = true)", "DSQL063", "view public.v"),
        ("ALTER VIEW v SET SCHEMA s", "DSQL063", "view public.v"),
        ("COMMENT ON VIEW v IS 'x'", "DSQL063", "view public.v"),
        ("CREATE VIEW v AS SELECT a FROM t; COMMENT ON COLUMN v.b IS 'x'", "DSQL063", "column b of public.v"),
        ("CREATE VIEW v AS SELECT a FROM t; ALTER VIEW v RENAME COLUMN b TO c", "DSQL063", "column b of public.v"),
        ("CREATE VIEW v AS SELECT a, b FROM t; ALTER VIEW v RENAME COLUMN a TO b", "DSQL003", "two columns b"),
        ("CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v; DROP VIEW v", "DSQL065", "view public.w"),
        ("CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM t; ALTER VIEW v RENAME TO w", "DSQL003", "public.w"),
        ("CREATE VIEW v AS SELECT a FROM t; DROP TABLE t", "DSQL065", "view public.v"),
        ("CREATE VIEW v AS SELECT a FROM t; ALTER TABLE t DROP COLUMN a", "DSQL065", "view public.v"),
        ("CREATE SCHEMA x; CREATE VIEW x.v AS SELECT a FROM t; DROP SCHEMA x", "DSQL065", "x.v is in it"),
        ("CREATE DOMAIN d AS int; CREATE DOMAIN d AS int", "DSQL003", "the domain public.d is created twice"),
        ("CREATE TABLE d (a int); CREATE DOMAIN e AS int; ALTER DOMAIN e RENAME TO d", "DSQL003", "public.d"),
        ("CREATE DOMAIN d AS d", "DSQL010", "the domain public.d: d is not a type of DSQL"),
        ("CREATE DOMAIN d AS int[]", "DSQL008", "the domain public.d: DSQL cannot store arrays"),
        ("CREATE DOMAIN d AS int; CREATE TABLE x (a d[])", "DSQL008", "the column a: DSQL cannot store arrays"),
        ("CREATE DOMAIN d AS int; CREATE TABLE x (a d(3))", "DSQL011", "public.d takes no length"),
        ('CREATE DOMAIN d AS text COLLATE "C"', "DSQL050", "COLLATE"),
        ("CREATE DOMAIN d AS int PRIMARY KEY", "DSQL050", "PRIMARY"),
        ("CREATE DOMAIN d AS int; CREATE TABLE x (a d); DROP DOMAIN d", "DSQL065", "public.x.a is of that type"),
        ("CREATE DOMAIN d AS int; CREATE DOMAIN e AS d; DROP DOMAIN d", "DSQL065", "domain public.e is of that"),
        ("CREATE SCHEMA s; CREATE DOMAIN s.d AS int; DROP SCHEMA s", "DSQL065", "s.d is in it"),
        ("DROP DOMAIN d", "DSQL063", "domain public.d"),
        ("ALTER DOMAIN d DROP NOT NULL", "DSQL063", "domain public.d"),
        ("CREATE DOMAIN d AS int; ALTER DOMAIN d DROP CONSTRAINT c", "DSQL063", "constraint c of public.d"),
        ("CREATE DOMAIN d AS int; ALTER DOMAIN d VALIDATE CONSTRAINT c", "DSQL063", "constraint c of public.d"),
        ("CREATE DOMAIN d AS int; ALTER DOMAIN d RENAME CONSTRAINT c TO e", "DSQL063", "constraint c of public.d"),
        ("COMMENT ON CONSTRAINT c ON t IS 'x'", "DSQL063", "constraint c of public.t"),
        ("CREATE DOMAIN d AS int; COMMENT ON CONSTRAINT c ON DOMAIN d IS 'x'", "DSQL063", "constraint c of public.d"),
        ("COMMENT ON DOMAIN d IS 'x'", "DSQL063", "domain public.d"),
        ("CREATE STATISTICS s ON a, b FROM t; CREATE STATISTICS s ON a, b FROM t", "DSQL003", "statistics public.s"),
        ("CREATE STATISTICS s (most) ON a, b FROM t", "DSQL050", "there is no kind most"),
        ("CREATE STATISTICS s ON a, b FROM t, u", "DSQL050", "one table"),
        ("CREATE STATISTICS s ON a, nope FROM t", "DSQL063", "column nope of public.t"),
        ("CREATE STATISTICS s ON a, b FROM nowhere", "DSQL063", "table public.nowhere"),
        ("ALTER STATISTICS s SET STATISTICS 5", "DSQL063", "statistics public.s"),
        ("DROP STATISTICS s", "DSQL063", "statistics public.s"),
        ("COMMENT ON STATISTICS s IS 'x'", "DSQL063", "statistics public.s"),
        ("CREATE STATISTICS s ON a, b FROM t; CREATE STATISTICS u ON a, b FROM t; ALTER STATISTICS s RENAME TO u", "DSQL003", "public.u"),
        ("CREATE SCHEMA x; CREATE STATISTICS x.s ON a, b FROM t; DROP SCHEMA x", "DSQL065", "x.s is in it"),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN END'", "DSQL050", "functions in plpgsql"),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql LEAKPROOF AS ''", "DSQL050", "LEAKPROOF of functions"),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql WINDOW AS ''", "DSQL050", "WINDOW of functions"),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql SUPPORT g AS ''", "DSQL050", "SUPPORT of functions"),
        ("CREATE FUNCTION f() RETURNS int TRANSFORM FOR TYPE int LANGUAGE sql AS ''", "DSQL050", "TRANSFORM of functions"),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql SET search_path FROM CURRENT AS ''", "DSQL050", "FROM CURRENT"),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql", "DSQL060", "no body"),
        ("CREATE FUNCTION f() LANGUAGE sql AS ''", "DSQL060", "what it returns"),
        ("CREATE FUNCTION f(a t.c%TYPE) RETURNS int RETURN 1", "DSQL063", "column c of public.t"),
        ("CREATE FUNCTION f() RETURNS int RETURN 1; CREATE FUNCTION f() RETURNS text RETURN 'x'", "DSQL003", "public.f() is created twice"),
        ("CREATE FUNCTION f() RETURNS int RETURN 1; CREATE FUNCTION f(int) RETURNS int RETURN 1; DROP FUNCTION f", "DSQL063", "public.f stands for 2 functions"),
        ("CREATE FUNCTION f() RETURNS int RETURN 1; CREATE FUNCTION g() RETURNS int RETURN 1; ALTER FUNCTION f() RENAME TO g", "DSQL003", "two functions public.g()"),
        ("CREATE FUNCTION f() RETURNS int RETURN 1; CREATE TABLE u (a int DEFAULT f()); ALTER FUNCTION f() RENAME TO g", "DSQL061", "which table public.u calls"),
        ("CREATE PROCEDURE p() LANGUAGE sql AS ''", "DSQL050", "procedures"),
        ("CREATE AGGREGATE a(int) (SFUNC = int4pl, STYPE = int)", "DSQL050", "aggregates"),
        ("ALTER FUNCTION f() STABLE", "DSQL050", "alter the properties of public.f"),
        ("ALTER FUNCTION f() SET SCHEMA s", "DSQL063", "function public.f()"),
        ("DROP FUNCTION f", "DSQL063", "function public.f"),
        ("DROP FUNCTION f(int)", "DSQL063", "function public.f(integer)"),
        ("DROP PROCEDURE f", "DSQL061", "DROP PROCEDURE"),
        ("CREATE SCHEMA s; CREATE FUNCTION s.f() RETURNS int RETURN 1; DROP SCHEMA s", "DSQL065", "s.f() is in it"),
        ("CREATE TYPE e AS ENUM ('a')", "DSQL050", "enum types"),
        ("CREATE TRIGGER x AFTER INSERT ON t EXECUTE FUNCTION f()", "DSQL050", "triggers"),
        ("CREATE EXTENSION pgcrypto", "DSQL050", "extensions"),
        ("CREATE MATERIALIZED VIEW v AS SELECT 1", "DSQL050", "materialized views"),
        ("VACUUM", "DSQL061", "vacuum"),
    ],
)  # fmt: skip
def test_one_refusal(text: str, code: str, words: str) -> None:
    (refusal,) = _refusals(_BEFORE + text + ("" if text.endswith("'open") else ";"))
    assert refusal.code == code
    assert (refusal.location or "").startswith("1.sql:2:")
    assert words in refusal.message
    assert refusal.way_out
    assert "\n" not in str(refusal)
    assert code in CODES


def test_all_refusals_come_at_once_in_their_order() -> None:
    found = _refusals(
        "CREATE TABLE a (\n  x serial,\n  y int DEFAULT 1,\n  z text[] NOT NULL,\n  UNIQUE (y) DEFERRABLE\n);\n\nSELEC;\n",
        "-- nothing\nCOMMENT ON TABLE nowhere IS 'x';\nCREATE INDEX i ON a (y DESC);",
    )  # fmt: skip
    assert [(refusal.location, refusal.code) for refusal in found] == [
        ("1.sql:2:5", "DSQL009"),
        ("1.sql:4:5", "DSQL008"),
        ("1.sql:5:3", "DSQL050"),
        ("1.sql:8:1", "DSQL060"),
        ("2.sql:2:1", "DSQL063"),
        ("2.sql:3:22", "DSQL012"),
    ]


def test_a_column_is_counted_in_characters_from_one() -> None:
    found = _refusals(
        "/* größer */ VACUUM; CREATE TABLE ü (a int); CREATE INDEX i ON ü (a,\n  /* ü */ a DESC); SELECT 'ü'; VACUUM\n;ROLLBACK TO é é"
    )
    assert [(refusal.location, refusal.code) for refusal in found] == [
        ("1.sql:1:14", "DSQL061"),
        ("1.sql:2:11", "DSQL012"),
        ("1.sql:2:20", "DSQL062"),
        ("1.sql:2:32", "DSQL061"),
        ("1.sql:3:16", "DSQL060"),
    ]


def test_a_refusal_names_what_it_is_about() -> None:
    (refusal,) = _refusals("CREATE TABLE shop.orders (a money)")
    assert str(refusal.subject) == "shop.orders"
    assert refusal.property == "columns"
    assert str(refusal) == "1.sql:1:29: DSQL008: the column a: DSQL cannot store money; use numeric(19,2)"


_WORDS = re.findall(
    r"\s+|\w+|'[^']*'|.", (Path(__file__).parents[2] / "cases" / "definitions.sql").read_text()
)


@settings(max_examples=80)
@given(
    st.lists(
        st.tuples(st.integers(0, len(_WORDS) - 1), st.sampled_from(["", ";", *_WORDS])),
        min_size=1,
        max_size=8,
    )
)
def test_whatever_is_written_is_read_or_refused_with_its_place(changes: list[tuple[int, str]]) -> None:
    words = list(_WORDS)
    for place, word in changes:
        words[place] = word
    try:
        parse([Source("1.sql", "".join(words))])
    except Refused as refused:
        for refusal in refused.refusals:
            assert str(refusal).startswith("1.sql:")
            assert "\n" not in str(refusal)
            assert refusal.code in CODES
