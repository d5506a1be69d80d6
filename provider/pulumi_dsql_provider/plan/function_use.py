"""What functions call, which is what their order follows from."""

from collections.abc import Callable, Iterable, Iterator

from pulumi_dsql_provider.dialect import callers, calls
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.model import Check, Column, Function, Index, ObjectName, Table


def callees(function: Function, among: Iterable[Function]) -> tuple[Function, ...]:
    """Those among the functions that it calls."""
    found = calls.meant(calls.of_function(function).calls, among)
    return tuple(each for each in found if each.identity != function.identity)


def callees_first(functions: Iterable[Function]) -> tuple[Function, ...]:
    """The functions, each after those that it calls where there is no cycle; otherwise as they came."""
    given = tuple(functions)
    placed: dict[ObjectName, Function] = {}
    seen: set[ObjectName] = set()

    def visit(function: Function) -> None:
        if (key := function.identity) in seen:
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
    found: dict[ObjectName, Function] = {}
    waiting = list(start)
    while waiting:
        function = waiting.pop()
        if function.identity not in found:
            found[function.identity] = function
            waiting += following(function)
    return tuple(found.values())


def reads(function: Function) -> bool:
    """Whether its body names tables, views or sequences."""
    return bool(calls.of_function(function).relations)


def expressions_of(change: Change) -> Iterator[str]:
    """The expressions that a change brings, but for those of functions."""
    match change.wanted:
        case Table() as table if change.live is None:
            yield from callers.of_table(table)
        case Column() as column:
            yield from callers.of_column(column)
        case Check() as check:
            yield check.expression
        case Index() as index:
            yield from callers.of_index(index)
