"""The tables, views and functions that queries can name."""

from collections.abc import Iterable
from functools import cached_property
from typing import TypeVar

from pulumi_dsql_provider.dialect.domains import Bases, bases
from pulumi_dsql_provider.dialect.expressions.syntax import type_named
from pulumi_dsql_provider.dialect.expressions.terms import Term, Type
from pulumi_dsql_provider.dialect.identifiers import qualified, quote
from pulumi_dsql_provider.dialect.queries.normal import Normal, normal_of
from pulumi_dsql_provider.dialect.queries.scope import Absent, Field, Unreadable, Used
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import Database, Function, ObjectName, Table, View

T = TypeVar("T")


class Relations:
    """What a database holds, as far as it matters to a query."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._normals: dict[ObjectName, Normal | None] = {}

    def normal(self, view: View) -> Normal | None:
        """The normal form of a view that the database holds; None where only a database can tell it."""
        name = view.name
        if name not in self._normals:
            self._normals[name] = None  # what reads itself has none
            self._normals[name] = self.normal_of(view)
        return self._normals[name]

    def uses(self, view: View, column: Used) -> bool:
        """Whether a view that the database holds uses a column, as far as that can be told."""
        normal = self.normal(view)
        return normal is not None and column in normal.notes.uses

    def normal_of(self, view: View) -> Normal | None:
        """The normal form of a view over what the database holds."""
        try:
            return normal_of(view.query, self, view.columns)
        except (Unreadable, Refused):
            return None

    def absent(self, view: View) -> str | None:
        """A column in its query that nothing which it reads has, as it is written; None where all is well."""
        try:
            normal_of(view.query, self, view.columns)
        except Absent as absent:
            return str(absent)
        except (Unreadable, Refused):
            pass
        return None

    def fields(self, name: ObjectName, label: str) -> tuple[Field, ...] | None:
        """The columns of a table or view, as a source at that place has them; None where not known."""
        if (table := self._database.table(name)) is not None:
            return tuple(self._of_table(table, label))
        if (view := self._database.view(name)) is None or (normal := self.normal(view)) is None:
            return None
        return tuple(
            Field(
                output.name,
                Term(f"{label}.{quote(output.name)}", output.term.type),
                output.declared,
                frozenset({Used(name, output.name)}),
            )
            for output in normal.outputs
        )

    def domain(self, name: str) -> str | None:
        """The spelling with schema of the one domain of that name; None where there is none, or several."""
        return _only(qualified(each.name) for each in self._database.domains if each.name.name == name)

    def base(self, type_: Type) -> Type:
        """The type that a domain is over; any other type itself."""
        return self._base_types.get(type_, type_)

    def function(self, schema: str | None, name: str) -> Function | None:
        """The one function of that name; None where there is none, or several."""
        return _only(
            each
            for each in self._database.functions
            if each.name.name == name and schema in (None, each.name.schema)
        )

    def schema_of(self, function: str) -> str | None:
        """The one schema that has functions of that name; None where there is none, or several."""
        return _only({each.name.schema for each in self._database.functions if each.name.name == function})

    @cached_property
    def bases(self) -> Bases:
        """The types that domains are over."""
        return bases(self._database)

    @cached_property
    def _base_types(self) -> dict[Type, Type]:
        return {type_named(domain): type_named(base) for domain, base in self.bases.items()}

    def _of_table(self, table: Table, label: str) -> Iterable[Field]:
        for column in table.columns:
            type_ = type_named(self.bases.get(column.type, column.type))
            yield Field(
                column.name,
                Term(f"{label}.{quote(column.name)}", type_),
                column.type if column.type in self.bases else None,
                frozenset({Used(table.name, column.name)}),
            )


def _only(found: Iterable[T]) -> T | None:
    several = tuple(found)
    return several[0] if len(several) == 1 else None
