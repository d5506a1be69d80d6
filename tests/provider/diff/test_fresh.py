"""Which expressions nobody has seen work yet."""

from __future__ import annotations

import pytest

from pulumi_dsql_provider.dialect.parse import Source, parse
from pulumi_dsql_provider.diff import compare, fresh
from pulumi_dsql_provider.model import Database

TABLE = "CREATE TABLE t (id bigint PRIMARY KEY, a integer{columns}{more});"
PLAIN = TABLE.format(columns="", more="")
DOMAIN = "CREATE DOMAIN d AS varchar(9) CHECK (VALUE <> '');"
INDEX = "CREATE INDEX ASYNC i ON t (a) WHERE a > 0;"


def database(text: str) -> Database:
    """The database that the text defines."""
    return parse((Source(name="test.sql", text=text),)).database


NEW: dict[str, tuple[str, str, list[tuple[str, str]]]] = {
    "everything of a new table": (
        "",
        TABLE.format(
            columns=", b text DEFAULT 'x', c integer GENERATED ALWAYS AS (a * 2) STORED",
            more=", CHECK (a > 0)",
        ),
        [("columns", "'x'"), ("columns", "a * 2"), ("checks", "a > 0")],
    ),
    "a new column's default": (
        PLAIN,
        TABLE.format(columns=", b text DEFAULT 'x'", more=""),
        [("columns", "'x'")],
    ),
    "a default that comes": (
        PLAIN,
        PLAIN.replace("a integer", "a integer DEFAULT 1"),
        [("columns", "1")],
    ),
    "a new check": (PLAIN, TABLE.format(columns="", more=", CHECK (a > 0)"), [("checks", "a > 0")]),
    "a new index": (
        PLAIN,
        PLAIN + "CREATE INDEX ASYNC i ON t (abs(a)) WHERE a > 0;",
        [("keys", "abs(a)"), ("where", "a > 0")],
    ),
    "a condition that comes": (
        PLAIN + "CREATE INDEX ASYNC i ON t (a);",
        PLAIN + INDEX,
        [("where", "a > 0")],
    ),
    "what names a sequence that is there": (
        PLAIN + "CREATE SEQUENCE q CACHE 1;",
        PLAIN.replace("a integer", "a integer DEFAULT nextval('q')") + "CREATE SEQUENCE q CACHE 1;",
        [("columns", "nextval('q')")],
    ),
    "what names a new sequence, in any spelling": (
        PLAIN,
        TABLE.format(
            columns=", b bigint DEFAULT nextval('Q'), c bigint DEFAULT 1 + nextval('public.q'::regclass), "
            """d bigint DEFAULT nextval('"O''s"'), e bigint DEFAULT nextval('r'), f text DEFAULT 'x q'""",
            more="",
        )
        + 'CREATE SEQUENCE q CACHE 1; CREATE SEQUENCE "O\'s" CACHE 1;',
        [("columns", "nextval('r')"), ("columns", "'x q'")],
    ),
    "everything of a new domain": (
        "",
        "CREATE DOMAIN d AS text DEFAULT 'x' CHECK (VALUE <> '') CHECK (length(value) < 9);",
        [("default", "'x'"), ("checks", "VALUE <> ''"), ("checks", "length(value) < 9")],
    ),
    "a domain's default that comes": (
        DOMAIN,
        DOMAIN + "ALTER DOMAIN d SET DEFAULT 'x';",
        [("default", "'x'")],
    ),
    "what of a domain is the same": (DOMAIN, DOMAIN + "COMMENT ON DOMAIN d IS 'x';", []),
    "new statistics": (
        PLAIN,
        PLAIN + "CREATE STATISTICS s ON a, (a + id), abs(a) FROM t;",
        [("expressions", "a + id"), ("expressions", "abs(a)")],
    ),
    "what is the same": (PLAIN + INDEX, PLAIN + INDEX, []),
    "what goes": (PLAIN + INDEX, PLAIN, []),
    "a new comment": (PLAIN, PLAIN + "COMMENT ON TABLE t IS 'x';", []),
}


@pytest.mark.parametrize("name", NEW)
def test_new_expressions(name: str) -> None:
    live, wanted = (database(text) for text in NEW[name][:2])
    found = fresh(compare(live, wanted), wanted)
    assert [(each.property, each.text) for each in found] == NEW[name][2]


def test_an_expression_comes_with_what_it_needs_to_be_asked() -> None:
    wanted = database(TABLE.format(columns=", b text DEFAULT 'x'", more=", CHECK (a > 0)"))
    default, check = fresh(compare(Database(), wanted), wanted)
    assert (default.columns, default.type, default.condition) == ((), "text", False)
    assert (check.columns, check.type, check.condition) == ((("a", "integer"),), None, True)


def test_a_domain_is_what_it_is_over_for_it_may_not_be_there() -> None:
    wanted = database(
        "CREATE DOMAIN d AS varchar(9); CREATE DOMAIN e AS d DEFAULT 'x' CHECK (VALUE <> '');"
        "CREATE TABLE t (a e DEFAULT 'y', b elsewhere.f, CHECK (a <> b));"
    )
    found = fresh(compare(Database(), wanted), wanted)
    base = "character varying(9)"
    assert [(each.columns, each.type) for each in found] == [
        ((), base),
        ((("value", base),), None),
        ((), base),
        ((("a", base), ("b", "elsewhere.f")), None),
    ]
