"""What a member of a request may be, and the words in which the service says that it is not.

`shape.problems(value, name)` gives the name of each member that is wrong and what is wrong with it:

    Text(1, 128).problems("", "clientToken")
    # [("clientToken", "Member must have length between 1 and 128, inclusive")]
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

Place = Literal["body", "path", "query"]
Problem = tuple[str, str]


class Shape(Protocol):
    """What a value may be."""

    def problems(self, value: object, name: str) -> Iterator[Problem]:
        """What is wrong with a value that is there."""


@dataclass(frozen=True)
class Text:
    """A string, its length in characters."""

    shortest: int = 0
    longest: int | None = None
    pattern: str = ""
    choices: tuple[str, ...] = ()

    def problems(self, value: object, name: str) -> Iterator[Problem]:
        """Part of `Shape`."""
        if not isinstance(value, str):
            yield name, "Member must be a string"
            return
        if len(value) < self.shortest or (self.longest is not None and len(value) > self.longest):
            yield name, _length(self.shortest, self.longest)
        if self.pattern and not re.fullmatch(self.pattern, value):
            yield name, f"Member must satisfy regular expression pattern: {self.pattern}"
        if self.choices and value not in self.choices:
            yield name, f"Member must satisfy enum value set: [{', '.join(self.choices)}]"


@dataclass(frozen=True)
class Boolean:
    """True or false."""

    def problems(self, value: object, name: str) -> Iterator[Problem]:
        """Part of `Shape`."""
        if not isinstance(value, bool):
            yield name, "Member must be a boolean"


@dataclass(frozen=True)
class Integer:
    """A whole number."""

    least: int
    most: int

    def problems(self, value: object, name: str) -> Iterator[Problem]:
        """Part of `Shape`."""
        if isinstance(value, bool) or not isinstance(value, int):
            yield name, "Member must be an integer"
        elif not self.least <= value <= self.most:
            yield name, f"Member must be between {self.least} and {self.most}, inclusive"


@dataclass(frozen=True)
class Listed:
    """A list of things of one shape."""

    of: Shape
    longest: int | None = None

    def problems(self, value: object, name: str) -> Iterator[Problem]:
        """Part of `Shape`."""
        if not isinstance(value, list):
            yield name, "Member must be a list"
        elif self.longest is not None and len(value) > self.longest:
            yield name, _length(0, self.longest)
        else:
            for position, each in enumerate(value):
                yield from self.of.problems(each, f"{name}.{position}")


@dataclass(frozen=True)
class Mapped:
    """A JSON object with any keys."""

    key: Text
    value: Text
    longest: int

    def problems(self, value: object, name: str) -> Iterator[Problem]:
        """Part of `Shape`."""
        if not isinstance(value, Mapping):
            yield name, "Member must be a map"
        elif len(value) > self.longest:
            yield name, _length(0, self.longest)
        else:
            for key, each in value.items():
                yield from self.key.problems(key, f"{name}.{key}.key")
                yield from self.value.problems(each, f"{name}.{key}.value")


@dataclass(frozen=True)
class Member:
    """A named part of a structure or a request."""

    shape: Shape
    required: bool = False
    place: Place = "body"
    name_there: str = ""
    """What it is called in the path or the query, when that is not the member's own name."""


@dataclass(frozen=True)
class Structure:
    """A JSON object whose members are known; others are passed over."""

    members: Mapping[str, Member]

    def problems(self, value: object, name: str) -> Iterator[Problem]:
        """Part of `Shape`."""
        if not isinstance(value, Mapping):
            yield name, "Member must be a structure"
            return
        for each, member in self.members.items():
            path = f"{name}.{each}" if name else each
            if value.get(each) is not None:
                yield from member.shape.problems(value[each], path)
            elif member.required:
                yield path, "Member must not be null"


def _length(shortest: int, longest: int | None) -> str:
    if longest is None:
        return f"Member must have length greater than or equal to {shortest}"
    return f"Member must have length between {shortest} and {longest}, inclusive"
