"""The names that PostgreSQL gives to constraints and indexes that have none, byte for byte.

`taken` holds the names that are in use already; PostgreSQL counts up until it finds a free one. Constraints
share their names within a schema, and indexes (primary keys and unique constraints are indexes too) share
theirs with its tables.
"""

import hashlib
from collections.abc import Container, Sequence
from itertools import count

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import grammar
from pulumi_dsql_provider.dialect.identifiers import MAX_BYTES
from pulumi_dsql_provider.model import IndexKey

_Names = Container[str]

_UNFINISHED, _UNFINISHED_KEY = "__pulumi_dsql_new", "__pulumi_dsql_key"


def primary_key(table: str, taken: _Names = ()) -> str:
    """`orders_pkey`."""
    return _free(table, None, "pkey", taken)


def unique(table: str, columns: Sequence[str], taken: _Names = ()) -> str:
    """`orders_a_b_key`. `columns` are the constraint's own, then those it includes."""
    return _free(table, _joined(_distinct(columns)), "key", taken)


def check(table: str, column: str | None, taken: _Names = ()) -> str:
    """`orders_total_check` when the expression refers to exactly one column, `orders_check` otherwise."""
    return _free(table, column, "check", taken)


def foreign_key(table: str, columns: Sequence[str], taken: _Names = ()) -> str:
    """`orders_customer_id_fkey`."""
    return _free(table, _joined(columns), "fkey", taken)


def index(table: str, keys: Sequence[str], taken: _Names = ()) -> str:
    """`orders_a_lower_idx`. `keys` are the names of the keys (see `key_name`), then the included columns."""
    return _free(table, _joined(_distinct(keys)), "idx", taken)


def statistics(table: str, elements: Sequence[str], taken: _Names = ()) -> str:
    """`orders_a_expr_stat`. `elements` are the columns as they were listed, `expr` for each expression.

    Statistics share their names within a schema, and with nothing else.
    """
    return _free(table, _joined(elements), "stat", taken)


def key_name(key: IndexKey) -> str:
    """What a key contributes to its index's name: its column, its expression's function, or `expr`."""
    if key.column is not None:
        return key.column
    try:
        target = (
            grammar.parse(f"select ({key.expression})").stmts[0].stmt.select_stmt.target_list[0].res_target
        )
    except grammar.PgQueryError:
        return "expr"
    return _figured(target.val)[0] or "expr"


def unfinished(name: str) -> str:
    """`channel__pulumi_dsql_new`: what a column is called until every row has its value.

    And an index while its predecessor still has the name. It is nobody else's. A long name is cut and holds a
    hash, so that no two share it.
    """
    return _marked(name, _UNFINISHED)


def is_unfinished(name: str) -> bool:
    """Whether it is such a name."""
    return name.endswith(_UNFINISHED)


def unfinished_key(constraint: str) -> str:
    """`orders_a_key__pulumi_dsql_key`: the name of the index that a unique constraint is going to be made of.

    Nobody else's, too, and never that of an index which no constraint is made of.
    """
    return _marked(constraint, _UNFINISHED_KEY)


def is_unfinished_key(name: str) -> bool:
    """Whether it is such a name."""
    return name.endswith(_UNFINISHED_KEY)


def _marked(name: str, mark: str) -> str:
    marked = name + mark
    if len(marked.encode()) <= MAX_BYTES:
        return marked
    end = f"_{hashlib.sha256(name.encode()).hexdigest()[:8]}{mark}"
    return _clipped(name.encode(), MAX_BYTES - len(end)) + end


def _free(first: str, second: str | None, label: str, taken: _Names) -> str:
    """ChooseRelationName, ChooseConstraintName: `label`, `label1`, `label2` … until the name is free."""
    for number in count():
        name = _made(first, second, f"{label}{number or ''}")
        if name not in taken:
            return name
    raise AssertionError("count() does not end")


def _made(first: str, second: str | None, label: str) -> str:
    """makeObjectName: `first_second_label`, the longer of the two cut first until all fits."""
    one, two = first.encode(), b"" if second is None else second.encode()
    overhead = len(label.encode()) + 1 + (second is not None)
    one_length, two_length = len(one), len(two)
    while one_length + two_length > MAX_BYTES - overhead:
        if one_length > two_length:
            one_length -= 1
        else:
            two_length -= 1
    parts = [_clipped(one, one_length)]
    if second is not None:
        parts.append(_clipped(two, two_length))
    return "_".join((*parts, label))


def _clipped(text: bytes, length: int) -> str:
    """At most `length` bytes of UTF-8, no character cut in two."""
    return text[:length].decode(errors="ignore")


def _joined(names: Sequence[str]) -> str:
    """ChooseIndexNameAddition: the names with `_` between, as many as begin within the first 63 bytes."""
    buffer = b""
    for name in names:
        buffer += (b"_" if buffer else b"") + name.encode()
        if len(buffer) > MAX_BYTES:
            break
    return buffer.decode()


def _distinct(names: Sequence[str]) -> list[str]:
    """ChooseIndexColumnNames: an index's columns need names that differ: `lower`, `lower1`, `lower2`."""
    chosen: list[str] = []
    for name in names:
        attempt = name
        for number in count(1):
            if attempt not in chosen:
                break
            attempt = _clipped(name.encode(), MAX_BYTES - len(str(number))) + str(number)
        chosen.append(attempt)
    return chosen


_NAMED_AS = {
    "coalesce_expr": "coalesce",
    "row_expr": "row",
    "a_array_expr": "array",
    "grouping_func": "grouping",
}


def _figured(node: nodes.Node) -> tuple[str | None, int]:
    """FigureColname: a node's name and how good it is: 2 a name of its own, 1 a type's or `case`, 0 none."""
    kind = node.WhichOneof("node")
    if kind == "column_ref":
        return node.column_ref.fields[-1].string.sval, 2
    if kind == "func_call":
        return node.func_call.funcname[-1].string.sval, 2
    if kind == "a_expr" and node.a_expr.kind == nodes.AEXPR_NULLIF:
        return "nullif", 2
    if kind == "min_max_expr":
        return ("greatest" if node.min_max_expr.op == nodes.IS_GREATEST else "least"), 2
    if kind == "collate_clause":
        return _figured(node.collate_clause.arg)
    if kind == "type_cast":
        name, strength = _figured(node.type_cast.arg)
        return (name, strength) if strength > 1 else (node.type_cast.type_name.names[-1].string.sval, 1)
    if kind == "case_expr":
        name, strength = _figured(node.case_expr.defresult)
        return (name, strength) if strength > 1 else ("case", 1)
    if kind in _NAMED_AS:
        return _NAMED_AS[kind], 2
    return None, 0
