"""Which views of a plan are dropped, and when views come and go."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pulumi_dsql_provider.dialect import calls
from pulumi_dsql_provider.dialect.queries import Output, Relations, Used, reads, written_out
from pulumi_dsql_provider.diff.change import Change, Changes
from pulumi_dsql_provider.diff.result import after
from pulumi_dsql_provider.model import Column, Database, Function, ObjectName, View
from pulumi_dsql_provider.plan.order import dependencies_first


@dataclass(frozen=True)
class ViewOrder:
    """The views among the changes. `live` has its tables, views and columns renamed already."""

    changes: Changes
    live: Database

    def falls(self, view: ObjectName) -> bool:
        """Whether a view that is there is dropped, to be made again or for good.

        That is so where it is not wanted, where its columns do not stay, and where it reads one that falls.
        """
        return view in self._falling

    def in_the_way(self, view: ObjectName) -> tuple[str, ...]:
        """What reads a view that falls and is not among the changes: `view public.v`."""
        changed = self._changed
        views = (
            f"view {each.name}"
            for each in self.live.views
            if each.name not in changed and view in reads(each.query)
        )
        gone = {each.identity for each in self._dropped_functions}
        functions = (
            f"function {each.identity}"
            for each in self.live.functions
            if each.standard and each.identity not in gone and _names(each, view)
        )
        return (*views, *functions)

    def takes_back(self, live: View, wanted: View) -> bool:
        """Whether CREATE OR REPLACE can make the one that was there of the one that is wanted."""
        return self._can_replace(wanted, live, self._wanted_relations, self._relations)

    def as_it_is_made(self, view: View) -> View:
        """With `*` written out where it would stand for columns that go later."""
        normal = self._wanted_relations.normal(view) if self._losing else None
        if normal is None:
            return view
        query = written_out(view.query, normal.notes, lambda table: table in self._losing)
        return view.model_copy(update={"query": query})

    def users_of(self, table: ObjectName, column: str) -> tuple[str, ...]:
        """The views that stay and use a column of a table, and those that are made and name it."""
        used = Used(table, column)
        staying = (view for view in self._staying if self._uses(view, used))
        made = (view for view in self.made() if self._names(view, used))
        return tuple(f"view {view.name}" for view in (*staying, *made))

    def readers(self, table: ObjectName) -> tuple[str, ...]:
        """The views that stay as they are, or are made, and read a table."""
        views = (*self._staying, *self.made())
        return tuple(f"view {view.name}" for view in views if table in reads(view.query))

    def made(self) -> tuple[View, ...]:
        """The views that are new, replaced or made again."""
        return self._made

    def unread(self) -> Iterator[tuple[View, ObjectName]]:
        """The views that are made, with each relation that they read and that will not be there."""
        made = self.made()
        if not made:  # what will be there need not be found out
            return
        there = {each.name for kind in (self._wanted.tables, self._wanted.views) for each in kind}
        for view in made:
            for name in sorted(reads(view.query)):
                if name not in there and name.schema not in _OF_THE_SYSTEM:
                    yield view, name

    def rank_made(self, name: ObjectName) -> int:
        """The place among the views and functions that are made; a function's name is its identity."""
        return self._ranks_made.get(name, 0)

    def rank_dropped(self, name: ObjectName) -> int:
        """The place among the views and functions that go."""
        return self._ranks_dropped.get(name, 0)

    @cached_property
    def _made(self) -> tuple[View, ...]:
        """Found out once: every table that goes asks for them."""
        return tuple(
            change.wanted
            for change in self.changes
            if isinstance(change.wanted, View)
            and (change.live is None or self.falls(change.wanted.name) or "query" in change.differs)
        )

    @cached_property
    def _falling(self) -> frozenset[ObjectName]:
        found = set[ObjectName]()
        for live, change in self._there:
            wanted = change.wanted
            if not isinstance(wanted, View) or (
                "query" in change.differs
                and not self._can_replace(live, wanted, self._relations, self._wanted_relations)
            ):
                found.add(live.name)
        growing = bool(found)
        while growing:
            readers = {view.name for view in self.live.views if reads(view.query) & found} - found
            readers &= self._changed
            found |= readers
            growing = bool(readers)
        return frozenset(found)

    @cached_property
    def _changed(self) -> frozenset[ObjectName]:
        return frozenset(live.name for live, _ in self._there)

    @cached_property
    def _there(self) -> tuple[tuple[View, Change], ...]:
        """The live views among the changes, by the names that they get."""
        return tuple(
            (live.model_copy(update={"name": (change.wanted or live).name}), change)
            for change in self.changes
            if isinstance(live := change.live, View)
        )

    @cached_property
    def _staying(self) -> tuple[View, ...]:
        replaced = {view.name for view in self.made()} | self._falling
        return tuple(view for view in self.live.views if view.name not in replaced)

    def _uses(self, view: View, column: Used) -> bool:
        normal = self._relations.normal(view)
        if normal is None:  # it may use any
            return column.relation in reads(view.query)
        return column in normal.notes.uses

    def _names(self, view: View, column: Used) -> bool:
        """Whether a view that is made names a column, which a `*` does not."""
        normal = self._relations.normal_of(view)
        return normal is not None and any(column in each.meant for each in normal.notes.references)

    @staticmethod
    def _can_replace(old: View, new: View, known_old: Relations, known_new: Relations) -> bool:
        """Whether all columns stay with their types, and others only follow: checkViewColumns()."""
        one, other = known_old.normal(old), known_new.normal(new)
        if one is None or other is None or len(one.outputs) > len(other.outputs):
            return False
        return all(map(_stays, one.outputs, other.outputs))

    @cached_property
    def _relations(self) -> Relations:
        return Relations(self.live)

    @cached_property
    def _wanted(self) -> Database:
        return after(self.live, self.changes)

    @cached_property
    def _wanted_relations(self) -> Relations:
        return Relations(self._wanted)

    @cached_property
    def _losing(self) -> frozenset[ObjectName]:
        """The tables that lose columns once the views are made."""
        return frozenset(
            change.table
            for change in self.changes
            if isinstance(change.live, Column) and change.wanted is None and change.table is not None
        )

    @cached_property
    def _dropped_functions(self) -> tuple[Function, ...]:
        gone = (change.live for change in self.changes if change.wanted is None)
        return tuple(function for function in gone if isinstance(function, Function))

    @cached_property
    def _ranks_made(self) -> Mapping[ObjectName, int]:
        functions = (each.wanted for each in self.changes if isinstance(each.wanted, Function))
        return _ranks(self.made(), functions)

    @cached_property
    def _ranks_dropped(self) -> Mapping[ObjectName, int]:
        views = (view for view in self.live.views if self.falls(view.name))
        return {name: -rank for name, rank in _ranks(views, self._dropped_functions).items()}


