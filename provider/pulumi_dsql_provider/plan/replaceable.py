"""Which functions CREATE OR REPLACE takes the place of."""

from pulumi_dsql_provider.model import Function


def can_replace(live: Function, wanted: Function) -> bool:
    """Whether the database lets `wanted` take the place of `live`, a function with the same given types.

    What comes out stays; names that arguments have and the number of defaults, too (ProcedureCreate()).
    """
    return (
        (live.returns, live.returns_set) == (wanted.returns, wanted.returns_set)
        and (live.returns != "record" or _results(live) == _results(wanted))
        and all(old.name in (None, new.name) for old, new in zip(live.given, wanted.given, strict=True))
        and _defaults(live) <= _defaults(wanted)
    )


def _results(function: Function) -> list[tuple[str | None, str]]:
    return [(argument.name, argument.type) for argument in function.arguments if argument.is_result]


def _defaults(function: Function) -> int:
    return sum(argument.default is not None for argument in function.given)
