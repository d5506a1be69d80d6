"""DROP, RENAME, SET SCHEMA, OWNER TO and COMMENT: for which kinds of objects they exist."""

from datetime import date

from postgast import pg_query_pb2 as pb

from dsql_local.rules.rule import GUIDE_DAY, SEPTEMBER, Evidence, Refusal, Rule, first_refusal

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

DROP_RULES: tuple[Rule[pb.DropStmt], ...] = (
    Rule(
        name="drop-object",
        message="unsupported object in DROP statement",
        since=SEPTEMBER,
        evidence=Evidence.RECORDED,
        when=lambda drop: (
            drop.remove_type not in _DROPPED
            and not (drop.remove_type in _DROPPED_IF_EXISTS and drop.missing_ok)
        ),
    ),
    Rule(
        name="drop-domain-cascade",
        message="DROP DOMAIN with CASCADE unsupported",
        since=date(2026, 10, 3),
        evidence=Evidence.AUDITED,
        when=lambda drop: drop.remove_type == pb.OBJECT_DOMAIN and drop.behavior == pb.DROP_CASCADE,
    ),
    Rule(
        name="drop-index-concurrently",
        message="CONCURRENTLY not supported for DROP INDEX",
        since=date(2026, 8, 27),
        evidence=Evidence.LINTED,
        when=lambda drop: drop.concurrent,
    ),
)
RENAME_RULES: tuple[Rule[pb.RenameStmt], ...] = (
    Rule(
        name="rename-object",
        message="unsupported object in RENAME statement",
        since=SEPTEMBER,
        evidence=Evidence.RECORDED,
        when=lambda rename: rename.rename_type not in _RENAMED,
    ),
)
SCHEMA_RULES: tuple[Rule[pb.AlterObjectSchemaStmt], ...] = (
    Rule(
        name="set-schema-object",
        message="unsupported object in SET SCHEMA statement",
        since=GUIDE_DAY,
        evidence=Evidence.GRAMMAR,
        when=lambda move: move.object_type not in _MOVED,
    ),
)
OWNER_RULES: tuple[Rule[pb.AlterOwnerStmt], ...] = (
    Rule(
        name="owner-object",
        message="unsupported object in OWNER TO statement",
        since=GUIDE_DAY,
        evidence=Evidence.GRAMMAR,
        when=lambda change: change.object_type not in _OWNED,
    ),
)
COMMENT_RULES: tuple[Rule[pb.CommentStmt], ...] = (
    Rule(
        name="comment-object",
        message="unsupported object in COMMENT statement",
        since=GUIDE_DAY,
        evidence=Evidence.GRAMMAR,
        when=lambda comment: comment.objtype not in _RENAMED,
    ),
)


def refusal(node: pb.Node) -> Refusal | None:
    """What is wrong with one of these statements, or None; None for any other."""
    match node.WhichOneof("node"):
        case "drop_stmt":
            return first_refusal(DROP_RULES, node.drop_stmt)
        case "rename_stmt":
            return first_refusal(RENAME_RULES, node.rename_stmt)
        case "alter_object_schema_stmt":
            return first_refusal(SCHEMA_RULES, node.alter_object_schema_stmt)
        case "alter_owner_stmt":
            return first_refusal(OWNER_RULES, node.alter_owner_stmt)
        case "comment_stmt":
            return first_refusal(COMMENT_RULES, node.comment_stmt)
        case _:
            return None
