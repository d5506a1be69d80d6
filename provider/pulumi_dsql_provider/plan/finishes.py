"""Whether what is there is what a create of ours that was stopped has left."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from pulumi_dsql_provider.model import Condition, ObjectName
from pulumi_dsql_provider.plan.hazard import Hazard
from pulumi_dsql_provider.plan.plan import Plan
from pulumi_dsql_provider.plan.step import Statement, Step, Wait


class _Work(NamedTuple):
    """What a step does. `reverse` tells a comment that is missing from one that is another."""

    what: str | Condition
    hazards: tuple[Hazard, ...]
    reverse: str | None = None


def finishes(rest: Plan, whole: Plan) -> bool:
    """Whether `rest` (live -> wanted) is a tail of `whole` (nothing -> wanted), in whatever order.

    Then all that is there is a beginning of what is wanted and nothing else: `rest` only adds to it. That is
    so too for what is complete, and for an index whose job has failed, which is dropped to be built again.
    """
    if rest.refusals or whole.refusals:
        return False
    todo = [_work(step) for step in _without_failed_indexes(rest.steps)]
    tail = whole.steps[max(len(whole.steps) - len(todo), 0) :]
    return Counter(todo) == Counter(map(_work, tail))


def _work(step: Step) -> _Work:
    match step:
        case Statement():
            return _Work(step.sql, step.hazards, step.reverse)
        case Wait():
            return _Work(step.condition, step.hazards)
        case _:
            return _Work(step.sql, step.hazards)


def _without_failed_indexes(steps: Sequence[Step]) -> Iterator[Step]:
    """The steps but for a DROP INDEX right before the same is made again; a valid one's has a hazard."""
    for step, following in zip_longest(steps, steps[1:]):
        dropped = None if step.hazards else _index(step, "absent")
        if dropped is None or following is None or _index(following, "present") != dropped:
            yield step


def _index(step: Step, state: str) -> ObjectName | None:
    """The index that the step drops or makes."""
    done = step.done if isinstance(step, Statement) else None
    return done.name if done is not None and (done.kind, done.state) == ("index", state) else None
