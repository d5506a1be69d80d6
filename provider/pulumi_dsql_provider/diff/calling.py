"""Expressions that call functions which are declared: what a database can tell of them, and what not."""

from collections.abc import Iterable

from pulumi_dsql_provider.dialect import calls, expressions
from pulumi_dsql_provider.diff.change import Changes
from pulumi_dsql_provider.diff.meaning import Columns, Same
from pulumi_dsql_provider.model import Database, Function


def with_functions(same: Same, before: Database, after: Database) -> Same:
    """`same`, which asks nothing about functions that only the plan makes.

    Two expressions that call different functions are different, though the database, which looks into
    functions, may find them to give the same.
    """
    functions = (*before.functions, *after.functions)
    if not functions:
        return same
    there = {function.identity for function in before.functions}
    new = names_of(function for function in after.functions if function.identity not in there)
    declared = names_of(functions)

    def decide(live: str | None, wanted: str | None, columns: Columns, type: str | None = None) -> bool:
        if live is None or wanted is None or live == wanted:
            return live == wanted
        old, called = (_called(each, declared) for each in (live, wanted))
        if old != called:
            return False
        if any(name in new for name, _ in called):
            return expressions.equal(live, wanted, columns, type)
        return same(live, wanted, columns, type)

    return decide


def made_by(changes: Changes) -> frozenset[str]:
    """The names of the functions that changes make."""
    made = (change.wanted for change in changes if change.live is None)
    return names_of(function for function in made if isinstance(function, Function))


def names_of(functions: Iterable[Function]) -> frozenset[str]:
    """Their names without schema."""
    return frozenset(function.name.name for function in functions)


def calls_any(text: str, names: frozenset[str]) -> bool:
    """Whether an expression calls a function of one of these names."""
    return bool(names) and bool(_called(text, names))


def _called(text: str, names: frozenset[str]) -> frozenset[tuple[str, int]]:
    return frozenset((call.name, call.arguments) for call in calls.of_expression(text) if call.name in names)
