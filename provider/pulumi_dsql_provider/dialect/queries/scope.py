"""What names mean within a query: the sources of its FROM and their columns."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pulumi_dsql_provider.dialect.expressions.terms import Term
from pulumi_dsql_provider.model import ObjectName


class Used(NamedTuple):
    """A column of a table or a view."""

    relation: ObjectName
    column: str


class Unreadable(Exception):
    """A query, or a part of it, whose meaning only the database can tell."""


class Absent(Unreadable):
    """A column that nothing which the query reads has. Its text is the column as it is written."""


@dataclass(frozen=True)
class Field:
    """A column that a query sees.

    `term` says where it comes from whatever it is called; `declared` is its type's own spelling where that is
    a domain. `origin` are the columns that it is read from.
    """

    name: str
    term: Term
    declared: str | None = None
    origin: frozenset[Used] = frozenset()

    def called(self, name: str) -> "Field":
        """The same under another name."""
        return Field(name, self.term, self.declared, self.origin)


@dataclass(frozen=True)
class Source:
    """What a name in FROM stands for. `label` is its place; `fields` is None where they are not known.

    `relation` is the table or view that it is, `name` is what its columns can be qualified with.
    """

    label: str
    name: str | None
    fields: tuple[Field, ...] | None
    relation: ObjectName | None = None

    def field(self, name: str) -> Field | None:
        """The column of that name; None where there is none. Raises Unreadable where that is not known."""
        if self.fields is None:
            return Field(name, Term(f"{self.label}.{name!r}", None))
        found = [field for field in self.fields if field.name == name]
        if len(found) > 1:
            raise Unreadable(f"{name} is ambiguous")
        return found[0] if found else None

    def all(self) -> tuple[Field, ...]:
        """All its columns. Raises Unreadable where they are not known."""
        if self.fields is None:
            raise Unreadable(f"the columns of {self.name} are not known")
        return self.fields


@dataclass(frozen=True)
class Item:
    """One item of FROM: `text`, what can stand before a dot, and what can be named without."""

    text: str
    sources: tuple[Source, ...]
    plain: tuple["Field | Source", ...]
    """Columns in the order of `*`; a Source stands for all of its own."""

    def columns(self) -> Iterator[Field]:
        """What `*` stands for. Raises Unreadable."""
        for each in self.plain:
            yield from each.all() if isinstance(each, Source) else (each,)

    def named(self, name: str) -> list[Field]:
        """The columns that a name without a qualifier can mean. Raises Unreadable."""
        found: list[Field] = []
        for each in self.plain:
            if isinstance(each, Field):
                found += [each] if each.name == name else []
            elif each.fields is not None and (field := each.field(name)) is not None:
                found.append(field)
        return found


@dataclass(frozen=True)
class Scope:
    """The items of a FROM, and the scope of the query around."""

    items: tuple[Item, ...] = ()
    around: "Scope | None" = None

    def within(self, items: Iterable[Item]) -> "Scope":
        """The scope of a FROM inside."""
        return Scope(tuple(items), self)

    def plain(self, name: str) -> Field | None:
        """The column that is meant by a name alone; the innermost scope that has it decides."""
        found = [field for item in self.items for field in item.named(name)]
        if len(found) > 1:
            raise Unreadable(f"{name} is ambiguous")
        if found:
            return found[0]
        unknown = [each for each in self._plain_sources() if each.fields is None]
        if unknown:
            if len(unknown) > 1 or self.around is not None:
                raise Unreadable(f"{name} is a column of something unknown")
            return unknown[0].field(name)
        return None if self.around is None else self.around.plain(name)

    def source(self, qualifier: Sequence[str]) -> Source | None:
        """What stands before the dot of `t.a` or `s.t.a`."""
        for item in self.items:
            for source in item.sources:
                if _is_called(source, qualifier):
                    return source
        return None if self.around is None else self.around.source(qualifier)

    def is_known(self) -> bool:
        """Whether the columns of all that can be named here are known, here and around."""
        sources = (source for item in self.items for source in item.sources)
        known = all(source.fields is not None for source in sources)
        return known and (self.around is None or self.around.is_known())

    def _plain_sources(self) -> Iterator[Source]:
        for item in self.items:
            yield from (each for each in item.plain if isinstance(each, Source))


def _is_called(source: Source, qualifier: Sequence[str]) -> bool:
    *schema, name = qualifier
    if source.name != name:
        return False
    return not schema or (source.relation is not None and source.relation == ObjectName(schema[-1], name))
