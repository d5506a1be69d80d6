"""What is read once and used again says what it says when it is read by itself."""

import pytest

from pulumi_dsql_provider.dialect import expressions
from pulumi_dsql_provider.dialect.parse import PartName, Source, parse
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import Column, ObjectName


def _columns(sql: str) -> dict[str, tuple[Column, ...]]:
    return {table.name.name: table.columns for table in parse([Source("f", sql)]).database.tables}


def test_columns_that_are_written_alike_are_one_value() -> None:
    found = _columns("CREATE TABLE a (n int DEFAULT 1, x int); CREATE TABLE b (n int DEFAULT 1, x int);")

    assert found["a"][0] is found["b"][0]
    assert found["a"][0] == Column(name="n", type="integer", default="1")


def test_each_has_its_place_and_its_constraints() -> None:
    sql = "CREATE TABLE a (n int, m int UNIQUE, x int);\nCREATE TABLE b (n int, m int UNIQUE, x int);"
    parsed = parse([Source("f", sql)])

    places = [parsed.locations[PartName(ObjectName("public", table), "n")] for table in "ab"]
    assert places == ["f:1:17", "f:2:17"]
    assert [len(table.uniques) for table in parsed.database.tables] == [1, 1]


def test_what_a_domain_is_depends_on_the_schema() -> None:
    found = _columns(
        "CREATE SCHEMA s; CREATE DOMAIN d AS int; CREATE DOMAIN s.d AS int;"
        "CREATE TABLE a (n d, x int); SET search_path = s; CREATE TABLE b (n d, x int);"
    )

    assert [found[table][0].type for table in "ab"] == ["public.d", "s.d"]


def test_every_column_that_is_refused_is_told() -> None:
    sql = "CREATE TABLE a (n int[], x int);\nCREATE TABLE b (n int[], x int);"
    with pytest.raises(Refused) as refused:
        parse([Source("f", sql)])

    assert [one.location for one in refused.value.refusals] == ["f:1:19", "f:2:19"]


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE t (id int, total int, CHECK (9 < ({})))",
        "CREATE TABLE t (id int, total int GENERATED ALWAYS AS ({}) STORED)",
        "CREATE TABLE t (id int, total int); CREATE INDEX ASYNC i ON t (abs({}))",
        "CREATE TABLE t (id int, total int); CREATE INDEX ASYNC i ON t (id) WHERE {} > 3",
    ],
)
def test_what_a_statement_tells_of_an_expression_moves_no_name(sql: str) -> None:
    """The tree of an expression comes from the statement, where its columns stand elsewhere."""
    written = f"{sql.format('id + 1 + id')}; ALTER TABLE t RENAME COLUMN id TO number;"
    (table,), indexes = (found := parse([Source("f", written)]).database).tables, found.indexes
    texts = [
        *(one.expression for one in table.checks),
        *(column.generated for column in table.columns),
        *(key.expression for index in indexes for key in index.keys),
        *(index.where for index in indexes),
    ]

    assert any("number + 1 + number" in text for text in texts if text), texts
    assert table.name == ObjectName("public", "t")


@pytest.mark.parametrize(
    "live, wanted, type_, same",
    [
        ("'open'::text", "'open'", "text", True),
        ("'it''s'::text", "'it''s'", "text", True),
        ("'abc'::character(1)", "'abc'", "character(3)", False),
        ("'open'::text", "'opened'", "text", False),
        ("'1' || '2'::text", "'1' || '2'", "text", True),
        ("1 - '2'::interval", "1 - '2'", "interval", False),
    ],
)
def test_a_text_as_the_catalog_prints_it(live: str, wanted: str, type_: str, same: bool) -> None:
    assert expressions.equal(live, wanted, type=type_) is same
