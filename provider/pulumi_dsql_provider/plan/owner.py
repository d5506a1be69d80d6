"""Plans the changes of owners."""

from collections.abc import Iterator
from dataclasses import replace

from pulumi_dsql_provider.dialect import roles, targets
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.render import owner as render
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.owner import owners
from pulumi_dsql_provider.model import Membership, ObjectName, Owner, Target
from pulumi_dsql_provider.plan.hazard import Hazard, revoking, widening
from pulumi_dsql_provider.plan.part import Part, Phase, Planned, sides
from pulumi_dsql_provider.plan.situation import Situation
from pulumi_dsql_provider.plan.step import Statement

_ALL = "what an owner may do"
# By whether it is a schema, and whether it is admin's before.
_PHASES = {
    (True, False): Phase.SCHEMA_OWNERS,
    (True, True): Phase.GIVE_SCHEMAS,
    (False, False): Phase.OWNERS,
    (False, True): Phase.GIVE_OBJECTS,
}


def plan(change: Change, situation: Situation) -> Planned:
    """ALTER … OWNER TO."""
    live, wanted = sides(change, Owner)
    assert live is not None
    assert wanted is not None
    if wanted.target in situation.privileges.made_anew:
        return
    if not may_create(wanted.role, wanted.target, situation):
        yield _refusal(wanted)
        return
    is_there = situation.privileges.is_there(wanted.target)
    yield _part(wanted, live.role, _hazards(live, wanted) if is_there else ())


def given_again(target: Target, situation: Situation) -> Planned:
    """The owner of what is made anew, which is admin's then."""
    owner = next((each for each in situation.result.access.owners or () if each.target == target), None)
    if owner is not None and owner.role != roles.ADMIN:
        yield _part(owner, roles.ADMIN, ()) if may_create(owner.role, target, situation) else _refusal(owner)


def as_of_table(sequence: ObjectName, table: ObjectName, situation: Situation) -> Planned:
    """A sequence that a column is to have becomes its table's owner's: no other one can have it."""
    there = owners(situation.live)
    target = Target(kind="sequence", name=sequence)
    before = there.get(target, roles.ADMIN)
    after = Owner(target=target, role=there.get(Target(kind="table", name=table), roles.ADMIN))
    if after.role != before:
        part = _part(after, before, ())
        yield (
            replace(part, phase=Phase.SEQUENCE_OWNERS)
            if may_create(after.role, target, situation)
            else _refusal(after)
        )


def left_with(role: str, situation: Situation) -> Iterator[Refusal]:
    """The refusal of dropping a role that owns something which stays."""
    kept = situation.result.access.owners or ()
    owned = [str(each.target) for each in kept if each.role == role and situation.stays(each.target)]
    if owned:
        yield Refusal(
            code="DSQL152",
            message=f"role {role} cannot be dropped: it owns {', '.join(owned)}",
            way_out="give that another owner in the same change (ALTER … OWNER TO), or keep the role",
            subject=targets.of_role(role),
            property="name",
        )


def may_create(role: str, target: Target, situation: Situation) -> bool:
    """Whether the role may create in the object's schema by then, as its new owner must."""
    if target.kind == "schema" or roles.is_of_the_service(role) or situation.live.access.grants is None:
        return True
    schema = targets.of_schema(target.name.schema)
    able = {key.grantee for key in situation.privileges.after(schema) if key.privilege == "CREATE"}
    able |= {each.role for each in situation.result.access.owners or () if each.target == schema}
    return roles.PUBLIC in able or not able.isdisjoint(_acts_for(role, situation))


def _acts_for(role: str, situation: Situation) -> set[str]:
    """The role, and those whose privileges it has as a member."""
    memberships: tuple[Membership, ...] = situation.result.access.memberships or ()
    found, waiting = {role}, [role]
    while waiting:
        member = waiting.pop()
        above = {each.role for each in memberships if each.member == member and each.inherit} - found
        found |= above
        waiting += above
    return found


def _refusal(owner: Owner) -> Refusal:
    schema = owner.target.name.schema
    return Refusal(
        code="DSQL154",
        message=f"{owner.target} cannot become {owner.role}'s, which may not create in the schema {schema}",
        way_out=f"declare GRANT CREATE ON SCHEMA {schema} TO {owner.role}, or another owner",
        subject=owner.target.name,
        property="owner",
    )


def _hazards(live: Owner, wanted: Owner) -> tuple[Hazard, ...]:
    name = wanted.target.name.name or wanted.target.name.schema
    # admin stays able to act for the roles that it has made.
    lost = () if live.role == roles.ADMIN else (revoking(name, f"{live.role} loses {_ALL}"),)
    return (*lost, *(() if wanted.role == roles.ADMIN else (widening(name, f"{wanted.role} gets {_ALL}"),)))


def _part(owner: Owner, before: str, hazards: tuple[Hazard, ...]) -> Part:
    step = Statement(
        sql=render.change(owner.target, owner.role),
        why="the owner differs",
        hazards=hazards,
        reverse=render.change(owner.target, before),
    )
    schema, of_admin = owner.target.kind == "schema", before == roles.ADMIN
    phase = _PHASES[schema, of_admin]
    return Part(phase, (step,), ("owner-to",), owner.target.name, "owner")
