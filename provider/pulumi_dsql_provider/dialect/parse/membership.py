"""GRANT and REVOKE of roles."""

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import roles
from pulumi_dsql_provider.dialect.parse.draft import Draft
from pulumi_dsql_provider.dialect.parse.role import named, noted, own
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import Membership

_OPTIONS = frozenset({"admin", "inherit", "set"})


def fold(statement: Statement, draft: Draft) -> None:
    """Make each role a member of each, change what it may do as one, or take it out."""
    node = statement.node.grant_role_stmt
    draft.access.tells.add("memberships")
    options = {option.defname: _is_on(statement, option) for option in (each.def_elem for each in node.opt)}
    granted = [own(statement, each.access_priv.priv_name) for each in node.granted_roles]
    members = [named(statement, each.role_spec) for each in node.grantee_roles]
    noted(statement, (*granted, *members), draft)
    for member in members:
        if roles.is_of_the_service(member):
            what = ", ".join(granted)
            draft.note(statement, f"{member} as a member of {what} is left out: it is the service's own")
            continue
        for role in granted:
            if node.is_grant or options:
                _change(role, member, options, draft, new=node.is_grant)
            else:
                draft.access.memberships.pop((role, member), None)


def _change(role: str, member: str, options: dict[str, bool], draft: Draft, *, new: bool) -> None:
    before = draft.access.memberships.get((role, member))
    if before is None and not new:
        return
    made = before or Membership(role=role, member=member)
    draft.access.memberships[role, member] = made.model_copy(update=options)


def _is_on(statement: Statement, option: nodes.DefElem) -> bool:
    if option.defname not in _OPTIONS:
        message = f"a membership has no option {option.defname}"
        way_out = "write ADMIN, INHERIT or SET"
        raise Refused(statement.refusal("DSQL060", message, way_out, offset=option.location))
    return bool(option.arg.boolean.boolval) or option.arg.string.sval.lower() in ("on", "true")
