"""Whether what is there is what a create of ours that was stopped has left."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from pulumi_dsql_provider.dialect import naming
from pulumi_dsql_provider.model import Condition, ObjectName
from pulumi_dsql_provider.plan.hazard import Hazard
from pulumi_dsql_provider.plan.plan import Plan
from pulumi_dsql_provider.plan.step import Backfill, Rebuild, Statement, Step, Wait


class _Work(NamedTuple):
    """What a step does. `reverse` tells a comment that is missing from one that is another."""

    what: str | Condition
    hazards: tuple[Hazard, ...]
    reverse: str | None = None


def finishes(rest: Plan, whole: Plan) -> bool:
    """Whether `rest` (live -> wanted) is a tail of `whole` (nothing -> wanted), in whatever order.

    Then all that is there is a beginning of what is wanted and nothing else: `rest` only adds to it. That is
    so too for what is complete, for an index whose job has failed, which is dropped to be built again, and
    for one that only we call so and that is of no use any more.
    """
    if rest.refusals or whole.refusals:
        return False
    todo = [_work(step) for step in _without_remains(rest.steps)]
    tail = whole.steps[max(len(whole.steps) - len(todo), 0) :]
    return Counter(todo) == Counter(map(_work, tail))


def _work(step: Step) -> _Work:
    match step:
        case Statement():
            return _Work(step.sql, step.hazards, step.reverse)
        case Wait():
            return _Work(step.condition, step.hazards)
        case Backfill():
            return _Work(step.sql, step.hazards)
        case Rebuild():
            return _Work(f"rebuild {step.table}", step.hazards)


def _without_remains(steps: Sequence[Step]) -> Iterator[Step]:
    """The steps but for each DROP INDEX of what bears a name of ours, or is made again right after it.

    Where such a one was valid, the step has a hazard.
    """
    for step, following in zip_longest(steps, steps[1:]):
        dropped = None if step.hazards else _index(step, "absent")
        ours = dropped is not None and (
            naming.is_unfinished(dropped.name) or naming.is_unfinished_key(dropped.name)
        )
        again = dropped is not None and following is not None and _index(following, "present") == dropped
        if not (ours or again):
            yield step


def _index(step: Step, state: str) -> ObjectName | None:
    """The index that the step drops or makes."""
    done = step.done if isinstance(step, Statement) else None
    return done.name if done is not None and (done.kind, done.state) == ("index", state) else None
