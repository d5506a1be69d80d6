"""GRANT and REVOKE on objects, and ALTER DEFAULT PRIVILEGES: for which kinds of objects they exist."""

from datetime import date

from postgast import pg_query_pb2 as pb

from dsql_local.rules.rule import Evidence, Refusal, Rule, Table

_GRANTED = {
    pb.OBJECT_TABLE,  # also a view, or one of its columns
    pb.OBJECT_SEQUENCE,
    pb.OBJECT_SCHEMA,
    pb.OBJECT_FUNCTION,
    pb.OBJECT_ROUTINE,
    pb.OBJECT_DOMAIN,
    pb.OBJECT_TYPE,
}
_BY_DEFAULT = {pb.OBJECT_TABLE, pb.OBJECT_SEQUENCE, pb.OBJECT_FUNCTION, pb.OBJECT_TYPE}

GRANT: Table[pb.GrantStmt] = Table(
    Rule(
        name="grant-object",
        message="unsupported object in {verb} statement",
        evidence=Evidence.GRAMMAR,
        when=lambda grant: (
            grant.objtype not in _GRANTED and {"verb": "GRANT" if grant.is_grant else "REVOKE"}
        ),
    ),
)
DEFAULTS: Table[pb.GrantStmt] = Table(
    Rule(
        name="default-privileges-object",
        message="unsupported object in ALTER DEFAULT PRIVILEGES statement",
        since=date(2026, 4, 24),
        evidence=Evidence.GRAMMAR,
        when=lambda grant: grant.objtype not in _BY_DEFAULT,
    ),
)


def refusal(node: pb.Node, as_of: date) -> Refusal | None:
    """What is wrong with one of these statements, or None; None for any other."""
    match node.WhichOneof("node"):
        case "grant_stmt":
            return GRANT.refusal(node.grant_stmt, as_of)
        case "alter_default_privileges_stmt":
            return DEFAULTS.refusal(node.alter_default_privileges_stmt.action, as_of)
        case _:
            return None