_OF_THE_SYSTEM = frozenset({"pg_catalog", "information_schema", "sys"})


def _stays(one: Output, other: Output) -> bool:
    """Whether a column keeps its name and type; where types are not known, because it is the same."""
    if one.name != other.name or one.declared != other.declared:
        return False
    types = one.term.type, other.term.type
    return types[0] == types[1] and (None not in types or one.term.text == other.term.text)


def _names(function: Function, relation: ObjectName) -> bool:
    return any(each.is_called(relation) for each in calls.of_function(function).relations)


def _ranks(views: Iterable[View], functions: Iterable[Function]) -> Mapping[ObjectName, int]:
    """Each after what it reads and calls."""
    of_views = {view.name: view for view in views}
    of_functions = {function.identity: function for function in functions}
    needed: dict[ObjectName, list[ObjectName]] = {}
    for name, view in of_views.items():
        called = calls.meant(calls.of_query(view.query).calls, of_functions.values())
        needed[name] = [*sorted(reads(view.query)), *(each.identity for each in called)]
    for name, function in of_functions.items():
        used = calls.of_function(function)
        read = (view for view in of_views if any(each.is_called(view) for each in used.relations))
        called = calls.meant(used.calls, of_functions.values())
        needed[name] = [*read, *(each.identity for each in called)]
    return {name: rank for rank, name in enumerate(dependencies_first(needed))}
