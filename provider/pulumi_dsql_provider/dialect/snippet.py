"""How the text of an SQL expression is written inside a statement. Refused (DSQL037) where it is none.

What an expression means is for `dialect.expressions`; here it stays as its author wrote it, but for comments
and the white space between its words.
"""

from functools import lru_cache

import postgast
from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.expressions.syntax import tree

Words = tuple[str, ...]
"""The pieces of an expression between which a line may be broken."""

_COMMENTS = frozenset({nodes.SQL_COMMENT, nodes.C_COMMENT})
_BRACKETS = {nodes.ASCII_40: 1, nodes.ASCII_41: -1}


@lru_cache(maxsize=4096)
def words(text: str) -> Words:
    """The expression's words: no comments, no line breaks, no brackets around the whole but what it needs."""
    needs_brackets = tree(text).WhichOneof("node") in ("sub_link", "row_expr")
    source = text.encode()
    tokens = [token for token in postgast.scan(text).tokens if token.token not in _COMMENTS]
    while not needs_brackets and _wrapped(tokens):
        tokens = tokens[1:-1]
    found: list[str] = []
    end = -1
    for token in tokens:
        word = source[token.start : token.end].decode()
        if token.start == end:
            found[-1] += word
        else:
            found.append(word)
        end = token.end
    return tuple(found)


def in_brackets(text: str) -> Words:
    """The expression with brackets around it: `(a > 0)`."""
    first, *rest = words(text)
    *middle, last = (f"({first}", *rest)
    return (*middle, f"{last})")


def as_default(text: str) -> Words:
    """The expression where DEFAULT in CREATE TABLE takes only a simple one: bracketed unless it is simple."""
    return words(text) if _simple(tree(text)) else in_brackets(text)


def as_index_key(text: str) -> Words:
    """The expression as an index key: bracketed unless it is a plain function call."""
    return words(text) if _plain_call(tree(text)) else in_brackets(text)


def _wrapped(tokens: list[nodes.ScanToken]) -> bool:
    """Whether the first token opens a bracket that the last one closes."""
    if not tokens or tokens[0].token != nodes.ASCII_40:
        return False
    depth = 0
    for position, token in enumerate(tokens):
        depth += _BRACKETS.get(token.token, 0)
        if depth == 0:
            return position == len(tokens) - 1 and position > 1
    return False


def _plain_call(node: nodes.Node) -> bool:
    """Whether it is `name(…)` and nothing more; `a AT TIME ZONE b` is a call of another form."""
    call = node.func_call
    return (
        node.WhichOneof("node") == "func_call"
        and call.funcformat == nodes.COERCE_EXPLICIT_CALL
        and not (call.over.ByteSize() or call.agg_filter.ByteSize() or call.agg_within_group)
    )


def _simple(node: nodes.Node) -> bool:
    kind = node.WhichOneof("node")
    if kind == "type_cast":
        return _simple(node.type_cast.arg)
    return kind in ("a_const", "sqlvalue_function") or _plain_call(node)
