"""Whatever goes wrong in a command: one line for each fault, and an exit code."""

import functools
import os
from collections.abc import Callable, Iterable
from typing import ParamSpec

from pulumi_dsql_provider.catalog.session import DatabaseError
from pulumi_dsql_provider.cli.ended import FAILED, STOPPED, Ended
from pulumi_dsql_provider.cli.output import say, say_stopped
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused

P = ParamSpec("P")

TRACEBACKS = "PULUMI_DSQL_TRACEBACK"


def in_one_line(command: Callable[P, None]) -> Callable[P, None]:
    """A command that never ends in a traceback (unless the variable PULUMI_DSQL_TRACEBACK is set)."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except Refused as refused:
            say_refusals(refused.refusals)
            raise Ended(FAILED) from None
        except DatabaseError as error:
            say(_of_database(error))
            raise Ended(FAILED) from None
        except KeyboardInterrupt:
            say_stopped("stopped before anything was changed")
            raise Ended(STOPPED) from None
        except Exception as error:
            if os.environ.get(TRACEBACKS) or isinstance(error, BrokenPipeError):
                raise
            say(
                f"DSQL599: {type(error).__name__}: {error}; this is a fault of pulumi-dsql: "
                f"run with {TRACEBACKS}=1 and report it"
            )
            raise Ended(FAILED) from None

    return wrapped


def say_refusals(refusals: Iterable[Refusal]) -> None:
    """A line to stderr for each."""
    for refusal in refusals:
        say(str(refusal))


def _of_database(error: DatabaseError) -> str:
    if error.connection_lost:
        way_out = "check the endpoint in the URL and the network, then run it again"
    else:
        way_out = "run it again, or change what it names"
    state = f" [SQLSTATE {error.sqlstate}]" if error.sqlstate else ""
    return f"DSQL503: the database could not be asked: {error.message}{state}; {way_out}"
