"""What PostgreSQL calls a column of a query that nobody named: FigureColname() of parse_target.c."""

from collections.abc import Callable
from typing import NamedTuple

from postgast import pg_query_pb2 as nodes

NAMELESS = "?column?"

_WORDS = {
    "case_expr": "case",
    "coalesce_expr": "coalesce",
    "a_array_expr": "array",
    "row_expr": "row",
    "grouping_func": "grouping",
}
_VALUES = {
    nodes.SVFOP_CURRENT_DATE: "current_date",
    nodes.SVFOP_CURRENT_TIME: "current_time",
    nodes.SVFOP_CURRENT_TIME_N: "current_time",
    nodes.SVFOP_CURRENT_TIMESTAMP: "current_timestamp",
    nodes.SVFOP_CURRENT_TIMESTAMP_N: "current_timestamp",
    nodes.SVFOP_LOCALTIME: "localtime",
    nodes.SVFOP_LOCALTIME_N: "localtime",
    nodes.SVFOP_LOCALTIMESTAMP: "localtimestamp",
    nodes.SVFOP_LOCALTIMESTAMP_N: "localtimestamp",
    nodes.SVFOP_CURRENT_ROLE: "current_role",
    nodes.SVFOP_CURRENT_USER: "current_user",
    nodes.SVFOP_USER: "user",
    nodes.SVFOP_SESSION_USER: "session_user",
    nodes.SVFOP_CURRENT_CATALOG: "current_catalog",
    nodes.SVFOP_CURRENT_SCHEMA: "current_schema",
}


class _Figured(NamedTuple):
    """A weak name gives way to a better one outside."""

    name: str | None
    weak: bool = False


def name_of(node: nodes.Node) -> str:
    """The name of a column that is this expression."""
    return _figured(node).name or NAMELESS


def _figured(node: nodes.Node) -> _Figured:
    kind = node.WhichOneof("node") or ""
    figure = _FIGURES.get(kind)
    return _Figured(_WORDS.get(kind)) if figure is None else figure(node)


def _of_column(node: nodes.Node) -> _Figured:
    names = [part.string.sval for part in node.column_ref.fields if part.HasField("string")]
    return _Figured(names[-1] if names else None)


def _of_indirection(node: nodes.Node) -> _Figured:
    names = [part.string.sval for part in node.a_indirection.indirection if part.HasField("string")]
    return _Figured(names[-1]) if names else _figured(node.a_indirection.arg)


def _of_cast(node: nodes.Node) -> _Figured:
    inner = _figured(node.type_cast.arg)
    if inner.name is None or inner.weak:
        return _Figured(node.type_cast.type_name.names[-1].string.sval, weak=True)
    return inner


def _of_case(node: nodes.Node) -> _Figured:
    inner = _figured(node.case_expr.defresult)
    return _Figured("case", weak=True) if inner.name is None or inner.weak else inner


def _of_sublink(node: nodes.Node) -> _Figured:
    link = node.sub_link
    if link.sub_link_type == nodes.EXISTS_SUBLINK:
        return _Figured("exists")
    if link.sub_link_type == nodes.ARRAY_SUBLINK:
        return _Figured("array")
    if link.sub_link_type == nodes.EXPR_SUBLINK:
        select = link.subselect.select_stmt
        while select.HasField("larg"):
            select = select.larg
        if select.values_lists:
            return _Figured("column1")
        if select.target_list:
            target = select.target_list[0].res_target
            return _Figured(target.name or name_of(target.val))
    return _Figured(None)


_FIGURES: dict[str, Callable[[nodes.Node], _Figured]] = {
    "column_ref": _of_column,
    "a_indirection": _of_indirection,
    "func_call": lambda node: _Figured(node.func_call.funcname[-1].string.sval),
    "a_expr": lambda node: _Figured("nullif" if node.a_expr.kind == nodes.AEXPR_NULLIF else None),
    "type_cast": _of_cast,
    "collate_clause": lambda node: _figured(node.collate_clause.arg),
    "min_max_expr": lambda node: _Figured(
        "greatest" if node.min_max_expr.op == nodes.IS_GREATEST else "least"
    ),
    "case_expr": _of_case,
    "sub_link": _of_sublink,
    "sqlvalue_function": lambda node: _Figured(_VALUES[node.sqlvalue_function.op]),
}
