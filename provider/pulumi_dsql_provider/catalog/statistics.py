"""Extended statistics as the catalog has them."""

from collections.abc import Iterable, Mapping

from pulumi_dsql_provider.catalog.column import Columns, names
from pulumi_dsql_provider.catalog.expression import bare
from pulumi_dsql_provider.catalog.others import Fields
from pulumi_dsql_provider.model import ObjectName, Statistics, StatisticsKind

_KINDS: dict[str, StatisticsKind] = {"d": "ndistinct", "f": "dependencies", "m": "mcv"}


def statistics(
    found: Iterable[Fields], tables: Mapping[int, ObjectName], columns: Mapping[int, Columns]
) -> tuple[Statistics, ...]:
    """The rows of statistics.sql as values, in their order; without those of tables that are not read."""
    return tuple(
        Statistics(
            name=ObjectName(row["schema"], row["name"]),
            table=tables[row["table"]],
            kinds=tuple(kind for letter, kind in _KINDS.items() if letter in row["kinds"]),
            columns=names(columns[row["table"]], row["columns"]),
            expressions=tuple(map(bare, row["expressions"] or ())),
            target=row["target"] if (row["target"] or 0) >= 0 else None,
            comment=row["comment"],
        )
        for row in found
        if row["table"] in tables
    )
