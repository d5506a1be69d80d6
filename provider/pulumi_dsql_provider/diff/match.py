"""The one list differ: every kind of object brings its key and says what differs between two values."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar, cast

from pulumi_dsql_provider.diff.change import Change, Kind, Thing
from pulumi_dsql_provider.model import ObjectName

T = TypeVar("T", bound=Thing)
Differs = Callable[[T, T], frozenset[str]]
"""(live, wanted) -> the names of the model's fields that differ, `name` not among them."""

_MISSING: Any = object()
_NO_RENAMES: Mapping[Any, Hashable] = MappingProxyType({})


def changes(
    kind: Kind,
    live: Iterable[T],
    wanted: Iterable[T],
    *,
    key: Callable[[T], Hashable],
    differs: Differs[T],
    table: ObjectName | None = None,
    renamed_with: frozenset[str] | None = None,
    within: Callable[[T], Hashable] = lambda _: None,
    renamed: Mapping[Any, Hashable] = _NO_RENAMES,
) -> Iterator[Change]:
    """Every difference between two lists, in the order of `wanted`, then what is removed in order of its key.

    With `renamed_with`, a value that is there under another name and differs in no more than these fields is
    a rename rather than a removal and an addition. `within` is what such a rename keeps (an index's table).
    `renamed` are old keys by new ones that the author tells.
    """
    remaining = {key(value): value for value in live}
    pairs = [(remaining.pop(key(value), None), value) for value in wanted]
    candidates: dict[Hashable, list[Hashable]] = {}
    if renamed_with is not None:
        for name in _in_order(remaining):
            candidates.setdefault(within(remaining[name]), []).append(name)
    for namesake, new in pairs:
        old, fields = namesake, frozenset[str]()
        if old is not None:
            fields = differs(old, new)
        elif (old := remaining.pop(renamed.get(key(new)), None)) is not None:
            fields = differs(old, new) | {"name"}
        elif renamed_with is not None:
            names = (name for name in candidates.get(within(new), ()) if name in remaining)
            old = _renamed((remaining[name] for name in names), new, differs, renamed_with)
            if old is not None:
                fields = differs(remaining.pop(key(old)), new) | {"name"}
        if old is None or fields:
            yield Change(kind=kind, live=old, wanted=new, table=table, differs=fields)
    for name in _in_order(remaining):
        yield Change(kind=kind, live=remaining[name], table=table)


def _renamed(candidates: Iterable[T], wanted: T, differs: Differs[T], besides: frozenset[str]) -> T | None:
    """The first candidate that `wanted` can be made of by a rename."""
    return next((value for value in candidates if differs(value, wanted) <= besides), None)


def _in_order(values: dict[Hashable, T]) -> list[Hashable]:
    return sorted(values, key=str)


def differing(live: T, wanted: T, fields: Iterable[str]) -> frozenset[str]:
    """Those of `fields` whose values are not equal."""
    return frozenset(
        field for field in fields if getattr(live, field, _MISSING) != getattr(wanted, field, _MISSING)
    )


def with_old_name(change: Change, renamed: Mapping[ObjectName, ObjectName]) -> Change:
    """A change whose live side has its new name already, with the old one there; any other as it is."""
    if "name" not in change.differs or change.live is None:
        return change
    old = renamed[cast(ObjectName, change.live.name)]
    return change.model_copy(update={"live": change.live.model_copy(update={"name": old})})
