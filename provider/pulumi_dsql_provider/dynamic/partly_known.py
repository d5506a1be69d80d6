"""Canonical inputs while parts of them are only known later.

`pulumi up --strict` stops where the inputs of the run are not those of its preview; there, anything may come
in the place of what was unknown. So what is known must be spelt in a preview as it will be in the run.
"""

from collections.abc import Callable
from typing import Any

from pulumi.output import Unknown

from pulumi_dsql_provider.dynamic.inputs import Props, unknown

_Place = tuple[str | int, ...]

# A character that is in no name. What it has got into is unknown too: the name of a constraint, for example.
_MARK = "\ue000"
_ABSENT = object()
_NAMES = frozenset({"name", "schema", "table", "references", "column", "expression"})
_OBJECTS = frozenset({"columns", "uniques", "foreign_keys"})
# What one of these objects, whichever it is, cannot be read without.
_NEEDED = ("name", "type", "columns", "references", "column")


def canonical(props: Props, make: Callable[[Props], Props]) -> Props:
    """What `make` makes of the properties, with the unknown in every place that depends on something unknown.

    `make` gets properties without anything unknown, and keeps lists in their order.
    """
    places: list[_Place] = []
    filled: Props = _filled(props, (), places)
    made: Any = _unmarked(make(filled))
    for place in places:
        made = _with_unknown(made, place)
    result: Props = made
    return result


def _filled(value: Any, place: _Place, places: list[_Place]) -> Any:
    if isinstance(value, Unknown):
        places.append(place)
        return _stand_in(place, f"{_MARK}{len(places)}")
    if isinstance(value, dict):
        filled = {key: _filled(element, (*place, key), places) for key, element in value.items()}
        return {key: element for key, element in filled.items() if element is not _ABSENT}
    if isinstance(value, list | tuple):
        return [_filled(element, (*place, number), places) for number, element in enumerate(value)]
    return value


def _stand_in(place: _Place, name: str) -> Any:
    """Something that can be read at this place; where a name is read, this one, which is like no other."""
    last = place[-1]
    if isinstance(last, int):
        an_object = len(place) == 2 and place[0] in _OBJECTS
        return {key: _stand_in((*place, key), name) for key in _NEEDED} if an_object else name
    if last == "type":
        return "text"
    if last in _NAMES or place[:-1] == ("checks",):
        return name
    # The names of constraints are made of their columns.
    return [name] if last == "columns" and len(place) > 1 else _ABSENT


def _unmarked(value: Any) -> Any:
    if isinstance(value, str):
        return unknown() if _MARK in value else value
    if isinstance(value, dict):
        return {key: _unmarked(element) for key, element in value.items()}
    if isinstance(value, list):
        return [_unmarked(element) for element in value]
    return value


def _with_unknown(value: Any, place: _Place) -> Any:
    """The value with the unknown in that place; where the place is no more, what holds it is unknown."""
    if not place:
        return unknown()
    first, rest = place[0], place[1:]
    if isinstance(value, dict):
        return {**value, first: _with_unknown(value.get(first), rest)}
    if isinstance(value, list) and isinstance(first, int) and first < len(value):
        return [*value[:first], _with_unknown(value[first], rest), *value[first + 1 :]]
    return unknown()
