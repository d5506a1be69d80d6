"""Plans the changes of memberships."""

from pulumi_dsql_provider.dialect.render import membership as render
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.model import Membership, ObjectName
from pulumi_dsql_provider.plan.hazard import Hazard, revoking, widening
from pulumi_dsql_provider.plan.part import Part, Phase, Planned, sides
from pulumi_dsql_provider.plan.situation import Situation
from pulumi_dsql_provider.plan.step import Statement

_NONE = frozenset[str]()


def plan(change: Change, situation: Situation) -> Planned:
    """GRANT and REVOKE of the role. A membership goes with either of its roles."""
    live, wanted = sides(change, Membership)
    if wanted is not None:
        yield _grant(live, wanted, situation)
    elif live is not None and not situation.dropped_roles & {live.role, live.member}:
        step = Statement(
            sql=render.revoke(live),
            why="the membership is no longer wanted",
            hazards=(revoking(live.role, f"{live.member} no longer has what the role has"),),
            reverse=render.grant(live),
        )
        yield _part(Phase.REVOKE_MEMBERSHIPS, step, live, "revoke-role")


def _grant(live: Membership | None, wanted: Membership, situation: Situation) -> Part:
    is_new = bool(situation.created_roles & {wanted.role, wanted.member})
    step = Statement(
        sql=render.grant(wanted, live) if live else render.grant(wanted),
        why="its options differ" if live else "the membership is new",
        hazards=() if is_new else _hazards(live, wanted),
        reverse=render.grant(live, wanted) if live else render.revoke(wanted),
    )
    form = "grant-role-with-options" if " WITH " in step.sql else "grant-role"
    return _part(Phase.MEMBERSHIPS, step, wanted, form)


def _hazards(live: Membership | None, wanted: Membership) -> tuple[Hazard, ...]:
    before = _abilities(live) if live else _NONE
    after = _abilities(wanted)
    more = (widening(wanted.role, f"{wanted.member} may act for the role in more ways"),)
    less = (revoking(wanted.role, f"{wanted.member} may act for the role in fewer ways"),)
    return (*(more if after - before else ()), *(less if before - after else ()))


def _abilities(membership: Membership) -> frozenset[str]:
    return frozenset(name for name in ("admin", "inherit", "set") if getattr(membership, name))


def _part(phase: Phase, step: Statement, membership: Membership, form: str) -> Part:
    return Part(phase, (step,), (form,), ObjectName("", membership.role), "members")
