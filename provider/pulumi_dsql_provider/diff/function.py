"""What differs between two functions."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect import argument_types, bodies
from pulumi_dsql_provider.dialect.expressions.syntax import has_subquery
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.comment import comment_differs
from pulumi_dsql_provider.diff.match import changes, differing
from pulumi_dsql_provider.diff.meaning import Same
from pulumi_dsql_provider.model import Argument, Database, Function

_FIELDS = (
    "returns",
    "returns_set",
    "standard",
    "volatility",
    "strict",
    "security_definer",
    "parallel",
    "cost",
    "rows",
    "settings",
)


def compare_functions(live: Database, wanted: Database, same: Same) -> Iterator[Change]:
    """The changes of functions. Another list of given types is another function."""

    def differs(old: Function, new: Function) -> frozenset[str]:
        if old == new:
            return frozenset()
        fields = set(differing(old, new, _FIELDS) | comment_differs(old, new))
        if not _same_arguments(old.arguments, new.arguments, same):
            fields.add("arguments")
        if not _same_body(old, new, same):
            fields.add("body")
        return frozenset(fields)

    return changes(
        "function", live.functions, wanted.functions, key=lambda function: function.identity, differs=differs
    )


def _same_arguments(live: tuple[Argument, ...], wanted: tuple[Argument, ...], same: Same) -> bool:
    bare = [[each.model_copy(update={"default": None}) for each in side] for side in (live, wanted)]
    if bare[0] != bare[1]:
        return False
    # Every pair is looked at, so that every question is asked even where an earlier default differs.
    pairs = [
        same(old.default, new.default, {}, new.type if argument_types.is_concrete(new.type) else None)
        for old, new in zip(live, wanted, strict=True)
    ]
    return all(pairs)


def _same_body(live: Function, wanted: Function, same: Same) -> bool:
    if bodies.equal(live, wanted):
        return True
    old, new = bodies.returned(live), bodies.returned(wanted)
    if old is None or new is None or not _can_be_asked(live, old) or not _can_be_asked(wanted, new):
        return False
    return same(old, new, dict(bodies.given(wanted)), wanted.returns)


def _can_be_asked(function: Function, expression: str) -> bool:
    """Whether a row of the arguments' types is all that the expression needs."""
    types = (function.returns, *function.types)
    return (
        not function.returns_set
        and all(map(argument_types.is_concrete, types))
        and not has_subquery(expression)
    )
