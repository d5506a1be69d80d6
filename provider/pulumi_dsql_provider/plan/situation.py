"""All that the planner of one change needs to know of the others and of what is there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pulumi_dsql_provider.dialect import naming, targets
from pulumi_dsql_provider.dialect.identifiers import qualified
from pulumi_dsql_provider.diff.carry import carry
from pulumi_dsql_provider.diff.change import Change, Changes
from pulumi_dsql_provider.diff.foreign_key import ALTERABLE
from pulumi_dsql_provider.diff.result import after, renames_in
from pulumi_dsql_provider.model import (
    Column,
    Database,
    Domain,
    ForeignKey,
    Index,
    ObjectName,
    Role,
    Statistics,
    Table,
    Target,
    Unique,
)
from pulumi_dsql_provider.plan import build
from pulumi_dsql_provider.plan.build import Place
from pulumi_dsql_provider.plan.function_order import FunctionOrder
from pulumi_dsql_provider.plan.order import creation_order, domains_in_order, references_later
from pulumi_dsql_provider.plan.privilege_changes import PrivilegeChanges
from pulumi_dsql_provider.plan.reliance import has_constraint, index_of, makes_unique
from pulumi_dsql_provider.plan.view_order import ViewOrder

Named = tuple[ObjectName, str]
"""A table and the name of one of its constraints."""


@dataclass(frozen=True)
class Situation:
    """The changes to be planned, what they start from and what they lead to.

    `live` has its tables and columns renamed already. `result` holds only the schemas and what is changed:
    the tables with all that is on them.
    """

    changes: Changes
    live: Database
    result: Database
    rebuilt: frozenset[ObjectName] = frozenset()
    """The tables that are made anew."""

    @classmethod
    def of(cls, changes: Changes, live: Database) -> "Situation":
        """The situation when `changes` are to be made to `live` as it is read."""
        return cls(changes, carry(live, renames_in(changes)), after(changed_part(live, changes), changes))

    @cached_property
    def created(self) -> tuple[Table, ...]:
        """The new tables, each after those that it references."""
        return creation_order(
            change.wanted
            for change in self.changes
            if isinstance(change.wanted, Table) and change.live is None
        )

    @cached_property
    def dropped(self) -> tuple[Table, ...]:
        """The tables that go, each before those that it references."""
        gone = (change.live for change in self.changes if change.wanted is None)
        return tuple(reversed(creation_order(table for table in gone if isinstance(table, Table))))

    @cached_property
    def created_domains(self) -> tuple[Domain, ...]:
        """The new domains, each after the one that it is over."""
        new = (change.wanted for change in self.changes if change.live is None)
        return domains_in_order(domain for domain in new if isinstance(domain, Domain))

    @cached_property
    def dropped_domains(self) -> tuple[Domain, ...]:
        """The domains that go, each before the one that it is over."""
        gone = (change.live for change in self.changes if change.wanted is None)
        return tuple(reversed(domains_in_order(each for each in gone if isinstance(each, Domain))))

    @cached_property
    def created_roles(self) -> frozenset[str]:
        """The names of the new roles."""
        new = (change.wanted for change in self.changes if change.live is None)
        return frozenset(role.name for role in new if isinstance(role, Role))

    @cached_property
    def dropped_roles(self) -> frozenset[str]:
        """The names of the roles that go."""
        gone = (change.live for change in self.changes if change.wanted is None)
        return frozenset(role.name for role in gone if isinstance(role, Role))

    @cached_property
    def functions(self) -> FunctionOrder:
        """When the functions come and go."""
        return FunctionOrder(self.changes, self.live, self.views)

    @cached_property
    def views(self) -> ViewOrder:
        """Which views are dropped, and when views come and go."""
        return ViewOrder(self.changes, self.live)

    @cached_property
    def privileges(self) -> PrivilegeChanges:
        """What is granted before and after."""
        return PrivilegeChanges(self.changes, self.live, self.result, self.views)

    def stays(self, target: Target, column: str | None = None) -> bool:
        """Whether a live object, or that column of it, does not go; it may be made anew."""
        if target.kind == "table" and self.live.view(target.name) is None:
            return not self.is_dropped(target.name) and column not in self.dropped_columns(target.name)
        return target in self._remaining

    @cached_property
    def _remaining(self) -> frozenset[Target]:
        """All but tables, of which `result` holds only some."""
        return frozenset(targets.of_database(self.result))

    @cached_property
    def removed_indexes(self) -> frozenset[ObjectName]:
        """The indexes that go by a change of their own."""
        gone = (change.live for change in self.changes if change.wanted is None)
        return frozenset(index.qualified_name for index in gone if isinstance(index, Index))

    @cached_property
    def changed_indexes(self) -> frozenset[ObjectName]:
        """The live indexes that this plan mentions."""
        there = (change.live for change in self.changes)
        return frozenset(index.qualified_name for index in there if isinstance(index, Index))

    @cached_property
    def changed_statistics(self) -> frozenset[ObjectName]:
        """The live statistics that this plan mentions."""
        there = (change.live for change in self.changes)
        return frozenset(statistics.name for statistics in there if isinstance(statistics, Statistics))

    @cached_property
    def places(self) -> Mapping[ObjectName, Place]:
        """Where the indexes are built that cannot be built under their own name, or perhaps not.

        By the name of the index or unique constraint; those for which there is no place are left out.
        """
        found: dict[ObjectName, Place | None] = {}
        for change in self.changes:
            wanted = change.wanted
            if isinstance(wanted, Index) and change.live is not None and is_rebuilt(change):
                name = naming.unfinished(wanted.name)
                found[wanted.qualified_name] = build.place(wanted, name, self.live, self.removed_indexes)
            elif isinstance(wanted, Unique) and change.table and is_rebuilt(change):
                index = build.of_unique(wanted, change.table)
                found[index.qualified_name] = self._place_of_key(index, is_new=change.live is None)
        return {name: place for name, place in found.items() if place is not None}

    @cached_property
    def reused_indexes(self) -> frozenset[ObjectName]:
        """The live indexes that become another one, or a unique constraint, by a rename."""
        found = (place.found for place in self.places.values())
        return frozenset(index.qualified_name for index in found if index is not None)

    @cached_property
    def added_later(self) -> frozenset[Named]:
        """The foreign keys of new tables that cannot be made together with their table."""
        later = set(references_later(self.created))
        for table in self.created:
            later.update(
                (table.name, key.name)
                for key in table.foreign_keys
                if key.references in self.rebuilt
                or key_of(key) in self._new_keys | self._new_unique_indexes | self._replaced_unique_indexes
            )
        return frozenset(later)

    @cached_property
    def dropped_early(self) -> frozenset[Named]:
        """The foreign keys of tables that go, which must go before: something they reference goes earlier."""
        early = set(references_later(tuple(reversed(self.dropped))))
        for table in self.dropped:
            early.update((table.name, key.name) for key in table.foreign_keys if self.loses_its_key(key))
        return frozenset(early)

    def is_created(self, table: ObjectName) -> bool:
        """Whether this plan makes the table."""
        return table in self._created_names

    def is_dropped(self, table: ObjectName) -> bool:
        """Whether the table goes."""
        return table in self._dropped_names

    def dropped_columns(self, table: ObjectName) -> frozenset[str]:
        """The columns of a table that go."""
        return self._dropped_columns.get(table, frozenset())

    def loses_its_key(self, key: ForeignKey) -> bool:
        """Whether the unique constraint or index that a live foreign key relies on goes or is made anew."""
        return key_of(key) in self._old_keys or index_of(key, self.live) in self._old_indexes

    def relying_on(self, table: ObjectName, unique: Unique | None = None) -> tuple[str, ...]:
        """The foreign keys that stay and reference the table from another, or just that key of it from any.

        Each as `public.orders.orders_customer_id_fkey`.
        """
        return tuple(
            f"{name}.{key.name}"
            for name, key in self._staying_references(table)
            if (name != table if unique is None else key_of(key) == (table, frozenset(unique.columns)))
        )

    def relying_on_index(self, index: Index) -> tuple[str, ...]:
        """The foreign keys that stay and rely on an index that goes or is made anew, as from `relying_on`."""
        if self.is_dropped(index.table) or index.qualified_name not in self._old_indexes:
            return ()
        return tuple(
            f"{name}.{key.name}"
            for name, key in self._staying_references(index.table)
            if index_of(key, self.live) == index.qualified_name
        )

    def of_domain(self, name: ObjectName) -> tuple[str, ...]:
        """The columns and domains of that type which stay: `column public.orders.status`."""
        own = qualified(name)
        columns = (
            f"column {table.name}.{column.name}"
            for table in self.live.tables
            if not self.is_dropped(table.name)
            for column in table.columns
            if column.type == own and column.name not in self.dropped_columns(table.name)
        )
        domains = (
            f"domain {domain.name}"
            for domain in self.live.domains
            if domain.type == own and domain not in self.dropped_domains
        )
        return (*columns, *domains)

    def _place_of_key(self, index: Index, *, is_new: bool) -> Place | None:
        """Under a name that is not its own: what is left of it is told from an index that is to stay."""
        live, going = self.live, self.removed_indexes
        own = build.own_place(index, live, going) if is_new else None
        return own or build.place(index, naming.unfinished_key(index.name), live, going)

    @cached_property
    def _created_names(self) -> frozenset[ObjectName]:
        return frozenset(table.name for table in self.created)

    @cached_property
    def _dropped_names(self) -> frozenset[ObjectName]:
        return frozenset(table.name for table in self.dropped)

    @cached_property
    def _dropped_columns(self) -> Mapping[ObjectName, frozenset[str]]:
        found: dict[ObjectName, set[str]] = {}
        for change in self.changes:
            if isinstance(change.live, Column) and change.wanted is None and change.table is not None:
                found.setdefault(change.table, set()).add(change.live.name)
        return {table: frozenset(names) for table, names in found.items()}

    @cached_property
    def _new_keys(self) -> frozenset[tuple[ObjectName, frozenset[str]]]:
        """What only this plan makes unique, in tables that are there already."""
        return frozenset(
            (change.table, frozenset(change.wanted.columns))
            for change in self.changes
            if isinstance(change.wanted, Unique) and change.table and is_rebuilt(change)
        )

    @cached_property
    def _old_keys(self) -> frozenset[tuple[ObjectName, frozenset[str]]]:
        """The unique constraints that go or are made anew; not where the primary key has the same columns."""
        found = set()
        for change in self.changes:
            if isinstance(change.live, Unique) and change.table and is_rebuilt(change):
                table = self.live.table(change.table)
                columns = frozenset(change.live.columns)
                if not (table and table.primary_key and columns == frozenset(table.primary_key.columns)):
                    found.add((change.table, columns))
        return frozenset(found)

    def _staying_references(self, table: ObjectName) -> Iterator[tuple[ObjectName, ForeignKey]]:
        """The foreign keys that reference the table and stay, each with its own table."""
        found = self._references.get(table, ())
        return ((name, key) for name, key in found if (name, key.name) not in self._dropped_keys)

    @cached_property
    def _old_indexes(self) -> frozenset[ObjectName]:
        """The indexes that go or are made anew; not those that become another one, or a constraint."""
        gone = (change.live for change in self.changes if is_rebuilt(change))
        found = frozenset(index.qualified_name for index in gone if isinstance(index, Index))
        return found - self.reused_indexes

    @cached_property
    def _dropped_keys(self) -> frozenset[Named]:
        """Every foreign key that goes before unique constraints and tables do."""
        found = set(self.dropped_early)
        for table in self.dropped:
            found.update((table.name, key.name) for key in table.foreign_keys)
        for change in self.changes:
            if isinstance(change.live, ForeignKey) and change.table and is_rebuilt(change):
                found.add((change.table, change.live.name))
        return frozenset(found)

    @cached_property
    def _new_unique_indexes(self) -> frozenset[tuple[ObjectName, frozenset[str]]]:
        """What only an index that this plan builds makes unique."""
        found = (change.wanted for change in self.changes if is_rebuilt(change))
        keys = ((each.table, makes_unique(each)) for each in found if isinstance(each, Index))
        return frozenset(
            (name, columns)
            for name, columns in keys
            if columns and not ((table := self.result.table(name)) and has_constraint(table, columns))
        )

    @cached_property
    def _replaced_unique_indexes(self) -> frozenset[tuple[ObjectName, frozenset[str]]]:
        """What those are unique over that are built anew: a foreign key could come to rely on the old one."""
        found = (change.live for change in self.changes if change.wanted is not None and is_rebuilt(change))
        return frozenset(
            (index.table, frozenset(key.column for key in index.keys if key.column is not None))
            for index in found
            if isinstance(index, Index) and index.unique
        )

    @cached_property
    def _references(self) -> Mapping[ObjectName, list[tuple[ObjectName, ForeignKey]]]:
        """The live foreign keys by the table they reference."""
        found: dict[ObjectName, list[tuple[ObjectName, ForeignKey]]] = {}
        for table in self.live.tables:
            for key in table.foreign_keys:
                found.setdefault(key.references, []).append((table.name, key))
        return found


def key_of(foreign_key: ForeignKey) -> tuple[ObjectName, frozenset[str]]:
    """The table and columns that must be unique for a foreign key; no columns stand for the primary key."""
    return foreign_key.references, frozenset(foreign_key.referenced_columns)


_ALTERABLE: Mapping[str, frozenset[str]] = {
    "check": frozenset({"name", "validated", "comment"}),
    "foreign_key": ALTERABLE | {"name"},
    "index": frozenset({"name", "comment"}),
    "statistics": frozenset({"name", "target", "comment"}),
}


def is_rebuilt(change: Change) -> bool:
    """Whether a constraint or index goes, comes or is made anew, rather than renamed or altered."""
    alterable = _ALTERABLE.get(change.kind, frozenset({"name", "comment"}))
    return change.live is None or change.wanted is None or not change.differs <= alterable


def changed_part(live: Database, changes: Changes) -> Database:
    """The tables that change, or whose indexes do, with all their indexes; and all else but tables."""
    names: dict[ObjectName, None] = {}
    for change in changes:
        for table in (change.live, change.wanted):
            if isinstance(table, Table | Index):
                names[table.name if isinstance(table, Table) else table.table] = None
        if change.table is not None:
            names[change.table] = None
    return live.model_copy(
        update={
            "tables": tuple(table for name in names if (table := live.table(name)) is not None),
            "indexes": tuple(index for name in names for index in live.indexes_of(name)),
        }
    )
