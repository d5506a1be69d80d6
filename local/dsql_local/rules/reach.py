"""Which relations a DDL statement changes: those that PostgreSQL locks for it, or what it names."""

from postgast import pg_query_pb2 as pb

from dsql_local.rules.trees import kind_of, literal, quoted

LOCKED_ONLY = "SELECT pg_dsql._changed()"
"""The query when it is those that are locked. To find them takes as long as to make a table."""
NOTHING = ""
"""Nothing that was there before. Who works on what is newer than its snapshot sees that itself."""


def changed(node: pb.Node) -> str:
    """A query, to be run after DDL, for the numbers of the relations that it has changed; or NOTHING."""
    match kind_of(node):
        case "create_stmt" if _stands_alone(node.create_stmt):
            return NOTHING
        case "grant_stmt":
            return _of_grant(node.grant_stmt)
        case "rename_stmt" if node.rename_stmt.rename_type == pb.OBJECT_SCHEMA:
            return _query([], [node.rename_stmt.newname])
        case "alter_owner_stmt" if node.alter_owner_stmt.object_type == pb.OBJECT_SCHEMA:
            return _query([], [node.alter_owner_stmt.object.string.sval])
        case _:
            return LOCKED_ONLY


def _stands_alone(table: pb.CreateStmt) -> bool:
    """Whether a new table is all that changes: it refers to no other."""
    constraints = [node.constraint for node in table.table_elts]
    for element in table.table_elts:
        constraints += [node.constraint for node in element.column_def.constraints]
    return all(constraint.contype != pb.CONSTR_FOREIGN for constraint in constraints)


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
