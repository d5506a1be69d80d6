# ruff: noqa: E501 - one case per line
"""Expressions in definitions are kept as their author wrote them: which part of the text is one."""

import pytest
from hypothesis import assume, given

from provider.dialect.expression_strategies import CONDITIONS
from pulumi_dsql_provider.dialect.expressions.syntax import text_of, tree
from pulumi_dsql_provider.dialect.parse import Source, parse
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import Database

DEFAULTS = {
    "int DEFAULT 1": "1",
    "int DEFAULT 1 + 2 NOT NULL": "1 + 2",
    "int NOT NULL DEFAULT - 1": "- 1",
    "int DEFAULT (1 + 2) * (3 + 4)": "(1 + 2) * (3 + 4)",
    "int DEFAULT ((1 + 2)) CHECK (a > 1)": "1 + 2",
    "int CONSTRAINT d DEFAULT 5 CONSTRAINT c CHECK (a > 0)": "5",
    "int CHECK (a IS NOT NULL) DEFAULT 5 UNIQUE": "5",
    "int DEFAULT 5 CONSTRAINT nn NOT NULL": "5",
    "int DEFAULT 5 NULL": "5",
    "int DEFAULT 5 PRIMARY KEY": "5",
    "int DEFAULT 5 REFERENCES u (a) DEFERRABLE": "5",
    "text DEFAULT 'a, b)' -- said, so\n": "'a, b)'",
    "text DEFAULT /* a */ 'x' || /* b */ 'y' /* c */": "'x' || /* b */ 'y'",
    "text DEFAULT E'it\\'s' NOT NULL": "E'it\\'s'",
    "text DEFAULT $$a ' b$$": "$$a ' b$$",
    "text DEFAULT coalesce(NULL, 'x')::varchar(3)": "coalesce(NULL, 'x')::varchar(3)",
    "bool DEFAULT 1 IS DISTINCT FROM 2": "1 IS DISTINCT FROM 2",
    "bool DEFAULT 1 IS NOT DISTINCT FROM 2 NOT NULL": "1 IS NOT DISTINCT FROM 2",
    "timestamptz DEFAULT now()": "now()",
    "timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL": "CURRENT_TIMESTAMP",
    "text DEFAULT 'ä' -- ö\n NOT NULL": "'ä'",
    "text DEFAULT ARRAY['a', 'b']::text": "ARRAY['a', 'b']::text",
}


@pytest.mark.parametrize("definition", DEFAULTS)
def test_a_default(definition: str) -> None:
    database = _parsed(f"CREATE TABLE u (a int PRIMARY KEY); CREATE TABLE ä (z text, a {definition}, b int)")
    assert database.tables[1].columns[1].default == DEFAULTS[definition]


ALTERED = {
    "ALTER a SET DEFAULT 1, ALTER b SET DEFAULT (2), DROP CONSTRAINT c": ("1", "2"),
    "ADD c int DEFAULT f(1, 2) NOT NULL, ALTER a SET DEFAULT 3": ("3", None, "f(1, 2)"),
    "ALTER b SET DEFAULT ARRAY[1, 2], ADD c int DEFAULT 4": (None, "ARRAY[1, 2]", "4"),
    "ALTER a SET DEFAULT 1 > 2 AND b IS NOT NULL": ("1 > 2 AND b IS NOT NULL", None),
}


@pytest.mark.parametrize("actions", ALTERED)
def test_a_default_in_alter_table(actions: str) -> None:
    database = _parsed(f"CREATE TABLE t (a int, b int, CONSTRAINT c CHECK (a > 0)); ALTER TABLE t {actions};")
    assert tuple(column.default for column in database.tables[0].columns) == ALTERED[actions]


CHECKS = {
    "CHECK (a > 0)": "a > 0",
    "CHECK ((a > 0) AND (b > 0))": "(a > 0) AND (b > 0)",
    "CHECK (((a > 0)))": "a > 0",
    "CHECK ( /* first */ a IN (1, 2) /* last */ )": "a IN (1, 2)",
    'CONSTRAINT "check" CHECK (a > 0) NO INHERIT': "a > 0",
    "CHECK (a > 0) NOT VALID": "a > 0",
    "CHECK ((a, b) = (1, 2))": "(a, b) = (1, 2)",
    "CHECK (')' <> '(')": "')' <> '('",
}


@pytest.mark.parametrize("check", CHECKS)
def test_a_check(check: str) -> None:
    database = _parsed(
        f"CREATE TABLE t (a int DEFAULT 1, b int, {check}); CREATE TABLE u (a int, b int); ALTER TABLE u ADD b2 int CHECK (b2 > 1), ADD {check}"
    )
    (one,), (_, other) = (table.checks for table in database.tables)
    assert (one.expression, other.expression) == (CHECKS[check],) * 2


