"""Text of one SQL expression <-> its syntax tree."""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

import postgast
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import grammar
from pulumi_dsql_provider.dialect.expressions import resolution
from pulumi_dsql_provider.dialect.expressions.terms import Type
from pulumi_dsql_provider.dialect.identifiers import quote
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused

REMEMBERED = 16_384
"""For how many expressions an answer is kept: a comparison of all that a cluster can hold, 1,000 tables, goes
more than once over those of each table."""

_SELECT = "SELECT "
_ALL_INTERVAL_FIELDS = 0x7FFF
_NAMES = frozenset({"name", "funcname", "fields"})  # of operators, functions and columns

_noted: dict[str, nodes.Node] = {}
"""Trees that somebody had, by their text, until `tree` is asked for them."""


def note(text: str, node: nodes.Node) -> str:
    """The text, whose tree is known from the statement that it is of: `tree` need not parse it again.

    Its locations are those of the statement.
    """
    if len(_noted) < REMEMBERED:
        copy = nodes.Node()  # by itself: the whole statement would be kept with a part of it
        copy.CopyFrom(node)
        _noted[text] = copy
    return text


@lru_cache(maxsize=REMEMBERED)
def tree(text: str) -> nodes.Node:
    """The syntax tree of a text that is one expression; else Refused (DSQL037) with PostgreSQL's words.

    Its locations mean nothing: they may be those in a statement.
    """
    return _noted.pop(text, None) or _parsed(text)


def _parsed(text: str) -> nodes.Node:
    """The tree of an expression, whose locations are those behind SELECT."""
    if "\0" in text:
        raise _refused(text, "it holds a zero byte")
    try:
        statements = grammar.parse(f"{_SELECT}{text}\n").stmts
    except grammar.PgQueryError as error:
        character = min(max(error.cursorpos - len(_SELECT), 1), len(text) + 1)
        raise _refused(text, f"{' '.join(error.message.split())} (character {character})") from None
    select = statements[0].stmt.select_stmt if len(statements) == 1 else nodes.SelectStmt()
    clauses = {field.name for field, _ in select.ListFields()}
    if (
        clauses != {"target_list", "limit_option", "op"}
        or len(select.target_list) != 1
        or statements[0].stmt_len
    ):
        raise _refused(text, "it is not exactly one expression")
    target = select.target_list[0].res_target
    if target.name or (target.val.WhichOneof("node") == "column_ref" and _is_star(target.val.column_ref)):
        raise _refused(text, "it is not exactly one expression")
    return target.val


def text_of(node: nodes.Node) -> str:
    """A tree as PostgreSQL's grammar reads it back, on one line."""
    statement = nodes.SelectStmt(limit_option=nodes.LIMIT_OPTION_DEFAULT, op=nodes.SETOP_NONE)
    statement.target_list.add().res_target.val.CopyFrom(node)
    result = nodes.ParseResult()
    result.stmts.add().stmt.select_stmt.CopyFrom(statement)
    return postgast.deparse(result).removeprefix(_SELECT)


def strip(text: str) -> str:
    """The expression without the parentheses around all of it: `((a > 0))` -> `a > 0`."""
    text = text.strip(grammar.SPACE)
    while text.startswith("(") and text.endswith(")"):
        inner = text[1:-1].strip(grammar.SPACE)
        try:
            same = text_of(tree(inner)) == text_of(tree(text))
        except Refused:
            return text
        if not same:
            return text
        text = inner
    return text


def column_names(text: str) -> frozenset[str]:
    """The columns that an expression uses."""
    return _held(text).columns


def sole_column(text: str) -> str | None:
    """The column that an expression is, if it is nothing else; None too where it cannot be read."""
    try:
        node = tree(text)
    except Refused:
        return None
    return node.column_ref.fields[-1].string.sval if node.WhichOneof("node") == "column_ref" else None


def has_subquery(text: str) -> bool:
    """Whether an expression holds a SELECT."""
    return _held(text).subquery


class _Held(NamedTuple):
    columns: frozenset[str]
    subquery: bool


