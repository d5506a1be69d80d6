"""What the statements so far have left behind."""

from collections import ChainMap, Counter
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field

from pulumi_dsql_provider.dialect.parse.named import Named
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.model import (
    Check,
    Constraint,
    Database,
    ForeignKey,
    Function,
    Index,
    ObjectName,
    OwningColumn,
    PrimaryKey,
    Schema,
    Sequence,
    Table,
    Unique,
)

Key = ObjectName | str
"""A table or an index by its full name, a function by its identity, a schema by its name."""


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
    """Objects of every kind in the order in which they were made."""

    schemas: dict[str, Schema] = field(default_factory=dict)
    tables: Named[Table] = field(default_factory=lambda: Named(_relations_of, _constraints_of))
    indexes: Named[Index] = field(default_factory=lambda: Named(lambda index: (index.name,), lambda _: ()))
    sequences: Named[Sequence] = field(default_factory=lambda: Named(_own_name, lambda _: ()))
    functions: dict[ObjectName, Function] = field(default_factory=dict)
    locations: dict[Key, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

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

    def put(self, table: Table, **changes: object) -> Table:
        """The table with some of its parts replaced."""
        self.tables[table.name] = changed = table.model_copy(update=changes)
        return changed

    def constraint_names(self, schema: str) -> Container[str]:
        """The names of all constraints of a schema."""
        return self.tables.constraints.of(schema)

    def relation_names(self, schema: str) -> Container[str]:
        """The names of a schema's tables, indexes, sequences, and of the constraints that are indexes."""
        return ChainMap(*self._relations(schema))

    def names(self, schema: str) -> Container[str]:
        """The names of `relation_names`, and of all constraints."""
        return ChainMap(*self._relations(schema), self.tables.constraints.of(schema))

    def _relations(self, schema: str) -> list[Counter[str]]:
        return [kind.relations.of(schema) for kind in (self.tables, self.indexes, self.sequences)]

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
                self.locations.pop(name, None)
            elif owner != sequence.owned_by:
                self.sequences[name] = sequence.model_copy(update={"owned_by": owner})

    def drop_indexes(self, doomed: Callable[[Index], bool]) -> None:
        """Remove some indexes."""
        for name in [name for name, index in self.indexes.items() if doomed(index)]:
            del self.indexes[name]
            self.locations.pop(name, None)

    def database(self) -> Database:
        """All of it; foreign keys that name no columns get those of the primary key they reference."""
        self.map_foreign_keys(self._completed)
        return Database(
            schemas=tuple(self.schemas.values()),
            tables=tuple(self.tables.values()),
            indexes=tuple(self.indexes.values()),
            sequences=tuple(self.sequences.values()),
            functions=tuple(self.functions.values()),
        )

    def _completed(self, foreign: ForeignKey) -> ForeignKey:
        target = self.tables.get(foreign.references)
        if foreign.referenced_columns or target is None or target.primary_key is None:
            return foreign
        return foreign.model_copy(update={"referenced_columns": target.primary_key.columns})


def _relations_of(table: Table) -> Iterable[str]:
    return (table.name.name, *(key.name for key in keys_of(table)))


def _own_name(sequence: Sequence) -> Iterable[str]:
    return (sequence.name.name,)


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
