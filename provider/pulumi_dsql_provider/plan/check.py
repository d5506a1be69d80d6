"""Plans the changes of check constraints."""

from pulumi_dsql_provider.dialect.render import check as render
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.model import Check, ObjectName
from pulumi_dsql_provider.plan import constraint, hint
from pulumi_dsql_provider.plan.part import Part, Phase, Planned, sides, table_of
from pulumi_dsql_provider.plan.situation import Situation, is_rebuilt
from pulumi_dsql_provider.plan.step import Statement, Step

_ADD = ("add-check-not-valid", "validate-constraint-async", constraint.COMMENT)


def plan(change: Change, situation: Situation) -> Planned:
    """DROP, ADD … NOT VALID, VALIDATE, RENAME: as many of them as the change needs."""
    table = table_of(change)
    live, wanted = sides(change, Check)
    if wanted is None:
        assert live is not None
        drop = _drop(table, live, "the check is no longer wanted")
        yield Part(Phase.DROPS, (drop,), ("drop-constraint",), table, "checks")
    elif live is None:
        yield Part(Phase.CHECKS, _add(table, wanted, situation), _ADD, table, "checks")
    elif is_rebuilt(change):
        steps = (_drop(table, live, "DSQL cannot alter a check"), *_add(table, wanted, situation))
        yield Part(Phase.CHECKS, steps, ("drop-constraint", *_ADD), table, "checks")
    else:
        if "name" in change.differs:
            rename = constraint.renamed(table, live.name, wanted.name)
            yield Part(Phase.RENAME_PARTS, (rename,), ("rename-constraint",), table, "checks")
        if "validated" in change.differs:
            validate = constraint.validated(table, wanted.name, *hint.validated(wanted, table, situation))
            yield Part(Phase.CHECKS, validate, ("validate-constraint-async",), table, "checks")
        if "comment" in change.differs:
            yield constraint.comment_part(Phase.CHECKS, table, live, wanted, "checks")


def _add(table: ObjectName, check: Check, situation: Situation) -> tuple[Step, ...]:
    hazards = hint.added(check, table, situation)
    add = constraint.added(render.add(table, check), table, check.name, *hazards)
    hazards = hint.validated(check, table, situation)
    validated = constraint.validated(table, check.name, *hazards) if check.validated else ()
    return (add, *validated, *constraint.commented(table, None, check))


def _drop(table: ObjectName, check: Check, why: str) -> Statement:
    return constraint.dropped(table, check.name, why, reverse=render.add(table, check))
