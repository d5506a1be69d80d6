"""What PostgreSQL 16 is built with: types, implicit casts, operators and functions.

postgresql16.txt holds an operator or a function with all its overloads or not at all, because which one
PostgreSQL chooses depends on all of them. Types are named as in pg_type: `int4`, `_text` for text[].
"""

from collections import defaultdict
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

_FILE = "postgresql16.txt"


class BuiltinType(NamedTuple):
    """A type's category (one letter, as in pg_type.typcategory) and whether it is preferred there."""

    category: str
    preferred: bool


class Overload(NamedTuple):
    """One operator or function. A variadic one's last argument is what each further argument must be."""

    arguments: tuple[str, ...]
    result: str
    variadic: bool = False
    defaults: int = 0


class Facts(NamedTuple):
    """`casts` are the implicit ones, (from, to). Prefix operators have one argument."""

    types: dict[str, BuiltinType]
    casts: frozenset[tuple[str, str]]
    operators: dict[str, tuple[Overload, ...]]
    functions: dict[str, tuple[Overload, ...]]


@lru_cache(maxsize=1)
def facts() -> Facts:
    """The facts of PostgreSQL 16."""
    types: dict[str, BuiltinType] = {}
    casts: set[tuple[str, str]] = set()
    operators: defaultdict[str, list[Overload]] = defaultdict(list)
    functions: defaultdict[str, list[Overload]] = defaultdict(list)
    for line in files(__package__).joinpath(_FILE).read_text("ascii").splitlines():
        kind, name, *rest = line.split(" ")
        if kind == "type":
            types[name] = BuiltinType(rest[0], rest[1:] == ["preferred"])
        elif kind == "cast":
            casts.add((name, rest[0]))
        elif kind == "operator":
            left, right, result = rest
            operators[name].append(Overload((right,) if left == "-" else (left, right), result))
        else:
            functions[name].append(_function(rest))
    return Facts(types, frozenset(casts), _frozen(operators), _frozen(functions))


def _function(fields: list[str]) -> Overload:
    """`int4,text bool variadic defaults=1`: arguments (`-` for none), result, then what is special."""
    arguments, result, *marks = fields
    defaults = [int(mark.removeprefix("defaults=")) for mark in marks if mark.startswith("defaults=")]
    return Overload(
        () if arguments == "-" else tuple(arguments.split(",")),
        result,
        "variadic" in marks,
        sum(defaults),
    )


def _frozen(overloads: dict[str, list[Overload]]) -> dict[str, tuple[Overload, ...]]:
    return {name: tuple(found) for name, found in overloads.items()}
