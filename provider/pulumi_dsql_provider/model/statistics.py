"""Extended statistics: what the planner is to know about several columns of a table together."""

from typing import Literal

from pulumi_dsql_provider.model.name import ObjectName
from pulumi_dsql_provider.model.value import Value

StatisticsKind = Literal["ndistinct", "dependencies", "mcv"]


class Statistics(Value):
    """One statistics object; it may live in another schema than its table.

    `columns` are in the order of the table, `kinds` in that of `StatisticsKind`; there are none where it is
    only about one expression. `target` is None where it is the server's own.
    """

    name: ObjectName
    table: ObjectName
    kinds: tuple[StatisticsKind, ...]
    columns: tuple[str, ...] = ()
    expressions: tuple[str, ...] = ()
    target: int | None = None
    comment: str | None = None
