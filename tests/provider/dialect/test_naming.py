from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_dsql_provider.dialect import naming
from pulumi_dsql_provider.dialect.identifiers import quote
from pulumi_dsql_provider.model import IndexKey

LONG = "a" * 63
LONG_UTF8 = "é" * 31
TABLES = ["orders", "Order Lines", LONG, LONG[:58], LONG_UTF8, "x" + LONG_UTF8]
COLUMNS = [
    ("id",),
    ("a", "b"),
    (LONG,),
    (LONG[:40], "b" * 40),
    (LONG_UTF8, "é"),
    ("c" * 30, "ü" * 15, "d", "e" * 50),
]


def _names_given_by(postgres: psycopg.Connection[Any], *statements: str) -> list[str]:
    """The names of all constraints, then of the indexes without one, that the statements make."""
    with postgres.transaction(force_rollback=True):
        postgres.execute("create schema s")
        postgres.execute("set local search_path = s")
        for statement in statements:
            postgres.execute(statement.encode())
        rows = postgres.execute(
            """
            select conname::text from (
              select conname from pg_constraint where connamespace = 's'::regnamespace order by oid
            ) constraints
            union all
            select relname from (
              select relname from pg_class i
              where relkind = 'i' and relnamespace = 's'::regnamespace
              and not exists (select from pg_constraint where conindid = i.oid)
              order by oid
            ) indexes
            """
        ).fetchall()
    return [row[0] for row in rows]


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("table", TABLES)
def test_names_are_those_that_postgresql_gives(
    table: str, columns: tuple[str, ...], postgres: psycopg.Connection[Any]
) -> None:
    defined = ", ".join(f"{quote(column)} int" for column in columns)
    listed = ", ".join(map(quote, columns))
    # A unique constraint over the primary key's own columns would be dropped, so it has one more.
    create = f"create table {quote(table)} ({defined}, z int, check ({quote(columns[0])} > 0)"
    refers = f"foreign key ({listed}) references {quote(table)} ({listed})"
    made = _names_given_by(
        postgres,
        f"{create}, unique ({listed}, z), primary key ({listed}), {refers})",
        f"create index on {quote(table)} ({listed})",
    )
    assert sorted(made) == sorted(
        [
            naming.unique(table, (*columns, "z")),
            naming.check(table, columns[0]),
            naming.primary_key(table),
            naming.foreign_key(table, columns),
            naming.index(table, columns),
        ]
    )


def test_a_number_makes_a_name_free(postgres: psycopg.Connection[Any]) -> None:
    made = _names_given_by(
        postgres,
        f'create table "{LONG}" (a int, check (a > 0), check (a > 1), check (a > 2), check (a < a + 1))',
    )
    expected: list[str] = []
    for _ in range(4):
        expected.append(naming.check(LONG, "a", expected))
    assert made == expected
    assert expected[1].endswith("_a_check1")


EXPRESSIONS = [
    "lower(a)",
    "a || a",
    "a::varchar",
    "lower(a)::varchar",
    "(a || 'x')::varchar",
    "coalesce(a, b)",
    "nullif(a, b)",
    "greatest(a, b)",
    "least(a, b)",
    'a collate "C"',
    "case when a = b then a else b end",
    "case when a = b then a end",
    "pg_catalog.upper(a)",
    "date_trunc('day', c)",
    "c at time zone 'UTC'",
    "extract(year from c)",
    "not d",
]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_names_its_index(expression: str, postgres: psycopg.Connection[Any]) -> None:
    made = _names_given_by(
        postgres,
        "create table t (a text, b text, c timestamp, d boolean)",
        f"create index on t (({expression}), a, (lower(b)), ({expression})) include (b)",
    )
    keys = [expression, "lower(b)", expression]
    first, lower, last = (naming.key_name(IndexKey(expression=each)) for each in keys)
    assert made == [naming.index("t", [first, "a", lower, last, "b"])]


def test_a_column_names_its_index() -> None:
    assert naming.key_name(IndexKey(column="a")) == "a"


@pytest.mark.parametrize(
    "column, unfinished",
    [
        ("channel", "channel__pulumi_dsql_new"),
        ("a" * 46, "a" * 46 + "__pulumi_dsql_new"),
        ("a" * 47, "a" * 37 + "_11eaed93__pulumi_dsql_new"),
        ("é" * 30, "é" * 18 + "_f96161c7__pulumi_dsql_new"),
    ],
)
def test_unfinished(column: str, unfinished: str) -> None:
    assert naming.unfinished(column) == unfinished
    assert naming.is_unfinished(unfinished)
    assert not naming.is_unfinished(column)


@pytest.mark.parametrize(
    "constraint, unfinished",
    [
        ("orders_a_key", "orders_a_key__pulumi_dsql_key"),
        ("a" * 47, "a" * 37 + "_11eaed93__pulumi_dsql_key"),
    ],
)
def test_unfinished_key(constraint: str, unfinished: str) -> None:
    assert naming.unfinished_key(constraint) == unfinished
    assert naming.is_unfinished_key(unfinished)
    assert not naming.is_unfinished(unfinished)
    assert not naming.is_unfinished_key(naming.unfinished(constraint))


def test_two_long_columns_have_two_unfinished_names() -> None:
    assert naming.unfinished("a" * 62 + "b") != naming.unfinished("a" * 62 + "c")


NAME = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=63)


@settings(max_examples=100)
@given(NAME, st.lists(NAME, min_size=1, max_size=8))
def test_no_name_is_longer_than_63_bytes(table: str, columns: list[str]) -> None:
    table = table.encode()[:63].decode(errors="ignore")
    for name in (
        naming.primary_key(table),
        naming.unique(table, columns),
        naming.check(table, columns[0]),
        naming.check(table, None),
        naming.foreign_key(table, columns),
        naming.index(table, columns),
        naming.unfinished(table),
        naming.unfinished_key(table),
    ):
        assert 0 < len(name.encode()) <= 63
