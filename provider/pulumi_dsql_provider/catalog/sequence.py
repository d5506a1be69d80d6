"""Sequences as the catalog has them."""

from collections.abc import Iterable, Mapping

from pulumi_dsql_provider.catalog.column import Columns
from pulumi_dsql_provider.catalog.others import Fields
from pulumi_dsql_provider.catalog.sequence_options import options
from pulumi_dsql_provider.model import ObjectName, OwningColumn, Sequence


def sequences(
    found: Iterable[Fields], tables: Mapping[int, ObjectName], columns: Mapping[int, Columns]
) -> tuple[Sequence, ...]:
    """The rows of sequences.sql as values, in their order."""
    return tuple(
        Sequence(
            name=ObjectName(row["schema"], row["name"]),
            comment=row["comment"],
            owned_by=_owner(row["owner"], row["owner_column"], tables, columns),
            **options(
                row["seqcache"],
                row["seqstart"],
                row["seqincrement"],
                row["seqmin"],
                row["seqmax"],
                row["seqcycle"],
            ).model_dump(),
        )
        for row in found
    )


def _owner(
    table: int | None,
    column: int | None,
    tables: Mapping[int, ObjectName],
    columns: Mapping[int, Columns],
) -> OwningColumn | None:
    if table is None or column is None or table not in tables:
        return None
    return OwningColumn(tables[table], columns[table][column].name)
