"""Functions as the catalog has them."""

from collections.abc import Iterable, Iterator

from pulumi_dsql_provider.catalog.others import Fields
from pulumi_dsql_provider.model import (
    Argument,
    ArgumentMode,
    Function,
    ObjectName,
    ParallelSafety,
    Setting,
    Volatility,
)

_MODES: dict[str, ArgumentMode] = {"i": "in", "o": "out", "b": "inout", "v": "variadic", "t": "table"}
_VOLATILITIES: dict[str, Volatility] = {"i": "immutable", "s": "stable", "v": "volatile"}
_PARALLEL: dict[str, ParallelSafety] = {"s": "safe", "r": "restricted", "u": "unsafe"}
_ROWS_OF_A_SET = 1000


def functions(found: Iterable[Fields]) -> tuple[Function, ...]:
    """The rows of functions.sql as values, those of one name in order of their types."""
    return tuple(sorted(map(_function, found), key=lambda function: (function.name, function.types)))


def _function(row: Fields) -> Function:
    standard = row["standard_body"]
    return Function(
        name=ObjectName(row["schema"], row["name"]),
        arguments=tuple(_arguments(row)),
        returns=row["types"][-1],
        returns_set=row["returns_set"],
        body=row["text"] if standard is None else standard,
        standard=standard is not None,
        volatility=_VOLATILITIES[row["volatility"]],
        strict=row["strict"],
        security_definer=row["security_definer"],
        parallel=_PARALLEL[row["parallel"]],
        cost=row["cost"],
        rows=None if row["rows"] in (0, _ROWS_OF_A_SET) else row["rows"],
        settings=tuple(sorted(map(_setting, row["settings"] or ()))),
        comment=row["comment"],
    )


def _arguments(row: Fields) -> Iterator[Argument]:
    types = row["types"][:-1]
    names = row["names"] or [""] * len(types)
    modes = row["modes"] or ["i"] * len(types)
    for type_, name, mode, default in zip(types, names, modes, row["defaults"], strict=True):
        yield Argument(type=type_, name=name or None, mode=_MODES[mode], default=default)


def _setting(text: str) -> Setting:
    name, _, value = text.partition("=")
    return Setting(name.lower(), value)
