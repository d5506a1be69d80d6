"""Statements that define nothing here: some are passed over, the others refused."""

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.parse.draft import Draft
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.refusal import Refused

# They frame a script (pg_dump's, a migration's) and leave nothing behind.
_PASSED_OVER = frozenset(
    {"transaction_stmt", "variable_set_stmt", "variable_show_stmt", "discard_stmt", "constraints_set_stmt"}
)
_DATA = {
    "insert_stmt": "INSERT",
    "update_stmt": "UPDATE",
    "delete_stmt": "DELETE",
    "merge_stmt": "MERGE",
    "copy_stmt": "COPY",
    "truncate_stmt": "TRUNCATE",
    "select_stmt": "SELECT",
    "call_stmt": "CALL",
    "do_stmt": "DO",
}
_NOT_IN_DSQL = {
    "create_enum_stmt": ("enum types", "use text with a check"),
    "alter_enum_stmt": ("enum types", "use text with a check"),
    "composite_type_stmt": ("composite types", "use columns, or jsonb"),
    "create_range_stmt": ("range types", "use two columns"),
    "define_stmt": ("types, operators and aggregates of your own", "leave it out"),
    "create_trig_stmt": ("triggers", "do it where rows are written"),
    "create_event_trig_stmt": ("event triggers", "leave it out"),
    "create_extension_stmt": ("extensions", "leave it out"),
    "create_table_as_stmt": ("CREATE TABLE AS and materialized views", "write the columns"),
    "create_policy_stmt": ("row level security", "leave it out"),
    "rule_stmt": ("rules", "leave it out"),
    "create_foreign_table_stmt": ("foreign tables", "leave it out"),
    "create_publication_stmt": ("publications", "use a stream of the cluster"),
}


def fold(statement: Statement, _: Draft) -> None:
    """Pass over the statement, or refuse it."""
    kind = statement.kind
    if kind in _PASSED_OVER or (kind == "select_stmt" and _sets_something(statement.node.select_stmt)):
        return
    if kind in _NOT_IN_DSQL:
        what, way_out = _NOT_IN_DSQL[kind]
        raise Refused(statement.refusal("DSQL050", f"DSQL has not got {what}", way_out))
    if kind in _DATA:
        message = f"{_DATA[kind]} defines nothing: a definition holds no statements about rows"
        raise Refused(statement.refusal("DSQL062", message, "keep such statements in a file of their own"))
    message = f"not managed yet: this kind of statement ({kind.removesuffix('_stmt')})"
    raise Refused(statement.refusal("DSQL061", message, "leave it out, and run it by other means"))


def _sets_something(select: nodes.SelectStmt) -> bool:
    """SELECT pg_catalog.set_config(…), which pg_dump writes."""
    calls = [target.res_target.val.func_call for target in select.target_list]
    return len(calls) == 1 and [part.string.sval for part in calls[0].funcname][-1:] == ["set_config"]
