"""What queries may not hold, wherever it stands in them."""

import re
from datetime import date

import postgast
from postgast import pg_query_pb2 as pb

from dsql_local.rules.rule import Evidence, Refusal, Rule, Table
from dsql_local.rules.trees import string_of, type_name

_SUSPECTS = re.compile(
    r"\b(tablesample|share|(?<!primary\s)(?<!foreign\s)key|line|circle|lateral|pg_\w*advisory\w*|pg_notify"
    r"|set_config)\b",
    re.IGNORECASE,
)
_NO_DATATYPES = {"line", "circle"}
_LOCKS = {pb.LCS_FORUPDATE, pb.LCS_FORKEYSHARE}


def _outer_column_in_lateral(join: pb.JoinExpr) -> dict[str, object] | None:
    """Which column of `LEFT JOIN LATERAL (SELECT …)` is one of the left side, and what the SELECT reads."""
    lateral = join.rarg.range_subselect
    if join.jointype != pb.JOIN_LEFT or not lateral.lateral:
        return None
    left = {relation.alias.aliasname or relation.relname for relation in _relations(join.larg)}
    inner = [node.range_var.relname for node in lateral.subquery.select_stmt.from_clause]
    for number, target in enumerate(lateral.subquery.select_stmt.target_list, 1):
        fields = target.res_target.val.column_ref.fields
        if inner and len(fields) > 1 and fields[0].string.sval in left:
            return {"number": number, "relation": inner[0]}
    return None


LOCK: Table[pb.LockingClause] = Table(
    Rule(
        name="for-key-share-not-yet",
        message="locking clauses other than FOR UPDATE are not supported",
        until=date(2026, 8, 24),
        evidence=Evidence.RELEASED,
        when=lambda clause: clause.strength == pb.LCS_FORKEYSHARE,
    ),
    Rule(
        name="locking-clause",
        message="locking clauses other than FOR UPDATE/FOR KEY SHARE are not supported",
        evidence=Evidence.RECORDED,
        when=lambda clause: clause.strength not in _LOCKS,
    ),
)
SAMPLE: Table[pb.RangeTableSample] = Table(
    Rule(
        name="tablesample",
        message="TABLESAMPLE clause not supported",
        evidence=Evidence.RECORDED,
        when=lambda _: True,
    ),
)
FUNCTION: Table[pb.FuncCall] = Table(
    Rule(
        name="geometric-function",
        message="datatype {type} not supported",
        evidence=Evidence.RECORDED,
        when=lambda call: _function(call) in _NO_DATATYPES and {"type": _function(call)},
    ),
    Rule(
        name="set-config",
        message='setting configuration parameter "{name}" not supported',
        evidence=Evidence.PROXIED,
        when=lambda call: (
            _function(call) == "set_config" and {"name": string_of(call.args[0]) if call.args else ""}
        ),
    ),
    Rule(
        name="advisory-lock",
        message="function {function} not supported",
        evidence=Evidence.GUIDE,
        when=lambda call: (
            re.fullmatch(r"pg_\w*advisory\w*", _function(call)) and {"function": _function(call)}
        ),
    ),
    Rule(
        name="notify-function",
        message="function pg_notify not supported",
        evidence=Evidence.DERIVED,
        when=lambda call: _function(call) == "pg_notify",
    ),
)
CAST: Table[pb.TypeCast] = Table(
    Rule(
        name="geometric-cast",
        message="datatype {type} not supported",
        evidence=Evidence.DERIVED,
        when=lambda cast: type_name(cast.type_name) in _NO_DATATYPES and {"type": type_name(cast.type_name)},
    ),
)
JOIN: Table[pb.JoinExpr] = Table(
    Rule(
        name="left-join-lateral",  # thought to be a defect of the service's planner, not a decision
        message="attribute {number} of type {relation} has wrong type",
        sqlstate="42804",
        evidence=Evidence.RECORDED,
        when=_outer_column_in_lateral,
    ),
)
_BY_MESSAGE: dict[str, Table] = {  # type: ignore[type-arg]  # one table per kind of message
    "LockingClause": LOCK,
    "RangeTableSample": SAMPLE,
    "FuncCall": FUNCTION,
    "TypeCast": CAST,
    "JoinExpr": JOIN,
}


def refusal(node: pb.Node, text: str, as_of: date) -> Refusal | None:
    """What is wrong somewhere inside a statement, or None. `text` spares most statements the walk through the
    tree.
    """
    if not _SUSPECTS.search(text):
        return None
    for _, message in postgast.walk(node):
        table = _BY_MESSAGE.get(message.DESCRIPTOR.name)
        found = table.refusal(message, as_of) if table else None
        if found:
            return found
    return None


def _function(call: pb.FuncCall) -> str:
    return call.funcname[-1].string.sval if call.funcname else ""


def _relations(node: pb.Node) -> list[pb.RangeVar]:
    """The relations that one side of a join names."""
    if node.HasField("join_expr"):
        return [*_relations(node.join_expr.larg), *_relations(node.join_expr.rarg)]
    return [node.range_var] if node.HasField("range_var") else []
