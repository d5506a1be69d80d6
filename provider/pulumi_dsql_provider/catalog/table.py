"""Tables as the catalog has them."""

from collections.abc import Iterable, Mapping

from pulumi_dsql_provider.catalog.column import Columns
from pulumi_dsql_provider.catalog.constraint import Constraints
from pulumi_dsql_provider.catalog.scope import Row
from pulumi_dsql_provider.model import ForeignKey, ObjectName, Table


def table_names(rows: Iterable[Row]) -> dict[int, ObjectName]:
    """The names of the tables in the rows of tables.sql, by oid."""
    return {oid: ObjectName(schema, name) for oid, schema, name, _ in rows}


def tables(
    rows: Iterable[Row],
    columns: Mapping[int, Columns],
    constraints: Mapping[int, Constraints],
    foreign_keys: Mapping[int, list[ForeignKey]],
) -> tuple[Table, ...]:
    """The rows of tables.sql as values with all that belongs to them, in their order."""
    return tuple(
        Table(
            name=ObjectName(schema, name),
            columns=tuple(columns.get(oid, {}).values()),
            primary_key=constraints.get(oid, Constraints()).primary_key,
            uniques=tuple(constraints.get(oid, Constraints()).uniques),
            checks=tuple(constraints.get(oid, Constraints()).checks),
            foreign_keys=tuple(foreign_keys.get(oid, ())),
            comment=comment,
        )
        for oid, schema, name, comment in rows
    )
