"""What queries may not hold, wherever it stands in them."""

import re

import postgast
from postgast import pg_query_pb2 as pb

from dsql_local.rules.rule import GUIDE_DAY, SEPTEMBER, Evidence, Refusal, Rule
from dsql_local.rules.trees import type_name

_SUSPECTS = re.compile(r"\b(tablesample|share|key|line|circle|lateral|pg_\w*advisory\w*)\b", re.IGNORECASE)
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


LOCK_RULE: Rule[pb.LockingClause] = Rule(
    name="locking-clause",
    message="locking clauses other than FOR UPDATE/FOR KEY SHARE are not supported",
    since=SEPTEMBER,
    evidence=Evidence.RECORDED,
    when=lambda clause: clause.strength not in _LOCKS,
)
SAMPLE_RULE: Rule[pb.RangeTableSample] = Rule(
    name="tablesample",
    message="TABLESAMPLE clause not supported",
    since=SEPTEMBER,
    evidence=Evidence.RECORDED,
    when=lambda _: True,
)
FUNCTION_RULES: tuple[Rule[pb.FuncCall], ...] = (
    Rule(
        name="geometric-function",
        message="datatype {type} not supported",
        since=SEPTEMBER,
        evidence=Evidence.RECORDED,
        when=lambda call: _function(call) in _NO_DATATYPES and {"type": _function(call)},
    ),
    Rule(
        name="advisory-lock",
        message="function {function} not supported",
        since=GUIDE_DAY,
        evidence=Evidence.GUIDE,
        when=lambda call: (
            re.fullmatch(r"pg_\w*advisory\w*", _function(call)) and {"function": _function(call)}
        ),
    ),
)
CAST_RULE: Rule[pb.TypeCast] = Rule(
    name="geometric-cast",
    message="datatype {type} not supported",
    since=SEPTEMBER,
    evidence=Evidence.RECORDED,
    when=lambda cast: type_name(cast.type_name) in _NO_DATATYPES and {"type": type_name(cast.type_name)},
)
LATERAL_RULE: Rule[pb.JoinExpr] = Rule(
    name="left-join-lateral",  # thought to be a defect of the service's planner, not a decision
    message="attribute {number} of type {relation} has wrong type",
    sqlstate="42804",
    since=SEPTEMBER,
    evidence=Evidence.RECORDED,
    when=_outer_column_in_lateral,
)
_RULES: dict[str, tuple[Rule, ...]] = {  # type: ignore[type-arg]  # one family of rules per kind of message
    "LockingClause": (LOCK_RULE,),
    "RangeTableSample": (SAMPLE_RULE,),
    "FuncCall": FUNCTION_RULES,
    "TypeCast": (CAST_RULE,),
    "JoinExpr": (LATERAL_RULE,),
}


def refusal(node: pb.Node, text: str) -> Refusal | None:
    """What is wrong somewhere inside a statement, or None. `text` spares most statements the walk through the
    tree.
    """
    if not _SUSPECTS.search(text):
        return None
    for _, message in postgast.walk(node):
        for rule in _RULES.get(message.DESCRIPTOR.name, ()):
            found = rule.when(message)
            if found:
                return rule.refusal(**(found if isinstance(found, dict) else {}))
    return None


def _function(call: pb.FuncCall) -> str:
    return call.funcname[-1].string.sval if call.funcname else ""


def _relations(node: pb.Node) -> list[pb.RangeVar]:
    """The relations that one side of a join names."""
    if node.HasField("join_expr"):
        return [*_relations(node.join_expr.larg), *_relations(node.join_expr.rarg)]
    return [node.range_var] if node.HasField("range_var") else []
