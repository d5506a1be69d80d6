"""What differs between two statistics objects."""

from collections.abc import Iterator, Mapping

from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.column import types_of
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
        if set(old.columns) != set(new.columns):
            fields.add("columns")
        if not _same_expressions(old, new, _columns(live, wanted, new.table), same):
            fields.add("expressions")
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


def _columns(live: Database, wanted: Database, table: ObjectName) -> Columns:
    return types_of(*(found for side in (live, wanted) if (found := side.table(table)) is not None))


def _same_expressions(old: Statistics, new: Statistics, columns: Columns, same: Same) -> bool:
    if len(old.expressions) != len(new.expressions):
        return False
    # Every pair is looked at, so that every question is asked even where an earlier one differs.
    pairs = [same(one, other, columns) for one, other in zip(old.expressions, new.expressions, strict=True)]
    return all(pairs)
