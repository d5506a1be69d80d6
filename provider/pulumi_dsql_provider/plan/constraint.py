"""The steps that are the same for every kind of constraint."""

from pulumi_dsql_provider.dialect.render import constraint as render
from pulumi_dsql_provider.model import Condition, Constraint, ObjectName
from pulumi_dsql_provider.plan.hazard import Hazard
from pulumi_dsql_provider.plan.part import Part, Phase
from pulumi_dsql_provider.plan.step import Statement, Wait

COMMENT = "comment-on-constraint"
"""The form that a comment relies on."""


def validated(table: ObjectName, name: str, *hazards: Hazard) -> tuple[Statement, Wait]:
    """The job after which all rows are known to satisfy a check or foreign key, and the wait for it.

    DSQL adds these constraints without looking at the rows that are there.
    """
    wait = awaited(table, name)
    validate = Statement(
        sql=render.validate(table, name),
        why="the rows that are there are checked",
        hazards=hazards,
        done=wait.condition,
        irreversible="there is nothing to undo",
    )
    return validate, wait


def awaited(table: ObjectName, name: str) -> Wait:
    """The step that waits until a check or foreign key is validated."""
    condition = Condition(kind="constraint", name=table, part=name, state="valid")
    return Wait(condition=condition, why="a constraint counts once it is validated")


def renamed(table: ObjectName, old: str, new: str) -> Statement:
    """The step that renames any constraint."""
    return Statement(
        sql=render.rename(table, old, new),
        why="the constraint is renamed",
        done=Condition(kind="constraint", name=table, part=new, state="present"),
        reverse=render.rename(table, new, old),
    )


def dropped(
    table: ObjectName, name: str, why: str, *, reverse: str | None = None, irreversible: str | None = None
) -> Statement:
    """The step that drops any constraint."""
    return Statement(
        sql=render.drop(table, name),
        why=why,
        done=Condition(kind="constraint", name=table, part=name, state="absent"),
        reverse=reverse,
        irreversible=irreversible,
    )


def added(sql: str, table: ObjectName, name: str, *hazards: Hazard) -> Statement:
    """The step that adds any constraint, by this statement."""
    return Statement(
        sql=sql,
        why="the constraint is new or differs",
        hazards=hazards,
        done=Condition(kind="constraint", name=table, part=name, state="present"),
        reverse=render.drop(table, name),
    )


def commented(table: ObjectName, there: Constraint | None, wanted: Constraint) -> tuple[Statement, ...]:
    """The step that sets the comment, where it is another one; `there` is None where it is just made."""
    old, new = there.comment or None if there else None, wanted.comment or None
    if old == new:
        return ()
    return (
        Statement(
            sql=render.comment(table, wanted.name, new),
            why="the comment differs",
            reverse=render.comment(table, wanted.name, old),
        ),
    )


def comment_part(phase: Phase, table: ObjectName, live: Constraint, wanted: Constraint, part: str) -> Part:
    """The comment of a constraint that stays, whose table holds it in the property `part`."""
    return Part(phase, commented(table, live, wanted), (COMMENT,), table, part)
