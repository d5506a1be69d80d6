"""Which steps of a plan need which others: those that need nothing of each other could run in any order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pulumi_dsql_provider.diff.change import Change, Thing
from pulumi_dsql_provider.model import (
    ForeignKey,
    Index,
    ObjectName,
    PrimaryKey,
    Schema,
    Statistics,
    Table,
    Unique,
)
from pulumi_dsql_provider.plan.part import Part, Touched

_ON_A_TABLE = frozenset({"column", "primary_key", "unique", "check", "foreign_key", "index", "statistics"})


def touched(change: Change) -> Touched | None:
    """What the steps of a change touch; None where that cannot be told, as of a function that others call."""
    on_a_table = change.table is not None and change.kind in _ON_A_TABLE
    if not (on_a_table or change.kind in ("schema", "table")):
        return None
    changes, needs = set[ObjectName](), set[ObjectName]()
    for thing in (change.live, change.wanted):
        changes.update(_changed(thing, change.table))
        if isinstance(thing, Table):
            needs.update(key.references for key in thing.foreign_keys)
        elif isinstance(thing, ForeignKey):
            needs.add(thing.references)
    needs.update(ObjectName(name.schema, "") for name in changes if name.name)
    return Touched(frozenset(changes), frozenset(needs - changes))


def _changed(thing: Thing | None, table: ObjectName | None) -> Iterator[ObjectName]:
    """The table that the thing is on, and the names that it takes."""
    if table is not None:
        yield table
    match thing:
        case Schema(name=name):
            yield ObjectName(name, "")
        case Table(name=own):
            yield own
            if thing.primary_key is not None:
                yield own._replace(name=thing.primary_key.name)
            yield from (own._replace(name=unique.name) for unique in thing.uniques)
        case Index():
            yield thing.table
            yield thing.qualified_name
        case Statistics():
            yield thing.table
            yield thing.name
        case PrimaryKey(name=name) | Unique(name=name) if table is not None:
            yield table._replace(name=name)


def after(parts: Iterable[Part]) -> tuple[tuple[int, ...], ...]:
    """For each step of these parts, in order, the numbers of the steps right before it, from 1.

    What touches something comes after what has changed it, and what changes it after what has needed it. A
    part of which it cannot be told comes after all before it, and before all that follow.
    """
    found: list[tuple[int, ...]] = []
    changed: dict[ObjectName, int] = {}
    needed: defaultdict[ObjectName, list[int]] = defaultdict(list)
    barrier, since = 0, list[int]()
    for part in parts:
        touches = part.touches
        if touches is None:
            before = set(since)
        else:
            both = touches.changes | touches.needs
            before = {changed[name] for name in both if name in changed}
            before |= {step for name in touches.changes for step in needed.get(name, ())}
        found.append(tuple(sorted((before or {barrier}) - {0})))
        found += [(len(found) + number,) for number in range(len(part.steps) - 1)]
        last = len(found)
        if touches is None:
            barrier, since = last, []
            changed.clear()
            needed.clear()
            continue
        since.append(last)
        for name in touches.changes:
            changed[name] = last
            needed.pop(name, None)
        for name in touches.needs:
            needed[name].append(last)
    return tuple(found)
