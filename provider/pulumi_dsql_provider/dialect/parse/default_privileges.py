"""ALTER DEFAULT PRIVILEGES."""

from collections.abc import Iterator
from itertools import product

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import privileges, roles
from pulumi_dsql_provider.dialect.parse.draft import Draft, Missing
from pulumi_dsql_provider.dialect.parse.grant import grantees
from pulumi_dsql_provider.dialect.parse.role import named, noted
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model.default_privilege import DefaultKey, DefaultKind

_EVER_THERE = "public"
_KINDS: dict[int, DefaultKind] = {
    nodes.OBJECT_TABLE: "table",
    nodes.OBJECT_SEQUENCE: "sequence",
    nodes.OBJECT_FUNCTION: "function",
    nodes.OBJECT_TYPE: "domain",
}


def fold(statement: Statement, draft: Draft) -> None:
    """Give or take what comes with the new objects of each role, in each schema or in any."""
    node = statement.node.alter_default_privileges_stmt
    action = node.action
    draft.access.tells.add("default_privileges")
    kind = _KINDS.get(action.objtype)
    if kind is None:
        what = nodes.ObjectType.Name(action.objtype).removeprefix("OBJECT_").lower()
        message = f"DSQL has not got default privileges on a {what}"
        raise Refused(statement.refusal("DSQL050", message, "grant them on each one"))
    makers, schemas = list(_makers(statement)), list(_schemas(statement, draft))
    noted(statement, makers, draft)
    words = list(_privileges(statement, kind))
    for maker, schema, grantee, word in product(
        makers, schemas, list(grantees(statement, action, draft)), words
    ):
        key = DefaultKey(maker, schema, kind, grantee, word)
        if action.is_grant:
            draft.access.grant_by_default(key, grantable=action.grant_option)
        else:
            draft.access.revoke_by_default(key, only_option=action.grant_option)


def _makers(statement: Statement) -> Iterator[str]:
    """The roles whose objects they are; admin where none is named."""
    specs = [spec for option in _options(statement, "roles") for spec in option.arg.list.items]
    for name in [named(statement, each.role_spec) for each in specs] or [roles.ADMIN]:
        if name != roles.ADMIN and roles.is_of_the_service(name):
            message = f"the role {name} is the service's own"
            raise Refused(statement.refusal("DSQL070", message, "choose another name, or leave it out"))
        yield name


def _schemas(statement: Statement, draft: Draft) -> Iterator[str | None]:
    """The schemas that are named, or None for all."""
    listed = [each for option in _options(statement, "schemas") for each in option.arg.list.items]
    for name in (each.string.sval for each in listed):
        if name not in draft.schemas and name != _EVER_THERE:
            raise Missing(f"schema {name}")
        yield name
    if not listed:
        yield None


def _privileges(statement: Statement, kind: DefaultKind) -> Iterator[str]:
    given = statement.node.alter_default_privileges_stmt.action.privileges
    known = privileges.OF_KIND[kind]
    for word in (each.access_priv.priv_name.upper() for each in given):
        if word not in known:
            message = f"there is no privilege {word} on a {kind}"
            raise Refused(statement.refusal("DSQL076", message, f"write one of {', '.join(known)}"))
        yield word
    if not given:
        yield from known


def _options(statement: Statement, name: str) -> Iterator[nodes.DefElem]:
    options = (each.def_elem for each in statement.node.alter_default_privileges_stmt.options)
    return (option for option in options if option.defname == name)
