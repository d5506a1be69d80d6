"""GRANT and REVOKE of privileges."""

from collections.abc import Callable, Iterable, Iterator

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import privileges, roles, targets
from pulumi_dsql_provider.dialect.parse import function
from pulumi_dsql_provider.dialect.parse.draft import Draft, Missing
from pulumi_dsql_provider.dialect.parse.role import named, noted
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import ObjectName, Target
from pulumi_dsql_provider.model.grant import GrantKey

_Find = Callable[[Statement, nodes.Node, Draft], Target]
_EVER_THERE = "public"


def fold(statement: Statement, draft: Draft) -> None:
    """Give or take each privilege on each object, to or from each grantee."""
    node = statement.node.grant_stmt
    draft.access.tells.add("grants")
    if node.HasField("grantor"):
        way_out = "leave it out: what admin grants, it grants as the owner"
        raise Refused(statement.refusal("DSQL061", "GRANTED BY is not managed", way_out))
    found = list(_targets(statement, draft))
    receivers = list(grantees(statement, node, draft))
    for target in found:
        for column, privilege in _privileges(statement, node, target, draft):
            for grantee in receivers:
                key = GrantKey(target, column, grantee, privilege)
                if node.is_grant:
                    draft.access.grant(key, grantable=node.grant_option)
                else:
                    draft.access.revoke(key, only_option=node.grant_option)


def grantees(statement: Statement, node: nodes.GrantStmt, draft: Draft) -> Iterator[str]:
    """Whom a GRANT or REVOKE names, without the roles of the service."""
    for spec in (each.role_spec for each in node.grantees):
        name = named(statement, spec, public=True)
        if roles.is_of_the_service(name):
            draft.note(statement, f"what {name} may do is left out: it is the service's own", spec.location)
        elif name == roles.PUBLIC and node.is_grant and node.grant_option:
            message = "PUBLIC cannot grant on what it is granted"
            way_out = "leave WITH GRANT OPTION out, or name roles"
            raise Refused(statement.refusal("DSQL077", message, way_out, offset=spec.location))
        else:
            noted(statement, (name,), draft)
            yield name


def _privileges(
    statement: Statement, node: nodes.GrantStmt, target: Target, draft: Draft
) -> Iterator[tuple[str | None, str]]:
    """The columns, None for the whole, and privileges that the statement lists."""
    if not node.privileges:
        yield from ((None, privilege) for privilege in privileges.OF_KIND[target.kind])
    for given in (each.access_priv for each in node.privileges):
        word = given.priv_name.upper()
        columns = [column.string.sval for column in given.cols]
        of_columns = columns and target.kind == "table"
        known = privileges.OF_COLUMNS if of_columns else privileges.OF_KIND[target.kind]
        if (word and word not in known) or (columns and not of_columns):
            what = f"columns of {target}" if columns else str(target)
            message = f"there is no privilege {word or 'ALL'} on {what}"
            raise Refused(statement.refusal("DSQL076", message, f"write one of {', '.join(known)}"))
        for column in columns or (None,):
            if column is not None and not _has_column(target.name, column, draft):
                raise Missing(f"column {column} of {target.name}")
            yield from ((column, privilege) for privilege in ((word,) if word else known))


def _has_column(relation: ObjectName, column: str, draft: Draft) -> bool:
    """Of a view whose columns cannot be told, any is taken to be one."""
    if relation in draft.views:
        names = draft.columns_of(draft.view(relation))
        return names is None or column in names
    return draft.table(relation).column(column) is not None


def _targets(statement: Statement, draft: Draft) -> Iterator[Target]:
    node = statement.node.grant_stmt
    if node.targtype == nodes.ACL_TARGET_ALL_IN_SCHEMA and node.objtype in _ALL_OF:
        for schema in (each.string.sval for each in node.objects):
            yield from (one for one in _ALL_OF[node.objtype](draft) if one.name.schema == schema)
    elif node.targtype == nodes.ACL_TARGET_OBJECT and node.objtype in _FIND:
        for each in node.objects:
            yield _FIND[node.objtype](statement, each, draft)
    else:
        what = nodes.ObjectType.Name(node.objtype).removeprefix("OBJECT_").lower().replace("_", " ")
        message = f"privileges on a {what} are not managed"
        raise Refused(statement.refusal("DSQL061", message, "leave it out"))


def _relation(statement: Statement, node: nodes.Node, draft: Draft) -> Target:
    """A table or a view, or a sequence, which PostgreSQL takes there, too."""
    name = statement.name(node.range_var)
    if name in draft.sequences:
        return Target(kind="sequence", name=name)
    return targets.of_relation(name if name in draft.views else draft.table(name).name)


def _sequence(statement: Statement, node: nodes.Node, draft: Draft) -> Target:
    return Target(kind="sequence", name=draft.sequence(statement.name(node.range_var)).name)


def _schema(_: Statement, node: nodes.Node, draft: Draft) -> Target:
    name = node.string.sval
    if name not in draft.schemas and name != _EVER_THERE:
        raise Missing(f"schema {name}")
    return targets.of_schema(name)


def _domain(statement: Statement, node: nodes.Node, draft: Draft) -> Target:
    name = statement.name_of([part.string.sval for part in node.list.items])
    return Target(kind="domain", name=draft.domain(name).name)


def _function(statement: Statement, node: nodes.Node, draft: Draft) -> Target:
    return targets.of_function(function.named(statement, node, draft))


def _tables(draft: Draft) -> Iterable[Target]:
    return map(targets.of_relation, (*draft.tables, *draft.views))


def _sequences(draft: Draft) -> Iterable[Target]:
    return (Target(kind="sequence", name=name) for name in draft.sequences)


def _functions(draft: Draft) -> Iterable[Target]:
    return map(targets.of_function, draft.functions.values())


_FIND: dict[int, _Find] = {
    nodes.OBJECT_TABLE: _relation,
    nodes.OBJECT_SEQUENCE: _sequence,
    nodes.OBJECT_SCHEMA: _schema,
    nodes.OBJECT_DOMAIN: _domain,
    nodes.OBJECT_TYPE: _domain,
    nodes.OBJECT_FUNCTION: _function,
    nodes.OBJECT_ROUTINE: _function,
}
_ALL_OF: dict[int, Callable[[Draft], Iterable[Target]]] = {
    nodes.OBJECT_TABLE: _tables,
    nodes.OBJECT_SEQUENCE: _sequences,
    nodes.OBJECT_FUNCTION: _functions,
    nodes.OBJECT_ROUTINE: _functions,
}
