"""Expressions that call functions which are declared: what a database can tell of them, and what not."""

from collections.abc import Iterable
from dataclasses import dataclass

from pulumi_dsql_provider.dialect import calls, expressions
from pulumi_dsql_provider.diff.change import Changes
from pulumi_dsql_provider.diff.meaning import Columns, Same
from pulumi_dsql_provider.model import Database, Function


def with_functions(same: Same, live: Database, wanted: Database) -> Same:
    """`same`, which asks nothing about functions that only the plan makes.

    Two expressions that call different functions are different, though the database, which looks into
    functions, may find them to give the same.
    """
    if not live.functions and not wanted.functions:
        return same
    there = {function.identity: seen_by_callers(function) for function in live.functions}
    new = (each for each in wanted.functions if there.get(each.identity) != seen_by_callers(each))
    return _Calling(same, names_of((*live.functions, *wanted.functions)), names_of(new))


@dataclass(frozen=True, slots=True)
class _Calling:
    """`declared` are the names of all functions, `new` of those that are not there as they are wanted."""

    same: Same
    declared: frozenset[str]
    new: frozenset[str]

    def __call__(
        self, live: str | None, wanted: str | None, columns: Columns, type: str | None = None
    ) -> bool:
        if live is None or wanted is None or live == wanted:
            return live == wanted
        called = _called(wanted, self.declared)
        if called != _called(live, self.declared):
            return False
        if any(name in self.new for name, _ in called):
            return expressions.equal(live, wanted, columns, type)
        return self.same(live, wanted, columns, type)


def made_by(changes: Changes) -> frozenset[str]:
    """The names of the functions that changes make, or make anew."""
    return names_of(
        change.wanted
        for change in changes
        if isinstance(change.wanted, Function)
        and (
            not isinstance(change.live, Function)
            or seen_by_callers(change.live) != seen_by_callers(change.wanted)
        )
    )


def names_of(functions: Iterable[Function]) -> frozenset[str]:
    """Their names without schema."""
    return frozenset(function.name.name for function in functions)


def calls_any(text: str, names: frozenset[str]) -> bool:
    """Whether an expression calls a function of one of these names."""
    return bool(names) and bool(_called(text, names))


def seen_by_callers(function: Function) -> object:
    """All that tells whether a call of it works."""
    given = tuple((each.name, each.type, each.mode, each.default is None) for each in function.arguments)
    return given, function.returns, function.returns_set


def _called(text: str, names: frozenset[str]) -> frozenset[tuple[str, int]]:
    return frozenset((call.name, call.arguments) for call in calls.of_expression(text) if call.name in names)
