"""Functions in FROM, and the columns that they give."""

from collections.abc import Iterator
from typing import NamedTuple

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import argument_types
from pulumi_dsql_provider.dialect.expressions.facts import facts
from pulumi_dsql_provider.dialect.expressions.syntax import type_named, type_of
from pulumi_dsql_provider.dialect.expressions.terms import Type
from pulumi_dsql_provider.dialect.queries.elaborate import QueryElaborator
from pulumi_dsql_provider.dialect.queries.known import Known
from pulumi_dsql_provider.dialect.queries.scope import Unreadable
from pulumi_dsql_provider.model import Function

_Column = tuple[str, Type | None]

# Built-in functions that give rows of one column, which is called as they are.
_ROWS_OF_ONE = frozenset(
    {
        "generate_series",
        "generate_subscripts",
        "jsonb_object_keys",
        "json_object_keys",
        "regexp_matches",
        "regexp_split_to_table",
        "string_to_table",
        "unnest",
    }
)
_CALLED_VALUE = frozenset(
    {
        "json_array_elements",
        "json_array_elements_text",
        "jsonb_array_elements",
        "jsonb_array_elements_text",
    }
)
_KEY_AND_VALUE = frozenset({"json_each", "json_each_text", "jsonb_each", "jsonb_each_text"})


class RowFunction(NamedTuple):
    """A function in FROM as one text. `columns` is None where they are not known."""

    text: str
    name: str
    columns: tuple[_Column, ...] | None


def read(
    function: nodes.RangeFunction, alias: str | None, elaborator: QueryElaborator, known: Known
) -> RowFunction:
    """The function, or those of ROWS FROM. Raises Unreadable."""
    calls = [node.list.items[0] for node in function.functions]
    lists = [node.list.items[1].list.items for node in function.functions if len(node.list.items) > 1]
    if any(call.WhichOneof("node") != "func_call" for call in calls):
        raise Unreadable("what is no call in FROM")
    texts = [elaborator.term(call).text for call in calls]
    text = texts[0] if len(texts) == 1 else f"ROWS FROM ({', '.join(texts)})"
    given = [*function.coldeflist, *(node for each in lists for node in each)]
    if given and len(calls) > 1:
        raise Unreadable("ROWS FROM with columns")
    columns: list[_Column] | None = []
    if given:
        columns = [(each.column_def.colname, type_of(each.column_def.type_name)) for each in given]
        text += " AS (" + ", ".join(str(type_) for _, type_ in columns) + ")"
    else:
        for call in calls:
            own = _columns(call.func_call, alias if len(calls) == 1 else None, known)
            columns = None if own is None or columns is None else [*columns, *own]
    if function.ordinality:
        text += " WITH ORDINALITY"
        columns = None if columns is None else [*columns, ("ordinality", Type("int8"))]
    name = calls[0].func_call.funcname[-1].string.sval
    return RowFunction(text, name, None if columns is None else tuple(columns))


def _columns(call: nodes.FuncCall, alias: str | None, known: Known) -> list[_Column] | None:
    names = [part.string.sval for part in call.funcname]
    name = names[-1]
    declared = known.function(names[-2] if len(names) > 1 else None, name)
    if declared is not None:
        return list(_declared(declared, alias))
    if name in _CALLED_VALUE:
        return [("value", None)]
    if name in _KEY_AND_VALUE:
        return [("key", Type("text")), ("value", None)]
    if (
        name in _ROWS_OF_ONE and len(call.args) < (2 if name == "unnest" else 4)
    ) or name in facts().functions:
        return [(alias or name, None)]
    return None


def _declared(function: Function, alias: str | None) -> Iterator[_Column]:
    results = [argument for argument in function.arguments if argument.is_result]
    for place, argument in enumerate(results, 1):
        yield argument.name or f"column{place}", _type(argument.type)
    if not results:
        yield alias or function.name.name, _type(function.returns)


def _type(spelling: str) -> Type | None:
    return type_named(spelling) if argument_types.is_concrete(spelling) else None
