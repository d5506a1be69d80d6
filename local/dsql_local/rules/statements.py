"""Which kinds of statements DSQL has at all, and what it answers to the others."""

from datetime import date
from enum import Enum

from postgast import pg_query_pb2 as pb

from dsql_local.rules.identity import SEQUENCES
from dsql_local.rules.rule import Evidence, Refusal, Rule, Table
from dsql_local.rules.trees import is_on, kind_of, option, string_of


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
        analyze = option(node.explain_stmt.options, "analyze")
        analyzes = analyze is not None and is_on(analyze)
        return kind(node.explain_stmt.query) if analyzes else Kind.QUERY
    if name == "copy_stmt" and not node.copy_stmt.is_from:
        return Kind.QUERY
    return KINDS.get(name, Kind.OTHER)


def _named_as_in_the_source(node: pb.Node) -> dict[str, str]:
    """Most refusals name PostgreSQL's node: `TruncateStmt` is `Truncate`."""
    return {"node": getattr(node, kind_of(node)).DESCRIPTOR.name.removesuffix("Stmt")}


def _touches_admin(node: pb.Node) -> bool:
    renamed = node.rename_stmt.subname if node.rename_stmt.rename_type == pb.OBJECT_ROLE else ""
    dropped = [role.role_spec.rolename or string_of(role) for role in node.drop_role_stmt.roles]
    return "admin" in (node.alter_role_stmt.role.rolename, renamed, *dropped)


UNKNOWN: Table[pb.Node] = Table(
    Rule(
        name="create-trigger",
        message="CREATE TRIGGER not supported",
        evidence=Evidence.RECORDED,
        when=lambda node: kind_of(node) == "create_trig_stmt",
    ),
    Rule(
        name="create-enum",
        message="CREATE TYPE not supported",
        since=date(2026, 9, 16),
        evidence=Evidence.RECORDED,
        when=lambda node: kind_of(node) == "create_enum_stmt",
    ),
    Rule(
        name="alter-enum",
        message="ALTER TYPE not supported",
        evidence=Evidence.RECORDED,
        when=lambda node: kind_of(node) == "alter_enum_stmt",
    ),
    Rule(
        name="merge",
        message="unsupported statement type: MERGE",
        evidence=Evidence.RECORDED,
        when=lambda node: kind_of(node) == "merge_stmt",
    ),
    Rule(
        name="statement",  # also what CREATE TYPE … AS ENUM was answered in July 2026
        message="unsupported statement: {node}",
        evidence=Evidence.RECORDED,
        when=_named_as_in_the_source,
    ),
)
"""For the statements that DSQL does not have."""


def _not_yet(name: str, node: str, until: date) -> Table[pb.Node]:
    """The rule that refused a statement before the service had it."""
    return Table(
        Rule(
            name=f"{name}-not-yet",
            message=f"unsupported statement: {node}",
            until=until,
            evidence=Evidence.RELEASED,
            when=lambda _: True,
        )
    )


_ADMIN: Rule[pb.Node] = Rule(
    name="alter-admin",
    message="role admin cannot be modified",
    evidence=Evidence.GUIDE,
    when=_touches_admin,
)
_SCHEMAS, _STATISTICS = date(2026, 4, 24), date(2026, 8, 27)

KNOWN: dict[str, Table[pb.Node]] = {
    "create_seq_stmt": _not_yet("create-sequence", "CreateSeq", SEQUENCES),
    "alter_seq_stmt": _not_yet("alter-sequence", "AlterSeq", SEQUENCES),
    "create_stats_stmt": _not_yet("create-statistics", "CreateStats", _STATISTICS),
    "alter_stats_stmt": _not_yet("alter-statistics", "AlterStats", _STATISTICS),
    "alter_default_privileges_stmt": _not_yet("default-privileges", "AlterDefaultPrivileges", _SCHEMAS),
    "create_schema_stmt": Table(
        Rule(
            name="schema-elements-not-yet",
            message="schema elements not supported for CREATE SCHEMA",
            until=_SCHEMAS,
            evidence=Evidence.RELEASED,
            when=lambda node: bool(node.create_schema_stmt.schema_elts),
        ),
    ),
    "vacuum_stmt": Table(
        Rule(
            name="vacuum",
            message="unsupported VACUUM statement",
            evidence=Evidence.RECORDED,
            when=lambda node: node.vacuum_stmt.is_vacuumcmd,
        ),
    ),
    "select_stmt": Table(
        Rule(
            name="select-into",
            message="unsupported statement: CreateTableAs",
            evidence=Evidence.DERIVED,
            when=lambda node: node.select_stmt.HasField("into_clause"),
        ),
    ),
    "create_function_stmt": Table(
        Rule(
            name="create-procedure",
            message="PROCEDURE is not supported",
            evidence=Evidence.GUIDE,
            when=lambda node: node.create_function_stmt.is_procedure,
        ),
    ),
    "deallocate_stmt": Table(
        Rule(
            name="deallocate-one",
            message="unsupported statement: Deallocate",
            evidence=Evidence.LINTED,
            when=lambda node: not node.deallocate_stmt.isall,
        ),
    ),
    "copy_stmt": Table(
        Rule(
            name="copy-file",
            message="COPY from or to a file or program not supported",
            evidence=Evidence.LINTED,
            when=lambda node: bool(node.copy_stmt.filename) or node.copy_stmt.is_program,
        ),
    ),
    "alter_role_stmt": Table(_ADMIN),
    "rename_stmt": Table(_ADMIN),
    "drop_role_stmt": Table(_ADMIN),
}
"""For the statements that DSQL has but not in every form, or had not always, by the name of their node."""


def refusal(node: pb.Node, as_of: date) -> Refusal | None:
    """Why a statement is refused as a whole, or None."""
    name = kind_of(node)
    if name not in KINDS:
        return UNKNOWN.refusal(node, as_of)
    table = KNOWN.get(name)
    return table.refusal(node, as_of) if table else None
