"""How much of what a statement writes can be told without looking at the rows.

Looking costs time, so it is done only where it must be.
"""

import postgast
from postgast import pg_query_pb2 as pb

from dsql_local.rules.shadow import writes_in_with
from dsql_local.rules.trees import kind_of

_PLAIN = {"a_const", "param_ref", "type_cast", "set_to_default"}


def is_plain(node: pb.Node) -> bool:
    """Whether a statement is an INSERT of values as they are written or bound, so no larger than its
    messages.
    """
    insert = node.insert_stmt
    select = insert.select_stmt.select_stmt
    lists = [value for row in select.values_lists for value in row.list.items]
    return (
        kind_of(node) == "insert_stmt"
        and not insert.HasField("on_conflict_clause")
        and not insert.HasField("with_clause")
        and (bool(lists) or not insert.HasField("select_stmt"))
        and all(_is_plain_value(value) for value in lists)
    )


def hides_rows(node: pb.Node) -> bool:
    """Whether the command tag does not tell how many rows a statement writes itself."""
    match kind_of(node):
        case "select_stmt" | "explain_stmt":
            return any(
                isinstance(message, pb.InsertStmt | pb.UpdateStmt | pb.DeleteStmt)
                for _, message in postgast.walk(node)
            )
        case "insert_stmt":
            return writes_in_with(node.insert_stmt.with_clause)
        case "update_stmt":
            return writes_in_with(node.update_stmt.with_clause)
        case "delete_stmt":
            return writes_in_with(node.delete_stmt.with_clause)
        case _:
            return False


def may_cascade(node: pb.Node) -> bool:
    """Whether a statement changes rows that others may refer to."""
    return kind_of(node) in ("update_stmt", "delete_stmt") or node.insert_stmt.HasField("on_conflict_clause")


def _is_plain_value(value: pb.Node) -> bool:
    match kind_of(value):
        case "type_cast":
            return _is_plain_value(value.type_cast.arg)
        case "func_call":  # now(), gen_random_uuid()
            return not value.func_call.args
        case kind:
            return kind in _PLAIN
