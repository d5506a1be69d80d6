"""Plans the changes of roles."""

from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.render import privilege as render_privilege
from pulumi_dsql_provider.dialect.render import role as render
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.model import Condition, ObjectName, Role
from pulumi_dsql_provider.plan import default_privilege, owner, privilege
from pulumi_dsql_provider.plan.hazard import Hazard
from pulumi_dsql_provider.plan.part import Part, Phase, Planned, sides
from pulumi_dsql_provider.plan.situation import Situation
from pulumi_dsql_provider.plan.step import Statement


def plan(change: Change, situation: Situation) -> Planned:
    """CREATE, COMMENT or DROP. It comes before all else, and goes after all that it owns and may do."""
    live, wanted = sides(change, Role)
    if wanted is None:
        assert live is not None
        yield from owner.left_with(live.name, situation)
        yield from default_privilege.taken_from(live.name, situation)
        yield from privilege.taken_from(live.name, situation)
        yield from _taken_from_identities(live.name, situation)
        yield _drop(live)
        return
    if live is None:
        yield _create(wanted)
    elif "login" in change.differs:
        yield _other_login(wanted)
    if ((live and live.comment) or None) != (wanted.comment or None):
        yield _comment(live, wanted)


def _create(role: Role) -> Part:
    step = Statement(
        sql=render.create(role),
        why="the role is new",
        done=Condition(kind="role", name=ObjectName("", role.name), state="present"),
        reverse=render.drop(role.name),
    )
    return Part(Phase.ROLES, (step,), ("create-role",), ObjectName("", role.name), "name")


def _other_login(wanted: Role) -> Refusal:
    becomes = "can log in" if wanted.login else "can no longer log in"
    return Refusal(
        code="DSQL151",
        message=f"role {wanted.name} {becomes}: DSQL has no statement for it",
        way_out="make another role that can, and a member of this one"
        if wanted.login
        else "take its IAM mappings away instead: nobody can then connect as it",
        subject=ObjectName("", wanted.name),
        property="login",
    )


def _comment(live: Role | None, wanted: Role) -> Part:
    step = Statement(
        sql=render.comment(wanted.name, wanted.comment or None),
        why="the comment differs",
        reverse=render.comment(wanted.name, live.comment or None if live else None),
    )
    return Part(Phase.ROLES, (step,), ("comment-on-role",), ObjectName("", wanted.name), "comment")


def _taken_from_identities(role: str, situation: Situation) -> Planned:
    """What it may do with the sequences of identity columns, which the catalog is not asked about.

    Default privileges give it, and GRANT … ON ALL SEQUENCES.
    """
    schemas = {
        table.name.schema
        for table in situation.live.tables
        if not situation.is_dropped(table.name) and any(column.identity for column in table.columns)
    }
    for schema in sorted(schemas):
        step = Statement(
            sql=render_privilege.revoke_on_sequences(schema, role),
            why="a role that may use a sequence, perhaps of an identity column, cannot be dropped",
            irreversible="which of the sequences it might use is not known",
        )
        yield Part(Phase.PRIVILEGES, (step,), ("revoke",), ObjectName("", role), "name")


def _drop(role: Role) -> Part:
    step = Statement(
        sql=render.drop(role.name),
        why="the role is no longer wanted",
        hazards=(
            Hazard(code=f"drop-role:{role.name}", text="nobody can connect as it or act for it any more"),
        ),
        done=Condition(kind="role", name=ObjectName("", role.name), state="absent"),
        reverse=render.create(role),
    )
    return Part(Phase.DROP_ROLES, (step,), ("drop-role",), ObjectName("", role.name), "name")
