"""Plans the changes of privileges: one statement for all that one grantee gets, or loses, on one object."""

from collections.abc import Iterable, Iterator, Sequence

from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.grant import grant_of
from pulumi_dsql_provider.model import Grant, Target
from pulumi_dsql_provider.plan.part import Part, Phase, Planned, sides
from pulumi_dsql_provider.plan.privilege_changes import PrivilegeChanges
from pulumi_dsql_provider.plan.privilege_step import grants, revokes
from pulumi_dsql_provider.plan.situation import Situation
from pulumi_dsql_provider.plan.step import Statement


def plan(change: Change, situation: Situation) -> Planned:
    """GRANT and REVOKE, with the first of the changes that concern this object and grantee."""
    changes = situation.privileges
    target, group = grant_of(change).target, changes.beside(change)
    if group[0] is not change or target in changes.made_anew:
        return
    pairs = [sides(each, Grant) for each in group]
    lost = [live for live, wanted in pairs if live and not wanted]
    less = [live for live, wanted in pairs if live and wanted and live.grantable]
    more = [wanted for live, wanted in pairs if live and wanted and wanted.grantable]
    new = [wanted for live, wanted in pairs if wanted and not live]
    yield from _refusals((*lost, *less), changes)
    yield from _unclear((lost, less, more, new), changes)
    is_there = changes.is_there(target)
    # What is taken goes first, or it would take what is given on columns along.
    yield _part(
        target,
        *revokes(lost, is_there=is_there),
        *revokes(less, is_there=is_there, only_option=True),
        *grants(_taken_along((*lost, *less), changes), is_there=False),
        *grants(more, is_there=is_there, upgrade=True),
        *grants(new, is_there=is_there),
    )


def given_again(target: Target, changes: PrivilegeChanges) -> Iterator[Part]:
    """What was granted on what is made anew, as far as it does not come by itself."""
    wanted = changes.after(target)
    there = {grant.name: grant for grant in changes.initial(target)}
    for grantee in dict.fromkeys(key.grantee for key in (*there, *wanted)):
        lost = [there[key] for key in there if key.grantee == grantee and key not in wanted]
        new = [wanted[key] for key in wanted if key.grantee == grantee and key not in there]
        both = [(there[key], wanted[key]) for key in wanted if key.grantee == grantee and key in there]
        less = [before for before, after in both if before.grantable and not after.grantable]
        more = [after for before, after in both if after.grantable and not before.grantable]
        steps = (
            *revokes(lost, is_there=False),
            *revokes(less, is_there=False, only_option=True),
            *grants(more, is_there=False, upgrade=True),
            *grants(new, is_there=False),
        )
        if steps:
            yield _part(target, *steps)


def taken_from(role: str, situation: Situation) -> Planned:
    """What a role that goes may do with objects that stay and whose privileges nothing else changes."""
    held = [
        grant
        for grant in situation.privileges.unchanged
        if grant.grantee == role
        and situation.stays(grant.target, grant.column)
        and grant.target not in situation.privileges.made_anew
    ]
    yield from _refusals(held, situation.privileges)
    for target in dict.fromkeys(grant.target for grant in held):
        own = [grant for grant in held if grant.target == target]
        yield from _unclear((own,), situation.privileges)
        yield _part(target, *revokes(own, is_there=True))


def _taken_along(lost: Iterable[Grant], changes: PrivilegeChanges) -> Iterator[Grant]:
    """What the grantee keeps on columns: REVOKE on a table takes that, too."""
    for whole in (grant for grant in lost if grant.column is None):
        for key, grant in changes.after(whole.target).items():
            if key.column is not None and key._replace(column=None) == whole.name:
                yield grant


def _refusals(lost: Iterable[Grant], changes: PrivilegeChanges) -> Iterator[Refusal]:
    """What only others than the owner can take back, and what has been granted on."""
    for grant in lost:
        what = f"{grant.privilege} on {grant.target} cannot be taken from {grant.grantee}"
        if grant.by is not None:
            yield _refusal(grant, f"{what}: {grant.by} has granted it", grant.by)
        for other in changes.granted_on(grant):
            yield _refusal(grant, f"{what}, which has granted it on to {other.grantee}", grant.grantee)


def _unclear(statements: Iterable[Sequence[Grant]], changes: PrivilegeChanges) -> Iterator[Refusal]:
    """What is done to the object of a role, and could count as done by another one than its owner."""
    for statement in filter(None, statements):
        first = statement[0]
        owner = changes.owner_then(first.target)
        for rival in changes.rivals(statement):
            yield Refusal(
                code="DSQL155",
                message=f"{first.privilege} on {first.target} is {owner}'s to grant, and {rival}'s, too: in "
                f"whose name {first.grantee} would get or lose it is unclear",
                way_out=f"do it as {owner}, or make the object admin's first",
                subject=first.target.name,
                property="grants",
            )


def _refusal(grant: Grant, message: str, granter: str) -> Refusal:
    return Refusal(
        code="DSQL153",
        message=message,
        way_out=f"let {granter} revoke that first, or keep it",
        subject=grant.target.name,
        property="grants",
    )


def _part(target: Target, *steps: Statement) -> Part:
    forms = {"grant" if step.sql.startswith("GRANT") else "revoke" for step in steps}
    phase = Phase.SCHEMA_PRIVILEGES if target.kind == "schema" else Phase.PRIVILEGES
    return Part(phase, steps, tuple(sorted(forms)), target.name, "grants")
