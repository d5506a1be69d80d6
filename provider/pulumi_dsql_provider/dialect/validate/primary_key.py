"""Primary keys."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.validate import key, name
from pulumi_dsql_provider.model import Table


def refusals(table: Table) -> Iterator[Refusal]:
    """A table's primary key, if it has one."""
    primary = table.primary_key
    if primary is None:
        return
    yield from name.refusals(primary.name, "primary key", table.name, "primary_key")
    yield from key.refusals(primary.columns, "the primary key", table, "primary_key")
    for column in table.columns:
        if column.name in primary.columns and column.nullable:
            yield Refusal(
                code="DSQL016",
                message=f"the primary key has the column {column.name}, which may be null",
                way_out="make the column NOT NULL",
                subject=table.name,
                property="primary_key",
            )
