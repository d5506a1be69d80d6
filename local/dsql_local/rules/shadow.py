"""What a statement that loses a conflict is answered with.

On the service a conflict shows at COMMIT: the statement itself has succeeded against its snapshot. PostgreSQL
fails the statement. Its *shadow* reads from the snapshot what the statement would have changed or locked, so
that it can be answered as if it had succeeded.
"""

from dataclasses import dataclass

import postgast
from postgast import pg_query_pb2 as pb

from dsql_local.rules.trees import kind_of

_WRITES = {"insert_stmt", "update_stmt", "delete_stmt", "merge_stmt"}


@dataclass(frozen=True, slots=True)
class Shadow:
    """Queries with the parameters of the statement that they stand for.

    `sql` has a row for each row that the statement writes or locks. `tag` is the command tag without that
    number: `UPDATE`, `INSERT 0`. `avoiding` is an INSERT that leaves out the rows whose key is there already;
    it fails to serialize when such a key cannot be seen in the snapshot. None for what is no INSERT.
    """

    sql: str
    tag: str
    avoiding: str | None = None

    @property
    def is_read(self) -> bool:
        """Whether its rows are the answer, as for SELECT … FOR UPDATE; else only their number is."""
        return self.tag == "SELECT"


def has_shadow(node: pb.Node, text: str) -> bool:
    """Whether a statement can lose a conflict and still be answered. `text` spares most queries the walk
    through the tree.

    Not with RETURNING or ON CONFLICT, or with another write in its WITH: what these answer is known only once
    they have run.
    """
    match kind_of(node):
        case "select_stmt":
            return "for" in text.lower() and _locks(node.select_stmt)
        case "insert_stmt":
            insert = node.insert_stmt
            conflict, outer = insert.HasField("on_conflict_clause"), insert.HasField("with_clause")
            two_withs = outer and insert.select_stmt.select_stmt.HasField("with_clause")
            return not (conflict or two_withs or _returns_or_nests(insert))
        case "update_stmt":
            return not _returns_or_nests(node.update_stmt)
        case "delete_stmt":
            return not _returns_or_nests(node.delete_stmt)
        case _:
            return False


def writes_in_with(clause: pb.WithClause) -> bool:
    """Whether a WITH holds an INSERT, UPDATE or DELETE."""
    return any(kind_of(node.common_table_expr.ctequery) in _WRITES for node in clause.ctes)


def shadow(sql: str) -> Shadow:
    """The shadow of a statement that has one."""
    node = postgast.parse(sql).stmts[0].stmt
    match kind_of(node):
        case "select_stmt":
            for _, message in postgast.walk(node):
                if isinstance(message, pb.SelectStmt):
                    message.ClearField("locking_clause")
            return Shadow(_text(node.select_stmt), "SELECT")
        case "insert_stmt":
            return Shadow(_text(_inserted(node.insert_stmt)), "INSERT 0", _avoiding(node.insert_stmt))
        case "update_stmt":
            return Shadow(_text(_found(node.update_stmt, list(node.update_stmt.from_clause))), "UPDATE")
        case _:
            return Shadow(_text(_found(node.delete_stmt, list(node.delete_stmt.using_clause))), "DELETE")


def _locks(select: pb.SelectStmt) -> bool:
    parts = (message for _, message in postgast.walk(select) if isinstance(message, pb.SelectStmt))
    return not writes_in_with(select.with_clause) and any(part.locking_clause for part in parts)


def _returns_or_nests(statement: pb.InsertStmt | pb.UpdateStmt | pb.DeleteStmt) -> bool:
    return statement.HasField("returning_clause") or writes_in_with(statement.with_clause)


def _found(statement: pb.UpdateStmt | pb.DeleteStmt, others: list[pb.Node]) -> pb.SelectStmt:
    """The rows of the target that the statement finds, each once, however often the `others` match it."""
    select = pb.SelectStmt(limit_option=pb.LIMIT_OPTION_DEFAULT, op=pb.SETOP_NONE)
    select.from_clause.add().range_var.CopyFrom(statement.relation)
    if statement.HasField("with_clause"):
        select.with_clause.CopyFrom(statement.with_clause)
    if others:
        matching = pb.SelectStmt(limit_option=pb.LIMIT_OPTION_DEFAULT, op=pb.SETOP_NONE, from_clause=others)
        if statement.HasField("where_clause"):
            matching.where_clause.CopyFrom(statement.where_clause)
        exists = pb.SubLink(sub_link_type=pb.EXISTS_SUBLINK, subselect=pb.Node(select_stmt=matching))
        select.where_clause.CopyFrom(pb.Node(sub_link=exists))
    elif statement.HasField("where_clause"):
        select.where_clause.CopyFrom(statement.where_clause)
    return select


def _inserted(insert: pb.InsertStmt) -> pb.SelectStmt:
    """As many rows as the statement inserts."""
    select = insert.select_stmt.select_stmt
    if insert.HasField("select_stmt") and not select.values_lists:
        if insert.HasField("with_clause"):
            select = pb.SelectStmt.FromString(select.SerializeToString())
            select.with_clause.CopyFrom(insert.with_clause)
        return select
    number = max(1, len(select.values_lists))  # DEFAULT VALUES is one row; a row may hold DEFAULT
    return postgast.parse(f"SELECT FROM generate_series(1, {number})").stmts[0].stmt.select_stmt


def _avoiding(insert: pb.InsertStmt) -> str:
    avoiding = pb.InsertStmt.FromString(insert.SerializeToString())
    avoiding.on_conflict_clause.action = pb.ONCONFLICT_NOTHING
    return _text(avoiding)


def _text(statement: pb.SelectStmt | pb.InsertStmt) -> str:
    """The statement as SQL."""
    node = (
        pb.Node(select_stmt=statement)
        if isinstance(statement, pb.SelectStmt)
        else pb.Node(insert_stmt=statement)
    )
    return postgast.deparse(pb.ParseResult(stmts=[pb.RawStmt(stmt=node)]))
