"""Who uses functions: the order in which they come and go, and what keeps them from going."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from pulumi_dsql_provider.dialect import calls
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.model import Check, Column, Database, Function, Index, Table

T = TypeVar("T")


def callees(function: Function, among: Iterable[Function]) -> tuple[Function, ...]:
    """Those among the functions that it calls."""
    found = calls.meant(calls.of_function(function).calls, among)
    return tuple(each for each in found if each.identity != function.identity)


def callees_first(functions: Iterable[Function]) -> tuple[Function, ...]:
    """The functions, each after those that it calls where there is no cycle; otherwise as they came."""
    given = tuple(functions)
    placed: dict[str, Function] = {}
    seen: set[str] = set()

    def visit(function: Function) -> None:
        if (key := str(function.identity)) in seen:
            return
        seen.add(key)
        for callee in callees(function, given):
            visit(callee)
        placed[key] = function

    for function in given:
        visit(function)
    return tuple(placed.values())


def closure(
    start: Iterable[Function], following: Callable[[Function], Iterable[Function]]
) -> tuple[Function, ...]:
    """The functions, those that follow them, and so on."""
    found: dict[str, Function] = {}
    waiting = list(start)
    while waiting:
        function = waiting.pop()
        if str(function.identity) not in found:
            found[str(function.identity)] = function
            waiting += following(function)
    return tuple(found.values())


def reads(function: Function) -> bool:
    """Whether its body names tables, views or sequences."""
    return bool(calls.of_function(function).relations)


def expressions_of(change: Change) -> Iterator[str]:
    """The expressions that a change brings, but for those of functions."""
    thing = change.wanted
    match thing:
        case Table() if change.live is None:
            yield from (text for column in thing.columns for text in _of_column(column))
            yield from (check.expression for check in thing.checks)
        case Column():
            yield from _of_column(thing)
        case Check():
            yield thing.expression
        case Index():
            yield from _of_index(thing)


def users(function: Function, database: Database, others: Iterable[Function] = ()) -> tuple[str, ...]:
    """What in the database uses a function for certain: `table public.t`, `index public.i`.

    An expression that can mean one of the others instead does not count.
    """
    rivals = tuple(others)

    def uses(text: str) -> bool:
        return any(
            calls.may_be(call, function) and not calls.meant((call,), rivals)
            for call in calls.of_expression(text)
        )

    found = [f"table {table.name}" for table in database.tables if any(map(uses, _of_table(table)))]
    found += [
        f"index {index.qualified_name}" for index in database.indexes if any(map(uses, _of_index(index)))
    ]
    return tuple(found)


def keepers(function: Function, database: Database) -> tuple[str, ...]:
    """What holds values that the function has given: generated columns, checks and indexes."""

    def uses(text: str | None) -> bool:
        return text is not None and any(calls.may_be(call, function) for call in calls.of_expression(text))

    found = [
        f"table {table.name}"
        for table in database.tables
        if any(uses(column.generated) for column in table.columns)
        or any(uses(check.expression) for check in table.checks)
    ]
    found += [
        f"index {index.qualified_name}" for index in database.indexes if any(map(uses, _of_index(index)))
    ]
    return tuple(found)


def _of_table(table: Table) -> Iterator[str]:
    for column in table.columns:
        yield from _of_column(column)
    yield from (check.expression for check in table.checks)


def _of_column(column: Column) -> Iterator[str]:
    yield from (text for text in (column.default, column.generated) if text is not None)


def _of_index(index: Index) -> Iterator[str]:
    yield from (key.expression for key in index.keys if key.expression is not None)
    if index.where is not None:
        yield index.where
