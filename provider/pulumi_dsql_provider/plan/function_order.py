"""When the functions of a plan come and go."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from pulumi_dsql_provider.dialect import callers, calls
from pulumi_dsql_provider.dialect.identifiers import qualified
from pulumi_dsql_provider.diff.change import Changes
from pulumi_dsql_provider.diff.result import after
from pulumi_dsql_provider.model import Database, Function, ObjectName, Table
from pulumi_dsql_provider.plan import function_use as use
from pulumi_dsql_provider.plan.view_order import ViewOrder


@dataclass(frozen=True)
class FunctionOrder:
    """The functions among the changes. `live` has its tables and columns renamed already."""

    changes: Changes
    live: Database
    views: ViewOrder

    @cached_property
    def made(self) -> tuple[Function, ...]:
        """The functions that are new or replaced, each after those that it calls."""
        wanted = (change.wanted for change in self.changes)
        return use.callees_first(function for function in wanted if isinstance(function, Function))

    @cached_property
    def dropped(self) -> tuple[Function, ...]:
        """The functions that go, each before those that it calls."""
        gone = (change.live for change in self.changes if change.wanted is None)
        return tuple(reversed(use.callees_first(each for each in gone if isinstance(each, Function))))

    def waits_for_tables(self, function: Function) -> bool:
        """Whether it is made once all tables are as they are going to be."""
        return function.identity in self._readers and function.identity not in self._needed

    def reads_too_early(self, function: Function) -> str | None:
        """What a function reads that is made after it: `the new table public.t`; None where all is well."""
        if function.identity in self._needed:
            for what, names in (("new table", self._new_tables), ("view", self._new_views)):
                for name in names:
                    if _names(function, name):
                        return f"the {what} {name}"
        return None

    def goes_first(self, function: Function) -> bool:
        """Whether it goes before the tables that it reads, as it could not be made again without them."""
        return function.identity in self._hindering

    def in_use(self, function: Function) -> tuple[str, ...]:
        """What uses a live function while others are made: `table public.t`."""
        calling = (each for each in self.live.functions if each.standard and use.callees(each, (function,)))
        return (*callers.users(function, self.before), *(f"function {each.identity}" for each in calling))

    def is_used_after(self, function: Function, result: Database) -> bool:
        """Whether anything might use it, or be used by it, when all else is as it is going to be."""
        gone = {each.identity for each in self.dropped}
        staying = (each for each in self.live.functions if each.identity not in gone)
        calling = any(use.callees(each, (function,)) for each in (*staying, *self.made))
        tables, views = self.live.tables, self.live.views
        bound = any(_names(function, name) for name in (*(t.name for t in tables), *(v.name for v in views)))
        return calling or bound or bool(callers.users(function, self._left(result)))

    def readers(self, table: ObjectName) -> tuple[str, ...]:
        """The functions that stay as they are and that the database knows to read a table."""
        changed = {each.identity for each in (*self.made, *self.dropped)}
        staying = (each for each in self.live.functions if each.identity not in changed)
        return tuple(
            f"function {each.identity}"
            for each in staying
            if (each.standard and _names(each, table)) or _has_row_of(each, table)
        )

    def users_left(self, function: Function, result: Database) -> tuple[str, ...]:
        """What still uses a function when it goes. `result` holds the tables that change, as they will be."""
        made = (change.wanted for change in self.changes)
        gone = {each.identity for each in self.dropped}
        staying = [each for each in self.live.functions if each.identity not in gone]
        others = [*staying, *(each for each in made if isinstance(each, Function))]
        calling = (each for each in staying if each.standard and use.callees(each, (function,)))
        replaced = {each.identity for each in self.made}
        return (
            *callers.users(function, self._left(result), others),
            *(f"function {each.identity}" for each in calling if each.identity not in replaced),
        )

    def _left(self, result: Database) -> Database:
        """The tables and indexes that stay, changed or not."""
        gone = (change.live for change in self.changes if change.wanted is None)
        changed = {table.name for table in (*gone, *result.tables) if isinstance(table, Table)}
        replaced = {view.name for view in self.views.made()}
        return Database(
            views=(
                *(view for view in self.before.views if view.name not in replaced),
                *self.views.made(),
            ),
            tables=(*(table for table in self.live.tables if table.name not in changed), *result.tables),
            indexes=(*(index for index in self.live.indexes if index.table not in changed), *result.indexes),
        )

    @cached_property
    def before(self) -> Database:
        """What is there when functions are made: views, checks and indexes that go are gone."""
        early = (
            change for change in self.changes if change.wanted is None and change.kind in ("check", "index")
        )
        found = after(self.live, tuple(early))
        views = tuple(view for view in found.views if not self.views.falls(view.name))
        return found.model_copy(update={"views": views})

    @cached_property
    def _new_tables(self) -> tuple[ObjectName, ...]:
        new = (change.wanted for change in self.changes if change.live is None)
        return tuple(table.name for table in new if isinstance(table, Table))

    @cached_property
    def _new_views(self) -> tuple[ObjectName, ...]:
        """Those that are not there when functions are made."""
        there = {view.name for view in self.before.views}
        return tuple(view.name for view in self.views.made() if view.name not in there)

    @cached_property
    def _readers(self) -> frozenset[ObjectName]:
        """Those that name relations or the row type of a table, and those that call them."""
        tables = (*(table.name for table in self.live.tables), *self._new_tables)
        reading = (
            each
            for each in self.made
            if use.reads(each) or any(_has_row_of(each, name) for name in (*tables, *self._new_views))
        )
        return _identities(
            use.closure(reading, lambda one: (each for each in self.made if use.callees(each, (one,))))
        )

    @cached_property
    def _needed(self) -> frozenset[ObjectName]:
        """Those that the expressions of tables and indexes call, and those that these call."""
        called = (
            call
            for change in self.changes
            for text in use.expressions_of(change)
            for call in calls.of_expression(text)
        )
        return _identities(
            use.closure(calls.meant(called, self.made), lambda one: use.callees(one, self.made))
        )

    @cached_property
    def _hindering(self) -> frozenset[ObjectName]:
        tables = [each.name for kind in (self.live.tables, self.live.views) for each in kind]
        bound = (
            each
            for each in self.dropped
            if use.reads(each) or any(_has_row_of(each, table) for table in tables)
        )
        found = use.closure(bound, lambda one: (each for each in self.dropped if use.callees(each, (one,))))
        return _identities(each for each in found if not callers.users(each, self.before))


def _identities(functions: Iterable[Function]) -> frozenset[ObjectName]:
    return frozenset(function.identity for function in functions)


def _names(function: Function, table: ObjectName) -> bool:
    read = calls.of_function(function).relations
    return any(relation.is_called(table) for relation in read) or _has_row_of(function, table)


def _has_row_of(function: Function, table: ObjectName) -> bool:
    types = (function.returns, *(argument.type for argument in function.arguments))
    return any(type_.removesuffix("[]") == qualified(table) for type_ in types)
