"""Tables as a whole."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect import limits
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.validate import name, schema
from pulumi_dsql_provider.model import Database, Table


def refusals(table: Table) -> Iterator[Refusal]:
    """A table's name and its columns together; the parts have files of their own."""
    yield from name.refusals(table.name.name, "table", table.name)
    yield from name.refusals(table.name.schema, "schema", table.name)
    if schema.is_reserved(table.name.schema):
        yield schema.reserved(table.name.schema, table.name)
    if not table.columns:
        yield Refusal(
            code="DSQL030",
            message=f"the table {table.name} has no columns",
            way_out="give it at least one",
            subject=table.name,
            property="columns",
        )
    if len(table.columns) > limits.COLUMNS_PER_TABLE:
        yield Refusal(
            code="DSQL022",
            message=f"a table has at most {limits.COLUMNS_PER_TABLE} columns, not {len(table.columns)}",
            way_out="split the table, or keep some values in a jsonb column",
            subject=table.name,
            property="columns",
        )
    names = [column.name for column in table.columns]
    for twice in sorted({each for each in names if names.count(each) > 1}):
        yield Refusal(
            code="DSQL003",
            message=f"the column {twice} is declared twice",
            way_out="rename one of them",
            subject=table.name,
            property="columns",
        )


def too_many(wanted: Database) -> Iterator[Refusal]:
    """The limit on a database's tables."""
    if len(wanted.tables) > limits.TABLES:
        yield Refusal(
            code="DSQL021",
            message=f"a cluster holds at most {limits.TABLES} tables, not {len(wanted.tables)}",
            way_out="use fewer tables, or a second cluster",
            subject=wanted.tables[limits.TABLES].name,
        )
