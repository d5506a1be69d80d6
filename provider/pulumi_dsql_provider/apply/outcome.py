"""What happened when a plan ran."""

from collections.abc import Callable
from typing import Literal

from pulumi_dsql_provider.model.value import Value
from pulumi_dsql_provider.plan.step import Step

State = Literal["started", "done", "already done", "retrying", "waiting", "failed"]


class Progress(Value):
    """One event of a running plan: a step starts, ends, is found done, is retried, or a job is waited for.

    `number` counts from 1, `of` is the number of steps; `detail` is text for people (rows so far, seconds,
    the conflict that is retried).
    """

    number: int
    of: int
    step: Step
    state: State
    detail: str = ""


OnStep = Callable[[Progress], None]


class Outcome(Value):
    """`done` steps have run, in order; `error` is one line with a code when the next one failed.

    `pending` are the steps that have not run, the failed one first; empty when all went well.
    """

    done: tuple[Step, ...] = ()
    pending: tuple[Step, ...] = ()
    error: str | None = None
