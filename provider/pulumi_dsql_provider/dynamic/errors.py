"""Errors as the engine shows them: one line, no traceback."""

import functools
import os
import sys
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from pulumi.dynamic import CheckFailure

from pulumi_dsql_provider.aws.cluster import ClusterGone
from pulumi_dsql_provider.catalog.session import DatabaseError
from pulumi_dsql_provider.dialect.refusal import Refused

P = ParamSpec("P")
R = TypeVar("R")

TRACEBACKS = "PULUMI_DSQL_TRACEBACK"


class Failed(RuntimeError):
    """What an operation fails with. The engine prints the exception's type before its text."""


# The engine shows `traceback.format_exc()`: with these two that begins "pulumi-dsql: DSQL2xx: …".
Failed.__module__ = "builtins"
Failed.__qualname__ = "pulumi-dsql"


def wants_tracebacks() -> bool:
    """Whether the environment asks for all that is known of an error."""
    return bool(os.environ.get(TRACEBACKS))


def quiet_tracebacks() -> None:
    """Let `traceback.format_exc()` give the last line only, unless the environment asks for all."""
    if not wants_tracebacks():
        sys.tracebacklimit = 0


def one_line(operation: Callable[P, R]) -> Callable[P, R]:
    """Turn every exception of a provider method into one line that says what to do."""

    @functools.wraps(operation)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return operation(*args, **kwargs)
        except Exception as error:
            if wants_tracebacks():
                raise
            raise Failed(describe(error)) from None

    return wrapped


def check_failure(prop: str, said: str) -> CheckFailure:
    """What check fails with, as `columns: DSQL008: …`.

    The engine is not told which property it is: it would print the property's whole value before the text,
    which is a page for the columns of a table, and spells a secret in it out.
    """
    return CheckFailure("", f"{prop}: {said}")


def describe(error: Any) -> str:
    """The one line for any exception."""
    match error:
        case Failed():
            return str(error)
        case Refused():
            return "; ".join(map(str, error.refusals))
        case ClusterGone():
            return (
                "DSQL422: the service has no such cluster any more; run `pulumi refresh`, then "
                "`pulumi up` makes a new one"
            )
        case DatabaseError() if error.connection_lost:
            return (
                f"DSQL410: the cluster cannot be reached: {error.message}; check that it is there, its "
                "endpoint and the network, then run again"
            )
        case DatabaseError():
            state = f" ({error.sqlstate})" if error.sqlstate else ""
            return f"DSQL410: the database said: {error.message}{state}; run again, or change what it names"
        case _:
            text = " ".join(str(error).split())
            return (
                f"DSQL499: {type(error).__name__}: {text}; this is a fault of pulumi-dsql: "
                f"run with {TRACEBACKS}=1 and report it"
            )
