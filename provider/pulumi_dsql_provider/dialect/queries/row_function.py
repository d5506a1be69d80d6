"""Functions in FROM, and the columns that they give."""

from collections.abc import Iterator
from typing import NamedTuple

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import argument_types
from pulumi_dsql_provider.dialect.expressions import resolution
from pulumi_dsql_provider.dialect.expressions.facts import facts
from pulumi_dsql_provider.dialect.expressions.syntax import type_named, type_of
from pulumi_dsql_provider.dialect.expressions.terms import Type
from pulumi_dsql_provider.dialect.queries.elaborate import QueryElaborator
from pulumi_dsql_provider.dialect.queries.known import Known
from pulumi_dsql_provider.dialect.queries.scope import Unreadable
from pulumi_dsql_provider.model import Function

_Column = tuple[str, Type | None]

_SERIES = frozenset({"int4", "int8", "numeric", "timestamp", "timestamptz"})

# Built-in functions that give rows of one column, which is called as they are, and what it is.
_ROWS_OF_ONE: dict[str, Type | None] = {
    "generate_series": None,
    "generate_subscripts": Type("int4"),
    "json_object_keys": Type("text"),
    "jsonb_object_keys": Type("text"),
    "regexp_matches": Type("_text"),
    "regexp_split_to_table": Type("text"),
    "string_to_table": Type("text"),
    "unnest": None,
}
# Those whose columns have names of their own.
_NAMED: dict[str, tuple[_Column, ...]] = {
    "json_array_elements": (("value", Type("json")),),
    "json_array_elements_text": (("value", Type("text")),),
    "json_each": (("key", Type("text")), ("value", Type("json"))),
    "json_each_text": (("key", Type("text")), ("value", Type("text"))),
    "jsonb_array_elements": (("value", Type("jsonb")),),
    "jsonb_array_elements_text": (("value", Type("text")),),
    "jsonb_each": (("key", Type("text")), ("value", Type("jsonb"))),
    "jsonb_each_text": (("key", Type("text")), ("value", Type("text"))),
}


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
            own = _columns(call.func_call, alias if len(calls) == 1 else None, elaborator, known)
            columns = None if own is None or columns is None else [*columns, *own]
    if function.ordinality:
        text += " WITH ORDINALITY"
        columns = None if columns is None else [*columns, ("ordinality", Type("int8"))]
    name = calls[0].func_call.funcname[-1].string.sval
    return RowFunction(text, name, None if columns is None else tuple(columns))


def _columns(
    call: nodes.FuncCall, alias: str | None, elaborator: QueryElaborator, known: Known
) -> list[_Column] | None:
    names = [part.string.sval for part in call.funcname]
    name = names[-1]
    declared = known.function(names[-2] if len(names) > 1 else None, name)
    if declared is not None:
        return list(_declared(declared, alias))
    if name in _NAMED:
        return list(_NAMED[name])
    if name == "unnest" and len(call.args) > 1:
        return None
    if name in _ROWS_OF_ONE or name in facts().functions:
        return [(alias or name, _ROWS_OF_ONE.get(name) or _of_arguments(call, elaborator))]
    return None


def _of_arguments(call: nodes.FuncCall, elaborator: QueryElaborator) -> Type | None:
    """The type of a series, and that of the elements of an array."""
    name = call.funcname[-1].string.sval
    types = [elaborator.term(arg).type for arg in call.args[:2]]
    if name == "unnest" and types[0] is not None and types[0].base.startswith("_"):
        return Type(types[0].base[1:])
    if name == "generate_series" and None not in types:
        common = resolution.common_type(tuple(type_.base for type_ in types if type_ is not None))
        return Type(common) if common in _SERIES else None
    return None


def _declared(function: Function, alias: str | None) -> Iterator[_Column]:
    results = [argument for argument in function.arguments if argument.is_result]
    for place, argument in enumerate(results, 1):
        yield argument.name or f"column{place}", _type(argument.type)
    if not results:
        yield alias or function.name.name, _type(function.returns)


def _type(spelling: str) -> Type | None:
    return type_named(spelling) if argument_types.is_concrete(spelling) else None
