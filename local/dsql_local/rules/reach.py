"""What a DDL statement changes beside the relations that PostgreSQL locks for it."""

from postgast import pg_query_pb2 as pb

from dsql_local.rules.trees import kind_of, literal, quoted

LOCKED_ONLY = "SELECT pg_dsql._changed()"
"""The query when there is nothing else."""


def changed(node: pb.Node) -> str:
    """A query for the numbers of the relations that a DDL statement has changed, to be run after it."""
    match kind_of(node):
        case "grant_stmt":
            return _of_grant(node.grant_stmt)
        case "rename_stmt" if node.rename_stmt.rename_type == pb.OBJECT_SCHEMA:
            return _query([], [node.rename_stmt.newname])
        case "alter_owner_stmt" if node.alter_owner_stmt.object_type == pb.OBJECT_SCHEMA:
            return _query([], [node.alter_owner_stmt.object.string.sval])
        case _:
            return LOCKED_ONLY


def _of_grant(grant: pb.GrantStmt) -> str:
    if grant.targtype == pb.ACL_TARGET_ALL_IN_SCHEMA or grant.objtype == pb.OBJECT_SCHEMA:
        return _query([], [node.string.sval for node in grant.objects])
    if grant.targtype == pb.ACL_TARGET_OBJECT and grant.objtype in (pb.OBJECT_TABLE, pb.OBJECT_SEQUENCE):
        return _query([quoted(node.range_var) for node in grant.objects], [])
    return LOCKED_ONLY


def _query(relations: list[str], schemas: list[str]) -> str:
    quoted_schemas = ['"' + name.replace('"', '""') + '"' for name in schemas]
    return f"SELECT pg_dsql._changed({_array(relations)}, {_array(quoted_schemas)})"


def _array(names: list[str]) -> str:
    return f"ARRAY[{', '.join(literal(name) for name in names)}]::text[]"
