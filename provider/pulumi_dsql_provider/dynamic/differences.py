"""How what is there differs from what was expected, in a few words of an error."""

from collections.abc import Iterable

from pulumi_dsql_provider.diff import Change, Changes


def of_changes(changes: Changes, own_kind: str) -> str:
    """What an object and its declaration differ in: `column note, comment`."""
    return ", ".join(sorted({part for change in changes for part in _parts(change, own_kind)}))


def of_plans(planned: list[str], now: list[str]) -> str:
    """What a plan that is made again has less and more than the one before, both as lines."""
    less = " ".join(line for line in planned if line not in now)
    more = " ".join(line for line in now if line not in planned)
    parts = (
        f"there is no need any more for `{less}`" if less else "",
        f"it would now run `{more}`" if more else "",
    )
    return " and ".join(filter(None, parts)) or "the order of its steps is another"


def _parts(change: Change, own_kind: str) -> Iterable[str]:
    """Properties of the object itself as the program names them, or the part of it that a change is about."""
    if change.kind == own_kind and change.differs:
        return ("columns" if field == "keys" else field for field in change.differs)
    thing = change.wanted or change.live
    return (f"{change.kind} {thing.name}",) if thing is not None else ()