GENERATED = {
    "GENERATED ALWAYS AS (a * 2) STORED": "a * 2",
    "NOT NULL GENERATED ALWAYS AS ((a + 1) * (a + 2)) STORED CHECK (b > 0)": "(a + 1) * (a + 2)",
    'CONSTRAINT "as" GENERATED ALWAYS AS (CAST(a AS int)) STORED': "CAST(a AS int)",
}


@pytest.mark.parametrize("definition", GENERATED)
def test_a_generated_column(definition: str) -> None:
    database = _parsed(f"CREATE TABLE t (a int, b int {definition}, c int)")
    assert database.tables[0].columns[1].generated == GENERATED[definition]


INDEXES: dict[str, tuple[tuple[str | None, ...], tuple[str, ...], str | None]] = {
    "(a)": ((None,), (), None),
    "(a, lower(b)) WHERE a > 0": ((None, "lower(b)"), (), "a > 0"),
    "((a + 1), (lower(b)), a)": (("a + 1", "lower(b)", None), (), None),
    "((a) )": ((None,), (), None),
    "(lower(b) NULLS FIRST, (a % 2) NULLS FIRST)": (("lower(b)", "a % 2"), (), None),
    "(coalesce(a, 0), s.f(a, b), \"F\"(a))": (("coalesce(a, 0)", "s.f(a, b)", "\"F\"(a)"), (), None),
    "(CURRENT_DATE, CURRENT_TIME(3), COLLATION FOR (b))": (("CURRENT_DATE", "CURRENT_TIME(3)", "COLLATION FOR (b)"), (), None),
    "(lower(b)) INCLUDE (a, b) WHERE (a > 0) AND (b IS NULL)": (("lower(b)",), ("a", "b"), "(a > 0) AND (b IS NULL)"),
    "(a) WHERE ((a IN (1, 2)))": ((None,), (), "a IN (1, 2)"),
    "(a) INCLUDE (b) NULLS NOT DISTINCT WHERE b = ') WHERE ('": ((None,), ("b",), "b = ') WHERE ('"),
}  # fmt: skip


@pytest.mark.parametrize("rest", INDEXES)
def test_an_index(rest: str) -> None:
    database = _parsed(f"CREATE TABLE t (a int, b text); CREATE UNIQUE INDEX ASYNC include ON t {rest};")
    (index,) = database.indexes
    assert (tuple(key.expression for key in index.keys), index.include, index.where) == INDEXES[rest]


def test_the_statements_within_create_schema() -> None:
    database = _parsed(
        "CREATE SCHEMA s\n"
        "  CREATE TABLE t (a int DEFAULT 1, CHECK (a > 0))\n"
        "  CREATE INDEX i ON t (a, (a + 1)) WHERE a > 2\n"
        "  CREATE TABLE u (a int DEFAULT 3 NOT NULL, CHECK (a < 4))\n"
    )
    assert [table.columns[0].default for table in database.tables] == ["1", "3"]
    assert [table.checks[0].expression for table in database.tables] == ["a > 0", "a < 4"]
    assert (database.indexes[0].keys[1].expression, database.indexes[0].where) == ("a + 1", "a > 2")


@given(CONDITIONS, CONDITIONS)
def test_any_expression_anywhere(one: str, other: str) -> None:
    assume(_is_expression(one) and _is_expression(other))
    database = _parsed(
        f"CREATE TABLE t (a int, b int DEFAULT (1 + ({one})) NOT NULL, CHECK ({other}), c int GENERATED ALWAYS AS ({one}) STORED);"
        f"CREATE INDEX ASYNC i ON t (({other}), a) WHERE {one};"
        f"ALTER TABLE t ALTER a SET DEFAULT 2 + ({other}), ADD CHECK ({one})"
    )
    (table,), (index,) = database.tables, database.indexes
    a, b, c = table.columns
    found = {
        a.default: f"2 + ({other})",
        b.default: f"1 + ({one})",
        c.generated: one,
        table.checks[0].expression: other,
        table.checks[1].expression: one,
        index.keys[0].expression: other,
        index.where: one,
    }
    for text, written in found.items():
        assert text is not None
        assert text_of(tree(text)) == text_of(tree(written))


def _is_expression(text: str) -> bool:
    """Not all that is generated is SQL."""
    try:
        tree(text)
    except Refused:
        return False
    return True


def _parsed(text: str) -> Database:
    return parse([Source("schema.sql", text)]).database
