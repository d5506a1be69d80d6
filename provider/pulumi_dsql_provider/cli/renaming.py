"""What files say was renamed, beside what is there."""

from collections.abc import Iterable, Iterator

from pulumi_dsql_provider.dialect.parse import RenamedFrom
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.model import Database, ObjectName


def old_names(renamed: Iterable[RenamedFrom]) -> frozenset[ObjectName]:
    """The old names of what is no part of something else: that is looked at like what it has become."""
    return frozenset(one.old_name for one in renamed if one.part is None)


def both_there(live: Database, renamed: Iterable[RenamedFrom]) -> Iterator[Refusal]:
    """The refusal (DSQL133) of each rename whose old and new name are both in use.

    It may have been carried out, or may not: the old one would be dropped, though it may be what is meant.
    """
    former = {one.name: one.old_name for one in renamed if one.kind == "table"}
    for one in renamed:
        owner = one.name if live.table(one.name) else former.get(one.name, one.name)
        names = _names(one, owner, live)
        if one.old in names and (one.name.name if one.part is None else one.part) in names:
            yield Refusal(
                code="DSQL133",
                message=f"{one} is renamed from {one.old}, and both are there",
                way_out="take out the remark if it has been renamed, else rename or drop the new one by hand",
                location=one.location,
            )


def _names(one: RenamedFrom, owner: ObjectName, live: Database) -> set[str]:
    """The names of all that is of its kind where it is."""
    table, domain = live.table(owner), live.domain(owner)
    if one.kind == "column":
        return {column.name for column in table.columns} if table else set()
    if one.kind == "constraint":
        return {part.name for part in (table.constraints if table else domain.checks if domain else ())}
    names: dict[str, Iterable[ObjectName]] = {
        "table": (each.name for each in live.tables),
        "index": (each.qualified_name for each in live.indexes),
        "sequence": (each.name for each in live.sequences),
        "domain": (each.name for each in live.domains),
        "statistics": (each.name for each in live.statistics),
        "view": (each.name for each in live.views),
    }
    return {name.name for name in names[one.kind] if name.schema == one.name.schema}
