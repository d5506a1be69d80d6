"""DROP, RENAME, SET SCHEMA, OWNER TO and COMMENT: for which kinds of objects they exist."""

from datetime import date

from postgast import pg_query_pb2 as pb

from dsql_local.rules.identity import SEQUENCES
from dsql_local.rules.rule import Evidence, Refusal, Rule, Table

_DROPPED = {
    pb.OBJECT_TABLE,
    pb.OBJECT_SEQUENCE,
    pb.OBJECT_VIEW,
    pb.OBJECT_INDEX,
    pb.OBJECT_SCHEMA,
    pb.OBJECT_DOMAIN,
    pb.OBJECT_FUNCTION,
    pb.OBJECT_ROUTINE,
    pb.OBJECT_STATISTIC_EXT,
}
_DROPPED_IF_EXISTS = {pb.OBJECT_TRIGGER, pb.OBJECT_EVENT_TRIGGER}
"""There are none to drop; IF EXISTS makes the statement do nothing, for the sake of old scripts."""
_RENAMED = {
    pb.OBJECT_TABLE,
    pb.OBJECT_COLUMN,
    pb.OBJECT_TABCONSTRAINT,
    pb.OBJECT_INDEX,
    pb.OBJECT_VIEW,
    pb.OBJECT_SEQUENCE,
    pb.OBJECT_SCHEMA,
    pb.OBJECT_DOMAIN,
    pb.OBJECT_DOMCONSTRAINT,
    pb.OBJECT_FUNCTION,
    pb.OBJECT_ROUTINE,
    pb.OBJECT_ROLE,
    pb.OBJECT_STATISTIC_EXT,
}
"""What can be renamed, and what can carry a comment."""
_MOVED = {
    pb.OBJECT_TABLE,
    pb.OBJECT_VIEW,
    pb.OBJECT_SEQUENCE,
    pb.OBJECT_DOMAIN,
    pb.OBJECT_FUNCTION,
    pb.OBJECT_ROUTINE,
    pb.OBJECT_STATISTIC_EXT,
}
_OWNED = {*_MOVED, pb.OBJECT_SCHEMA}
_ROUTINES, _STATISTICS = date(2026, 4, 24), date(2026, 8, 27)

DROP: Table[pb.DropStmt] = Table(
    Rule(
        name="drop-object",
        message="unsupported object in DROP statement",
        evidence=Evidence.RECORDED,
        when=lambda drop: (
            drop.remove_type not in _DROPPED
            and not (drop.remove_type in _DROPPED_IF_EXISTS and drop.missing_ok)
        ),
    ),
    Rule(
        name="drop-sequence-not-yet",
        message="unsupported object in DROP statement",
        until=SEQUENCES,
        evidence=Evidence.RELEASED,
        when=lambda drop: drop.remove_type == pb.OBJECT_SEQUENCE,
    ),
    Rule(
        name="drop-routine-not-yet",
        message="unsupported object in DROP statement",
        until=_ROUTINES,
        evidence=Evidence.RELEASED,
        when=lambda drop: drop.remove_type == pb.OBJECT_ROUTINE,
    ),
    Rule(
        name="drop-statistics-not-yet",
        message="unsupported object in DROP statement",
        until=_STATISTICS,
        evidence=Evidence.RELEASED,
        when=lambda drop: drop.remove_type == pb.OBJECT_STATISTIC_EXT,
    ),
    Rule(
        name="drop-trigger-not-yet",
        message="unsupported object in DROP statement",
        until=date(2026, 8, 7),
        evidence=Evidence.RELEASED,
        when=lambda drop: drop.remove_type in _DROPPED_IF_EXISTS,
    ),
    Rule(
        name="drop-domain-cascade",
        message="DROP DOMAIN with CASCADE unsupported",
        evidence=Evidence.AUDITED,
        when=lambda drop: drop.remove_type == pb.OBJECT_DOMAIN and drop.behavior == pb.DROP_CASCADE,
    ),
    Rule(
        name="drop-index-concurrently",
        message="CONCURRENTLY not supported for DROP INDEX",
        evidence=Evidence.LINTED,
        when=lambda drop: drop.concurrent,
    ),
)
RENAME: Table[pb.RenameStmt] = Table(
    Rule(
        name="rename-object",
        message="unsupported object in RENAME statement",
        evidence=Evidence.RECORDED,
        when=lambda rename: rename.rename_type not in _RENAMED,
    ),
    Rule(
        name="rename-role-not-yet",
        message="unsupported object in RENAME statement",
        until=_ROUTINES,
        evidence=Evidence.RELEASED,
        when=lambda rename: rename.rename_type == pb.OBJECT_ROLE,
    ),
)
SET_SCHEMA: Table[pb.AlterObjectSchemaStmt] = Table(
    Rule(
        name="set-schema-object",
        message="unsupported object in SET SCHEMA statement",
        evidence=Evidence.GRAMMAR,
        when=lambda move: move.object_type not in _MOVED,
    ),
)
OWNER: Table[pb.AlterOwnerStmt] = Table(
    Rule(
        name="owner-object",
        message="unsupported object in OWNER TO statement",
        evidence=Evidence.GRAMMAR,
        when=lambda change: change.object_type not in _OWNED,
    ),
)
COMMENT: Table[pb.CommentStmt] = Table(
    Rule(
        name="comment-object",
        message="unsupported object in COMMENT statement",
        evidence=Evidence.GRAMMAR,
        when=lambda comment: comment.objtype not in _RENAMED,
    ),
    Rule(
        name="comment-routine-not-yet",
        message="unsupported object in COMMENT statement",
        until=_ROUTINES,
        evidence=Evidence.RELEASED,
        when=lambda comment: comment.objtype == pb.OBJECT_ROUTINE,
    ),
)


def refusal(node: pb.Node, as_of: date) -> Refusal | None:
    """What is wrong with one of these statements, or None; None for any other."""
    match node.WhichOneof("node"):
        case "drop_stmt":
            return DROP.refusal(node.drop_stmt, as_of)
        case "rename_stmt":
            return RENAME.refusal(node.rename_stmt, as_of)
        case "alter_object_schema_stmt":
            return SET_SCHEMA.refusal(node.alter_object_schema_stmt, as_of)
        case "alter_owner_stmt":
            return OWNER.refusal(node.alter_owner_stmt, as_of)
        case "comment_stmt":
            return COMMENT.refusal(node.comment_stmt, as_of)
        case _:
            return None
