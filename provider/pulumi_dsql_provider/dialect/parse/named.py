"""Tables or indexes by their full name, and the names that they take up."""

from collections import Counter, UserDict, defaultdict
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from pulumi_dsql_provider.model import ObjectName

_Thing = TypeVar("_Thing")
_NamesOf = Callable[[_Thing], Iterable[str]]


class Taken(Generic[_Thing]):
    """The names that are in use, by schema; one that two things use is in use until both are gone."""

    def __init__(self, names_of: _NamesOf[_Thing]) -> None:
        self._names_of = names_of
        self._counts: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def of(self, schema: str) -> Counter[str]:
        """The names of a schema, and how many things use each. It follows what changes later."""
        return self._counts[schema]

    def add(self, schema: str, thing: _Thing) -> None:
        """Take the names of a thing."""
        counts = self._counts[schema]
        for name in self._names_of(thing):
            counts[name] += 1

    def remove(self, schema: str, thing: _Thing) -> None:
        """Give them back."""
        counts = self._counts[schema]
        for name in self._names_of(thing):
            counts[name] -= 1
            if not counts[name]:  # a Counter has what it counted down to 0
                del counts[name]


class Named(UserDict[ObjectName, _Thing]):
    """A dictionary that counts names as it changes: collecting them anew for every nameless constraint or
    index would take time with the square of the number of tables.

    `relations` says what a thing takes among the names of tables and indexes, `constraints` what it takes
    among those of constraints.
    """

    def __init__(self, relations: _NamesOf[_Thing], constraints: _NamesOf[_Thing]) -> None:
        super().__init__()
        self.relations = Taken(relations)
        self.constraints = Taken(constraints)

    def __setitem__(self, name: ObjectName, thing: _Thing) -> None:
        if name in self.data:
            self._give_back(name)
        self.data[name] = thing
        self.relations.add(name.schema, thing)
        self.constraints.add(name.schema, thing)

    def __delitem__(self, name: ObjectName) -> None:
        self._give_back(name)
        del self.data[name]

    def _give_back(self, name: ObjectName) -> None:
        thing = self.data[name]
        self.relations.remove(name.schema, thing)
        self.constraints.remove(name.schema, thing)
