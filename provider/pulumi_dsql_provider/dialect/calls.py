"""Which functions an expression or a function's body calls, and which relations a body reads."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import grammar
from pulumi_dsql_provider.dialect.expressions.facts import facts
from pulumi_dsql_provider.dialect.expressions.syntax import REMEMBERED, tree
from pulumi_dsql_provider.model import Function, ObjectName

_SYSTEM = frozenset({"pg_catalog", "information_schema", "sys"})


class Call(NamedTuple):
    """A call as it is written. The schema is None where there is none in front: the search path tells it."""

    schema: str | None
    name: str
    arguments: int


class Relation(NamedTuple):
    """A table, a view or a sequence as it is written."""

    schema: str | None
    name: str

    def is_called(self, name: ObjectName) -> bool:
        """Whether that is, or may be, what is meant."""
        return self.name == name.name and self.schema in (None, name.schema)


class Used(NamedTuple):
    """What a text names; nothing where it cannot be read.

    CTEs are left out, and functions that are known to be built in (those that give rows are not).
    """

    calls: frozenset[Call]
    relations: frozenset[Relation]


@lru_cache(maxsize=REMEMBERED)
def of_expression(text: str) -> frozenset[Call]:
    """The calls in an expression. Raises Refused (DSQL037) for a text that is none."""
    return _used(tree(text)).calls


def of_function(function: Function) -> Used:
    """What a function's body uses, and the defaults of its arguments."""
    body = _of_body(function.body, function.standard)
    defaults = (each.default for each in function.arguments if each.default is not None)
    return body._replace(calls=body.calls.union(*map(of_expression, defaults)))


def of_query(query: str) -> Used:
    """What a view's query uses."""
    return _of_body(query, standard=False)


def may_be(call: Call, function: Function) -> bool:
    """Whether the call can mean that function, by name and number of arguments."""
    if call.name != function.name.name or call.schema not in (None, function.name.schema):
        return False
    given = function.given
    needed = sum(argument.default is None for argument in given)
    if given and given[-1].mode == "variadic":
        return call.arguments >= needed - 1
    return needed <= call.arguments <= len(given)


def meant(calls: Iterable[Call], functions: Iterable[Function]) -> tuple[Function, ...]:
    """Those of the functions that the calls can mean, in their order."""
    found = tuple(calls)
    return tuple(function for function in functions if any(may_be(call, function) for call in found))


@lru_cache(maxsize=REMEMBERED)
def _of_body(body: str, standard: bool) -> Used:
    try:
        return _used(grammar.parse(f"CREATE FUNCTION f() RETURNS void {body}" if standard else body))
    except grammar.PgQueryError:
        return Used(frozenset(), frozenset())


def _used(message: Any) -> Used:
    calls: set[Call] = set()
    relations: set[Relation] = set()
    named_here: set[Relation] = set()
    for found in _messages(message):
        if isinstance(found, nodes.FuncCall):
            schema, name = _name([part.string.sval for part in found.funcname])
            if schema not in _SYSTEM and not (schema is None and name in facts().functions):
                calls.add(Call(schema, name, len(found.args)))
        elif isinstance(found, nodes.RangeVar) and found.schemaname not in _SYSTEM:
            relations.add(Relation(found.schemaname or None, found.relname))
        elif isinstance(found, nodes.CommonTableExpr):
            named_here.add(Relation(None, found.ctename))
    return Used(frozenset(calls), frozenset(relations - named_here))


def _name(parts: list[str]) -> tuple[str | None, str]:
    return (parts[-2] if len(parts) > 1 else None), parts[-1]


def _messages(message: Any) -> Iterator[Any]:
    """All messages within, itself first."""
    waiting = [message]
    while waiting:
        found = waiting.pop()
        yield found
        for field, value in found.ListFields():
            if field.message_type is not None:
                waiting += [value] if hasattr(value, "ListFields") else value
