"""Roles, and what goes with them, as the catalog has them."""

from collections.abc import Mapping

from pulumi_dsql_provider.catalog.others import Fields
from pulumi_dsql_provider.catalog.scope import Scope, rows
from pulumi_dsql_provider.catalog.session import DatabaseError, Session
from pulumi_dsql_provider.model import Access, IamMapping, Membership, Role

# There is no such table on a plain PostgreSQL, or this user may not see it.
_NO_MAPPINGS = frozenset({"42P01", "42501"})


def access(session: Session, found: Mapping[str, list[Fields]]) -> Access:
    """What the rows of roles.sql and memberships.sql say, and the mappings. Raises DatabaseError.

    They are asked for only where there is a role that may have one.
    """
    roles = tuple(
        Role(name=row["name"], login=row["login"], comment=row["comment"]) for row in found["roles"]
    )
    memberships = (
        Membership(
            role=row["schema"], member=row["name"], admin=row["admin"], inherit=row["inherit"], set=row["set"]
        )
        for row in found["memberships"]
    )
    return Access(
        roles=roles,
        memberships=tuple(memberships),
        iam_mappings=_iam_mappings(session) if any(role.login for role in roles) else (),
    )


def _iam_mappings(session: Session) -> tuple[IamMapping, ...] | None:
    """None where they cannot be seen."""
    try:
        found = rows(session, "iam_mappings", Scope())
    except DatabaseError as error:
        if error.sqlstate not in _NO_MAPPINGS:
            raise
        return None
    return tuple(IamMapping(role=role, arn=arn) for role, arn in found)
