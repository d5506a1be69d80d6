"""What the statements so far have left behind."""

from collections import ChainMap, Counter
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from pulumi_dsql_provider.dialect import targets, types
from pulumi_dsql_provider.dialect.domains import bases
from pulumi_dsql_provider.dialect.parse.access import AccessDraft
from pulumi_dsql_provider.dialect.parse.key import Key
from pulumi_dsql_provider.dialect.parse.named import Named
from pulumi_dsql_provider.dialect.parse.said import Said
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.queries import Relations, Renamed, renamed
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.model import (
    Check,
    Column,
    Constraint,
    Database,
    Domain,
    ForeignKey,
    Function,
    Index,
    ObjectName,
    OwningColumn,
    PrimaryKey,
    Role,
    Schema,
    Sequence,
    Statistics,
    Table,
    Target,
    Unique,
    View,
)

_Typed = TypeVar("_Typed", Column, Domain)


class Missing(Exception):
    """A statement is about something that is not there (yet): it is tried again after all others.

    `what` is the thing for people: `table public.orders`; `name` is set where it is a table or an index.
    """

    def __init__(self, what: str, name: ObjectName | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.name = name


@dataclass
class Draft:
    """Objects of every kind in the order in which they were made.

    `columns` are those that are plain, by their text: many tables have the same.
    `is_complete`: what is not there by now is not going to be.
    """

    schemas: dict[str, Schema] = field(default_factory=dict)
    tables: Named[Table] = field(default_factory=lambda: Named(_relations_of, _constraints_of))
    indexes: Named[Index] = field(default_factory=lambda: Named(lambda index: (index.name,), lambda _: ()))
    sequences: Named[Sequence] = field(default_factory=lambda: Named(_own_name, lambda _: ()))
    domains: Named[Domain] = field(default_factory=lambda: Named(lambda _: (), _checks_of))
    statistics: Named[Statistics] = field(default_factory=lambda: Named(_own_name, lambda _: ()))
    functions: dict[ObjectName, Function] = field(default_factory=dict)
    views: Named[View] = field(default_factory=lambda: Named(_own_name, lambda _: ()))
    access: AccessDraft = field(default_factory=AccessDraft)
    columns: dict[bytes, Column] = field(default_factory=dict)
    locations: dict[Key, str] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    is_complete: bool = False

    def refuse(self, *refusals: Refusal) -> None:
        """Keep refusals; reading goes on."""
        self.refusals += refusals

    def note(self, statement: Statement, text: str, offset: int = 0) -> None:
        """Keep a line about something that was left out."""
        self.notes.append(f"{statement.location(offset)}: {text}")

    def table(self, name: ObjectName) -> Table:
        """A table that must be there."""
        if name not in self.tables:
            raise Missing(f"table {name}", name)
        return self.tables[name]

    def index(self, name: ObjectName) -> Index:
        """An index that must be there."""
        if name not in self.indexes:
            raise Missing(f"index {name}", name)
        return self.indexes[name]

    def sequence(self, name: ObjectName) -> Sequence:
        """A sequence that must be there."""
        if name not in self.sequences:
            raise Missing(f"sequence {name}", name)
        return self.sequences[name]

    def domain(self, name: ObjectName) -> Domain:
        """A domain that must be there."""
        if name not in self.domains:
            raise Missing(f"domain {name}", name)
        return self.domains[name]

    def the_statistics(self, name: ObjectName) -> Statistics:
        """A statistics object that must be there."""
        if name not in self.statistics:
            raise Missing(f"statistics {name}", name)
        return self.statistics[name]

    def view(self, name: ObjectName) -> View:
        """A view that must be there."""
        if name not in self.views:
            raise Missing(f"view {name}", name)
        return self.views[name]

    def columns_of(self, view: View) -> tuple[str, ...] | None:
        """The names of a view's columns; None where they cannot be told."""
        normal = self.relations().normal(view)
        return None if normal is None else normal.names

    def relations(self) -> Relations:
        """What the queries of views can read."""
        return Relations(
            Database(
                tables=tuple(self.tables.values()),
                domains=tuple(self.domains.values()),
                functions=tuple(self.functions.values()),
                views=tuple(self.views.values()),
            )
        )

    def rename_in_views(self, new: Renamed) -> None:
        """Change the queries of views after something that they read has got other names.

        It must be done while what they read still has the old ones, but for the views themselves.
        """
        if self.views:
            known = self.relations()
            for name, view in list(self.views.items()):
                self.views[name] = renamed(view, known.normal(view), new)

    def role(self, name: str) -> Role:
        """A role that must be there."""
        if name not in self.access.roles:
            raise Missing(f"role {name}", ObjectName("", name))
        return self.access.roles[name]

    def put(self, table: Table, **changes: object) -> Table:
        """The table with some of its parts replaced."""
        self.tables[table.name] = changed = table.model_copy(update=changes)
        return changed

    def constraint_names(self, schema: str) -> Container[str]:
        """The names of all constraints of a schema."""
        return ChainMap(*self._constraints(schema))

    def relation_names(self, schema: str) -> Container[str]:
        """The names of a schema's relations: tables, views, sequences, indexes, constraints that are some."""
        return ChainMap(*self._relations(schema))

    def names(self, schema: str) -> Container[str]:
        """The names of `relation_names`, and of all constraints."""
        return ChainMap(*self._relations(schema), *self._constraints(schema))

    def _relations(self, schema: str) -> list[Counter[str]]:
        return [kind.relations.of(schema) for kind in (self.tables, self.indexes, self.sequences, self.views)]

    def _constraints(self, schema: str) -> list[Counter[str]]:
        return [kind.constraints.of(schema) for kind in (self.tables, self.domains)]

    def references_to(self, target: ObjectName) -> list[tuple[Table, ForeignKey]]:
        """The foreign keys of other tables and of itself that reference a table."""
        return [
            (table, foreign)
            for table in self.tables.values()
            for foreign in table.foreign_keys
            if foreign.references == target
        ]

    def map_foreign_keys(self, change: Callable[[ForeignKey], ForeignKey]) -> None:
        """Change foreign keys wherever they are."""
        for table in list(self.tables.values()):
            changed = tuple(map(change, table.foreign_keys))
            if changed != table.foreign_keys:
                self.put(table, foreign_keys=changed)

    def give_owners(self, change: Callable[[OwningColumn], OwningColumn | None]) -> None:
        """Change the columns that sequences go with; a sequence goes where that is None."""
        for name, sequence in list(self.sequences.items()):
            if sequence.owned_by is None:
                continue
            owner = change(sequence.owned_by)
            if owner is None:
                del self.sequences[name]
                self.access.forget(Target(kind="sequence", name=name))
                self.locations.pop(name, None)
            elif owner != sequence.owned_by:
                self.sequences[name] = sequence.model_copy(update={"owned_by": owner})

    def give_types(self, renamed: Mapping[str, str]) -> None:
        """Change the types of columns and of what domains are over, new spelling by the old one."""
        for table in list(self.tables.values()):
            if any(column.type in renamed for column in table.columns):
                self.put(table, columns=tuple(_of_type(column, renamed) for column in table.columns))
        for name, domain in list(self.domains.items()):
            self.domains[name] = _of_type(domain, renamed)

    def give_defaults(self, change: Callable[[str], str]) -> None:
        """Change the defaults of columns and of domains."""
        for table in list(self.tables.values()):
            if any(column.default and change(column.default) != column.default for column in table.columns):
                self.put(table, columns=tuple(_with_default(column, change) for column in table.columns))
        for name, domain in list(self.domains.items()):
            self.domains[name] = _with_default(domain, change)

    def drop_statistics(self, doomed: Callable[[Statistics], bool]) -> None:
        """Remove some statistics."""
        for name in [name for name, one in self.statistics.items() if doomed(one)]:
            del self.statistics[name]
            self.access.forget(Target(kind="statistics", name=name))
            self.locations.pop(name, None)

    def drop_indexes(self, doomed: Callable[[Index], bool]) -> None:
        """Remove some indexes."""
        for name in [name for name, index in self.indexes.items() if doomed(index)]:
            del self.indexes[name]
            self.locations.pop(name, None)

    def database(self) -> Database:
        """All of it; foreign keys that name no columns get those of the primary key they reference.

        And columns of domains lose a storage that is the domain's own.
        """
        self.map_foreign_keys(self._completed)
        self._drop_own_storage()
        found = Database(
            schemas=tuple(self.schemas.values()),
            tables=tuple(self.tables.values()),
            indexes=tuple(self.indexes.values()),
            sequences=tuple(self.sequences.values()),
            domains=tuple(self.domains.values()),
            functions=tuple(self.functions.values()),
            statistics=tuple(self.statistics.values()),
            views=tuple(self.views.values()),
        )
        access = self.access.access(targets.of_database(found))
        return found.model_copy(update={"access": access})

    def _drop_own_storage(self) -> None:
        known = bases(Database(domains=tuple(self.domains.values())))
        if not known:
            return
        own = {domain: types.default_storage(base) for domain, base in known.items()}
        for table in list(self.tables.values()):
            columns = tuple(
                column.model_copy(update={"storage": None})
                if column.storage is not None and column.storage == own.get(column.type)
                else column
                for column in table.columns
            )
            if columns != table.columns:
                self.put(table, columns=columns)

    def _completed(self, foreign: ForeignKey) -> ForeignKey:
        target = self.tables.get(foreign.references)
        if foreign.referenced_columns or target is None or target.primary_key is None:
            return foreign
        return foreign.model_copy(update={"referenced_columns": target.primary_key.columns})


def _with_default(thing: _Typed, change: Callable[[str], str]) -> _Typed:
    return thing.model_copy(update={"default": change(thing.default)}) if thing.default else thing


def _of_type(thing: _Typed, renamed: Mapping[str, str]) -> _Typed:
    if thing.type not in renamed:
        return thing
    return thing.model_copy(update={"type": renamed[thing.type]})


def _relations_of(table: Table) -> Iterable[str]:
    return (table.name.name, *(key.name for key in keys_of(table)))


def _checks_of(domain: Domain) -> Iterable[str]:
    return (check.name for check in domain.checks)


def _own_name(thing: Sequence | Statistics | View) -> Iterable[str]:
    return (thing.name.name,)


def _constraints_of(table: Table) -> Iterable[str]:
    return (constraint.name for constraint in table.constraints)


def keys_of(table: Table) -> tuple[PrimaryKey | Unique, ...]:
    """The constraints of a table that are indexes."""
    return table.uniques if table.primary_key is None else (table.primary_key, *table.uniques)


def without(constraints: Iterable[Constraint], name: str) -> dict[str, object]:
    """These constraints but the one of that name, as parts of a table for `Draft.put`."""
    kept = [constraint for constraint in constraints if constraint.name != name]
    return by_kind(kept)


def by_kind(constraints: Iterable[Constraint]) -> dict[str, object]:
    """Constraints as the parts of a table."""
    kept = list(constraints)
    return {
        "primary_key": next((one for one in kept if isinstance(one, PrimaryKey)), None),
        "uniques": tuple(one for one in kept if isinstance(one, Unique)),
        "checks": tuple(one for one in kept if isinstance(one, Check)),
        "foreign_keys": tuple(one for one in kept if isinstance(one, ForeignKey)),
    }