@lru_cache(maxsize=REMEMBERED)
def _held(text: str) -> _Held:
    columns, subquery = set(), False
    for found in _messages(tree(text)):
        if isinstance(found, nodes.ColumnRef):
            if not _is_star(found):
                columns.add(found.fields[-1].string.sval)
        elif isinstance(found, nodes.SubLink):
            subquery = True
    return _Held(frozenset(columns), subquery)


def rename_columns(text: str, mapping: Mapping[str, str]) -> str:
    """The expression after columns were renamed, old name -> new name; all the rest as it was written."""
    source = text.encode()
    tokens = postgast.scan(text).tokens
    for reference in sorted(_references(_parsed(text)), key=lambda one: one.location, reverse=True):
        new = mapping.get(reference.fields[-1].string.sval)
        if new is None:
            continue
        start = reference.location - len(_SELECT)
        first = next(place for place, token in enumerate(tokens) if token.start == start)
        name = tokens[first + 2 * (len(reference.fields) - 1)]  # schema . table . column
        source = source[: name.start] + quote(new).encode() + source[name.end :]
    return source.decode()


def is_constant_null(text: str) -> bool:
    """Whether the expression is NULL, cast or not: no default at all."""
    return "null" in text.lower() and is_null(tree(text))


def is_null(node: nodes.Node) -> bool:
    """Whether a tree is NULL, cast or not."""
    while node.WhichOneof("node") == "type_cast":
        node = node.type_cast.arg
    return node.WhichOneof("node") == "a_const" and bool(node.a_const.isnull)


@lru_cache(maxsize=4096)
def type_named(text: str) -> Type:
    """The type of a spelling such as `character varying(20)`; Refused (DSQL037) for what is none."""
    node = tree(f"NULL::{text}")
    if node.WhichOneof("node") != "type_cast":
        raise _refused(text, "it is not a type")
    return type_of(node.type_cast.type_name)


def type_of(name: nodes.TypeName) -> Type:
    """The type that a tree names."""
    base = _base(*[part.string.sval for part in name.names])
    return Type("_" + base if name.array_bounds else base, _modifiers(name, base))


@lru_cache(maxsize=4096)
def _base(*names: str) -> str:
    if names[0] == "pg_catalog":
        names = names[1:]
    builtin = len(names) == 1 and resolution.is_known(names[0])
    return names[0] if builtin else ".".join('"' + part.replace('"', '""') + '"' for part in names)


def _modifiers(name: nodes.TypeName, base: str) -> str:
    if not name.typmods:
        return ""
    values = [text_of(modifier) for modifier in name.typmods]
    if base == "interval":
        fields = nodes.Node()
        fields.type_cast.arg.a_const.isnull = True
        fields.type_cast.type_name.CopyFrom(name)
        del fields.type_cast.type_name.array_bounds[:]
        return text_of(fields).partition("interval")[2]
    if base == "numeric" and len(values) == 1:
        values.append("0")
    return "(" + ",".join(values) + ")"


def uses_columns(node: nodes.Node) -> bool:
    """Whether a tree refers to any column."""
    return bool(_references(node))


def _references(node: nodes.Node) -> list[nodes.ColumnRef]:
    return [found for found in _messages(node) if isinstance(found, nodes.ColumnRef) and not _is_star(found)]


def _messages(tree: nodes.Node) -> Iterator[Any]:
    """The messages in a tree, but for parts of names and constants; in no order that means anything."""
    waiting: list[Any] = [tree]
    while waiting:
        found = waiting.pop()
        if isinstance(found, nodes.Node):  # it only holds another one
            kind = found.WhichOneof("node")
            if kind is None or kind == "a_const":
                continue
            found = getattr(found, kind)
        yield found
        for field, value in found.ListFields():
            if _leads_on(field):
                waiting += [value] if isinstance(value, Message) else value


@cache
def _leads_on(field: FieldDescriptor) -> bool:
    return field.message_type is not None and field.name not in _NAMES


def _is_star(reference: nodes.ColumnRef) -> bool:
    return bool(reference.fields[-1].HasField("a_star"))


def _refused(text: str, why: str) -> Refused:
    shown = text if len(text) <= 60 else text[:57] + "..."
    return Refused(
        Refusal(
            code="DSQL037",
            message=f"{' '.join(shown.split())!r} cannot be read as an expression: {why}",
            way_out="write one SQL expression, without a semicolon",
        )
    )
