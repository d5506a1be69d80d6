"""Which kinds of statements DSQL has at all, and what it answers to the others."""

from datetime import date
from enum import Enum

from postgast import pg_query_pb2 as pb

from dsql_local.rules.rule import GUIDE_DAY, SEPTEMBER, Evidence, Rule
from dsql_local.rules.trees import kind_of, string_of


class Kind(Enum):
    """What a statement does, as far as the rules of transactions ask."""

    DDL = "ddl"
    DML = "dml"
    QUERY = "query"
    TRANSACTION = "transaction"
    OTHER = "other"


KINDS = {
    "create_stmt": Kind.DDL,
    "create_schema_stmt": Kind.DDL,
    "create_seq_stmt": Kind.DDL,
    "create_domain_stmt": Kind.DDL,
    "create_function_stmt": Kind.DDL,
    "create_role_stmt": Kind.DDL,
    "create_stats_stmt": Kind.DDL,
    "index_stmt": Kind.DDL,
    "view_stmt": Kind.DDL,
    "alter_table_stmt": Kind.DDL,
    "alter_seq_stmt": Kind.DDL,
    "alter_domain_stmt": Kind.DDL,
    "alter_role_stmt": Kind.DDL,
    "alter_stats_stmt": Kind.DDL,
    "alter_object_schema_stmt": Kind.DDL,
    "alter_owner_stmt": Kind.DDL,
    "alter_default_privileges_stmt": Kind.DDL,
    "rename_stmt": Kind.DDL,
    "drop_stmt": Kind.DDL,
    "drop_role_stmt": Kind.DDL,
    "comment_stmt": Kind.DDL,
    "grant_stmt": Kind.DDL,
    "grant_role_stmt": Kind.DDL,
    "insert_stmt": Kind.DML,
    "update_stmt": Kind.DML,
    "delete_stmt": Kind.DML,
    "copy_stmt": Kind.DML,
    "select_stmt": Kind.QUERY,
    "explain_stmt": Kind.QUERY,
    "variable_show_stmt": Kind.QUERY,
    "transaction_stmt": Kind.TRANSACTION,
    "variable_set_stmt": Kind.OTHER,
    "constraints_set_stmt": Kind.OTHER,
    "call_stmt": Kind.OTHER,
    "vacuum_stmt": Kind.OTHER,
    "deallocate_stmt": Kind.OTHER,
}
"""The statements of DSQL by the name of their node. What is not here is refused as a whole."""

_WRITES = {"insert_stmt", "update_stmt", "delete_stmt"}


def kind(node: pb.Node) -> Kind:
    """What a statement does. A SELECT or EXPLAIN that writes is DML, a COPY that only reads a query."""
    name = kind_of(node)
    if name == "select_stmt":
        ctes = node.select_stmt.with_clause.ctes
        return Kind.DML if any(kind_of(c.common_table_expr.ctequery) in _WRITES for c in ctes) else Kind.QUERY
    if name == "explain_stmt":
        analyzes = any(option.def_elem.defname == "analyze" for option in node.explain_stmt.options)
        return kind(node.explain_stmt.query) if analyzes else Kind.QUERY
    if name == "copy_stmt" and not node.copy_stmt.is_from:
        return Kind.QUERY
    return KINDS.get(name, Kind.OTHER)


def _named_as_in_the_source(node: pb.Node) -> dict[str, str] | None:
    """Most refusals name PostgreSQL's node: `TruncateStmt` is `Truncate`."""
    name = kind_of(node)
    if name in KINDS:
        return None
    message = getattr(node, name).DESCRIPTOR.name
    return {"node": message.removesuffix("Stmt")}


def _is_procedure(node: pb.Node) -> bool:
    return bool(node.create_function_stmt.is_procedure)


RULES: tuple[Rule[pb.Node], ...] = (
    Rule(
        name="vacuum",
        message="unsupported VACUUM statement",
        since=SEPTEMBER,
        evidence=Evidence.RECORDED,
        when=lambda node: node.vacuum_stmt.is_vacuumcmd,
    ),
    Rule(
        name="create-trigger",
        message="CREATE TRIGGER not supported",
        since=SEPTEMBER,
        evidence=Evidence.RECORDED,
        when=lambda node: kind_of(node) == "create_trig_stmt",
    ),
    Rule(
        name="create-enum",
        message="CREATE TYPE not supported",
        since=SEPTEMBER,
        evidence=Evidence.RECORDED,
        when=lambda node: kind_of(node) == "create_enum_stmt",
    ),
    Rule(
        name="alter-enum",
        message="ALTER TYPE not supported",
        since=SEPTEMBER,
        evidence=Evidence.RECORDED,
        when=lambda node: kind_of(node) == "alter_enum_stmt",
    ),
    Rule(
        name="merge",
        message="unsupported statement type: MERGE",
        since=SEPTEMBER,
        evidence=Evidence.RECORDED,
        when=lambda node: kind_of(node) == "merge_stmt",
    ),
    Rule(
        name="select-into",
        message="unsupported statement: CreateTableAs",
        since=SEPTEMBER,
        evidence=Evidence.RECORDED,
        when=lambda node: node.select_stmt.HasField("into_clause"),
    ),
    Rule(
        name="create-procedure",
        message="PROCEDURE is not supported",
        since=GUIDE_DAY,
        evidence=Evidence.GUIDE,
        when=_is_procedure,
    ),
    Rule(
        name="deallocate-one",
        message="unsupported statement: Deallocate",
        since=date(2026, 8, 7),
        evidence=Evidence.LINTED,
        when=lambda node: kind_of(node) == "deallocate_stmt" and not node.deallocate_stmt.isall,
    ),
    Rule(
        name="copy-file",
        message="COPY from or to a file or program not supported",
        since=date(2026, 8, 7),
        evidence=Evidence.LINTED,
        when=lambda node: bool(node.copy_stmt.filename) or node.copy_stmt.is_program,
    ),
    Rule(
        name="alter-admin",
        message="role admin cannot be modified",
        since=GUIDE_DAY,
        evidence=Evidence.GUIDE,
        when=lambda node: (
            "admin" in (node.alter_role_stmt.role.rolename, _renamed_role(node), *_dropped_roles(node))
        ),
    ),
    Rule(
        name="statement",
        message="unsupported statement: {node}",
        since=SEPTEMBER,
        evidence=Evidence.RECORDED,
        when=_named_as_in_the_source,
    ),
)


def _renamed_role(node: pb.Node) -> str:
    return node.rename_stmt.subname if node.rename_stmt.rename_type == pb.OBJECT_ROLE else ""


def _dropped_roles(node: pb.Node) -> list[str]:
    return [role.role_spec.rolename or string_of(role) for role in node.drop_role_stmt.roles]
