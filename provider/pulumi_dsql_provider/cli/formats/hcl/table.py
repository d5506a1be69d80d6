"""Tables, with all that stands in their blocks."""

from collections.abc import Iterator

from pulumi_dsql_provider.cli.formats.hcl import column, constraint, index, schema
from pulumi_dsql_provider.cli.formats.hcl.block import Block, given, string
from pulumi_dsql_provider.cli.formats.hcl.reference import Names
from pulumi_dsql_provider.model import Database, Table


def blocks(database: Database, names: Names) -> Iterator[Block]:
    """A block for each table."""
    for table in database.tables:
        attributes = given(
            schema.of(table.name.schema), ("comment", string(table.comment) if table.comment else None)
        )
        yield Block("table", names.table(table.name), attributes, tuple(_parts(table, database, names)))


def left_out(database: Database) -> Iterator[str]:
    """What Atlas does not model."""
    for table in database.tables:
        for each in table.columns:
            if each.storage is not None:
                yield f"the storage of {table.name}.{each.name}"
        for part in table.constraints:
            if part.comment:
                yield f"the comment on {part.name} of {table.name}"
        for key in table.foreign_keys:
            if key.match != "simple":
                yield f"MATCH {key.match.upper()} of {key.name} of {table.name}"
            if key.on_delete_columns:
                yield f"the columns of ON DELETE of {key.name} of {table.name}"


def _parts(table: Table, database: Database, names: Names) -> Iterator[Block]:
    yield from map(column.block, table.columns)
    if table.primary_key is not None:
        yield constraint.primary_key(table.primary_key, table.name)
    for key in table.foreign_keys:
        yield constraint.foreign_key(key, table.name, names)
    yield from map(index.block, database.indexes_of(table.name))
    yield from map(constraint.unique, table.uniques)
    yield from map(constraint.check, table.checks)
