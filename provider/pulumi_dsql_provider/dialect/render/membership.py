"""SQL for memberships."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.identifiers import quote
from pulumi_dsql_provider.dialect.render.layout import fill
from pulumi_dsql_provider.model import Membership

_PLAIN = Membership(role="", member="")


def grant(wanted: Membership, live: Membership = _PLAIN) -> str:
    """GRANT of the role; with those options that are not as in `live`, which a new one is like."""
    options = list(_options(wanted, live))
    given = [f"WITH {', '.join(options)}"] if options else []
    return fill([f"GRANT {quote(wanted.role)}", f"TO {quote(wanted.member)}", *given])


def revoke(membership: Membership) -> str:
    """REVOKE of the role."""
    return fill([f"REVOKE {quote(membership.role)}", f"FROM {quote(membership.member)}"])


def _options(wanted: Membership, live: Membership) -> Iterator[str]:
    for name in ("admin", "inherit", "set"):
        value = getattr(wanted, name)
        if value != getattr(live, name):
            yield f"{name.upper()} {'TRUE' if value else 'FALSE'}"
