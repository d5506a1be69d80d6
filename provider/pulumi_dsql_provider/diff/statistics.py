"""What differs between two statistics objects."""

from collections.abc import Iterator, Mapping

from pulumi_dsql_provider.dialect.identifiers import quote
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.column import types_on
from pulumi_dsql_provider.diff.comment import comment_differs
from pulumi_dsql_provider.diff.match import changes, differing
from pulumi_dsql_provider.diff.meaning import Columns, Same
from pulumi_dsql_provider.model import Database, ObjectName, Statistics


def compare_statistics(
    live: Database, wanted: Database, same: Same, renamed: Mapping[ObjectName, ObjectName]
) -> Iterator[Change]:
    """The changes of statistics; one of another name that is the same otherwise is renamed."""

    def differs(old: Statistics, new: Statistics) -> frozenset[str]:
        if old.table != new.table or old.name.schema != new.name.schema:
            return frozenset({"table"})
        fields = set(differing(old, new, ("kinds", "target")) | comment_differs(old, new))
        if not _same_members(old, new, types_on(new.table, live, wanted), same):
            fields.add("expressions" if old.expressions or new.expressions else "columns")
        return frozenset(fields)

    found = changes(
        "statistics",
        live.statistics,
        wanted.statistics,
        key=lambda statistics: statistics.name,
        differs=differs,
        renamed_with=frozenset({"target", "comment"}),
        within=lambda statistics: statistics.table,
        renamed=renamed,
    )
    return (change.model_copy(update={"table": _table(change)}) for change in found)


def _table(change: Change) -> ObjectName:
    statistics = change.wanted or change.live
    assert isinstance(statistics, Statistics)
    return statistics.table


def _same_members(old: Statistics, new: Statistics, columns: Columns, same: Same) -> bool:
    """Whether both are about the same, in whatever order.

    An expression that is a column once its types are known (a::int) is stored as that column.
    """
    left, right = _members(old, new), _members(new, old)
    if len(left) != len(right):
        return False
    # Each is looked for, so that every question is asked even where an earlier one is not found.
    for one in left:
        found = next((other for other in right if same(one, other, columns)), None)
        if found is not None:
            right.remove(found)
    return not right


def _members(statistics: Statistics, other: Statistics) -> list[str]:
    """The expressions, and the columns that the other does not name."""
    own = (name for name in statistics.columns if name not in other.columns)
    return [*map(quote, own), *statistics.expressions]
