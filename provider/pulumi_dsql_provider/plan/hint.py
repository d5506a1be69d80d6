"""Hazards that only inform, on what is there: a table that the same plan makes has no rows and no readers.

`make` leaves them out unless they are asked for (`Policy.hints`).
"""

from pulumi_dsql_provider.model import Check, ForeignKey, Index, ObjectName
from pulumi_dsql_provider.plan.hazard import Hazard
from pulumi_dsql_provider.plan.situation import Situation


def renamed(old: str, new: str) -> Hazard:
    """A table, a column, a sequence or a view gets another name."""
    text = f"what uses the name {old} fails from then on, until it uses {new}"
    return Hazard(code=f"break-readers:{old}", text=text, needs_allow=False)


def built(index: Index, situation: Situation) -> tuple[Hazard, ...]:
    """An index is built, by itself or for a unique constraint."""
    if situation.is_created(index.table):
        return ()
    job = Hazard(code=f"long-job:{index.name}", text=f"reads every row of {index.table}", needs_allow=False)
    fails = Hazard(
        code=f"may-fail:{index.name}", text="fails if two rows have the same key", needs_allow=False
    )
    return (job, fails) if index.unique else (job,)


def filled(column: str, table: ObjectName) -> Hazard:
    """A new column gets its value in every row."""
    return Hazard(code=f"long-job:{column}", text=f"writes every row of {table}", needs_allow=False)


def added(constraint: Check | ForeignKey, table: ObjectName, situation: Situation) -> tuple[Hazard, ...]:
    """A constraint holds for what is written from then on."""
    if situation.is_created(table):
        return ()
    text = "refuses from then on what does not satisfy it"
    return (Hazard(code=f"fail-writers:{constraint.name}", text=text, needs_allow=False),)


def validated(constraint: Check | ForeignKey, table: ObjectName, situation: Situation) -> tuple[Hazard, ...]:
    """The rows that are there are held against a constraint."""
    if situation.is_created(table):
        return ()
    text = f"fails if a row of {table} does not satisfy it"
    return (Hazard(code=f"may-fail:{constraint.name}", text=text, needs_allow=False),)


def narrowed(name: str) -> Hazard:
    """A sequence or an identity gets closer bounds."""
    text = "fails if its last number is beyond the new bounds"
    return Hazard(code=f"may-fail:{name}", text=text, needs_allow=False)


def irreversible(name: str, why: str) -> Hazard:
    """A step has no way back, though it loses no row."""
    return Hazard(code=f"no-way-back:{name}", text=f"cannot be undone: {why}", needs_allow=False)
