"""OWNER TO of every kind of object, and AUTHORIZATION of a schema."""

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import targets
from pulumi_dsql_provider.dialect.parse import function
from pulumi_dsql_provider.dialect.parse.draft import Draft, Missing
from pulumi_dsql_provider.dialect.parse.role import named, noted
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import Target

_EVER_THERE = "public"


def fold(statement: Statement, draft: Draft) -> None:
    """ALTER … OWNER TO of what is no relation."""
    node = statement.node.alter_owner_stmt
    if node.object_type in function.KINDS:
        target = targets.of_function(function.named(statement, node.object, draft))
    elif node.object_type == nodes.OBJECT_SCHEMA:
        name = node.object.string.sval
        if name not in draft.schemas and name != _EVER_THERE:
            raise Missing(f"schema {name}")
        target = targets.of_schema(name)
    else:
        target = _in_a_schema(statement, draft)
    give(statement, target, node.newowner, draft)


def give(statement: Statement, target: Target, owner: nodes.RoleSpec, draft: Draft) -> None:
    """The object becomes the role's."""
    draft.access.tells.add("owners")
    name = named(statement, owner)
    noted(statement, (name,), draft)
    draft.access.owners[target] = name


def _in_a_schema(statement: Statement, draft: Draft) -> Target:
    node = statement.node.alter_owner_stmt
    names = node.object.type_name.names or node.object.list.items
    name = statement.name_of([part.string.sval for part in names])
    if node.object_type == nodes.OBJECT_DOMAIN:
        return Target(kind="domain", name=draft.domain(name).name)
    if node.object_type == nodes.OBJECT_STATISTIC_EXT:
        return Target(kind="statistics", name=draft.the_statistics(name).name)
    what = nodes.ObjectType.Name(node.object_type).removeprefix("OBJECT_").replace("_", " ")
    raise Refused(statement.refusal("DSQL061", f"ALTER {what} … OWNER TO is not managed", "leave it out"))
