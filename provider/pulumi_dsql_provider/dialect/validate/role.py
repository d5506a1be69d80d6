"""Roles, their memberships and what they are mapped to."""

import re
from collections.abc import Iterable, Iterator

from pulumi_dsql_provider.dialect import roles
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.validate import name
from pulumi_dsql_provider.model import Access, IamMapping, ObjectName

_ARN = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:(?:role|user)/[\x21-\x7e]+")
_NO_NAMES = frozenset({roles.PUBLIC, "none"})


def refusals(access: Access) -> Iterator[Refusal]:
    """All of them. Where no role is declared, it is not known here whether one is there that is named."""
    seen = set[str]()
    for role in access.roles or ():
        subject = ObjectName("", role.name)
        yield from name.refusals(role.name, "role", subject)
        if roles.is_of_the_service(role.name) or role.name in _NO_NAMES:
            message = f"the role {role.name} is the service's own"
            yield _refusal("DSQL070", message, "choose another name", role.name)
        if role.name in seen:
            yield _refusal("DSQL003", f"the role {role.name} is declared twice", "declare it once", role.name)
        seen.add(role.name)
    yield from _loops(access)
    for mapping in access.iam_mappings or ():
        yield from _mapping(mapping, access)
    for each in _named(access) if access.roles is not None else ():
        if access.role(each) is None and not roles.is_of_the_service(each):
            message = f"the role {each} is named and not declared, as others are"
            yield _refusal("DSQL075", message, "declare it with CREATE ROLE, or correct the name", each)


def _named(access: Access) -> Iterable[str]:
    """The roles that something is granted to or that own something, each once."""
    memberships = (name for one in access.memberships or () for name in (one.role, one.member))
    mapped = (mapping.role for mapping in access.iam_mappings or ())
    grantees = (grant.grantee for grant in access.grants or () if grant.grantee != roles.PUBLIC)
    owners = (owner.role for owner in access.owners or ())
    defaults = (
        name
        for each in access.default_privileges or ()
        for name in (each.role, each.grantee)
        if name != roles.PUBLIC
    )
    return dict.fromkeys((*memberships, *mapped, *grantees, *owners, *defaults))


def _loops(access: Access) -> Iterator[Refusal]:
    within: dict[str, list[str]] = {}
    for membership in access.memberships or ():
        within.setdefault(membership.member, []).append(membership.role)
    for member in within:
        found, waiting = set[str](), [member]
        while waiting:
            above = [role for role in within.get(waiting.pop(), ()) if role not in found]
            found.update(above)
            waiting += above
        if member in found:
            yield _refusal(
                "DSQL072", f"the role {member} is a member of itself", "take it out of one of them", member
            )


def _mapping(mapping: IamMapping, access: Access) -> Iterator[Refusal]:
    role = access.role(mapping.role)
    if role is not None and not role.login:
        message = f"the role {role.name} is mapped to {mapping.arn} and cannot log in"
        yield _refusal("DSQL073", message, "declare it WITH LOGIN", role.name)
    if not _ARN.fullmatch(mapping.arn):
        message = f"the role {mapping.role} is mapped to {mapping.arn!r}: that is no role and no user of IAM"
        yield _refusal("DSQL074", message, "write one like arn:aws:iam::123456789012:role/app", mapping.role)


def _refusal(code: str, message: str, way_out: str, role: str) -> Refusal:
    return Refusal(code=code, message=message, way_out=way_out, subject=ObjectName("", role), property="name")
