"""Plans the changes of what maps roles to IAM."""

from pulumi_dsql_provider.dialect.render import iam_mapping as render
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.model import Condition, IamMapping, ObjectName
from pulumi_dsql_provider.plan.hazard import revoking, widening
from pulumi_dsql_provider.plan.part import Part, Phase, Planned, sides
from pulumi_dsql_provider.plan.situation import Situation
from pulumi_dsql_provider.plan.step import Statement


def plan(change: Change, situation: Situation) -> Planned:
    """AWS IAM GRANT, AWS IAM REVOKE: each on its own, also for a role that goes."""
    live, wanted = sides(change, IamMapping)
    if wanted is not None:
        is_new = wanted.role in situation.created_roles
        step = Statement(
            sql=render.grant(wanted),
            why="the mapping is new",
            hazards=() if is_new else (widening(wanted.role, "more of IAM may connect as the role"),),
            done=_condition(wanted, present=True),
            reverse=render.revoke(wanted),
        )
        yield _part(wanted, step, "aws-iam-grant")
    elif live is not None:
        step = Statement(
            sql=render.revoke(live),
            why="the mapping is no longer wanted",
            hazards=(revoking(live.role, "it can no longer connect as the role"),),
            done=_condition(live, present=False),
            reverse=render.grant(live),
        )
        yield _part(live, step, "aws-iam-revoke")


def _condition(mapping: IamMapping, *, present: bool) -> Condition:
    return Condition(
        kind="iam_mapping",
        name=ObjectName("", mapping.role),
        part=mapping.arn,
        state="present" if present else "absent",
    )


def _part(mapping: IamMapping, step: Statement, form: str) -> Part:
    return Part(Phase.IAM_MAPPINGS, (step,), (form,), ObjectName("", mapping.role), "iam_mappings")
