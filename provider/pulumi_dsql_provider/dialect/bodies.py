"""Whether the bodies of two functions are the same, as far as their text tells."""

from functools import lru_cache

import postgast
from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.identifiers import quote
from pulumi_dsql_provider.model import Function

_RETURN = "return"
_SHELL = "CREATE FUNCTION f() RETURNS void "


def equal(live: Function, wanted: Function) -> bool:
    """Whether both certainly do the same, though their white space, comments and brackets differ."""
    if live.standard != wanted.standard:
        return False
    one, other = _text(live), _text(wanted)
    return one == other or _normal(one, live.standard) == _normal(other, wanted.standard)


def returned(function: Function) -> str | None:
    """The expression of a body that is RETURN and one expression, its arguments by name; None for others."""
    body = _text(function)
    if not function.standard or not body.lower().startswith(_RETURN):
        return None
    return body[len(_RETURN) :].strip()


def _text(function: Function) -> str:
    """The body with `$1` as its name, which is how the catalog gives a standard body back."""
    body = function.body.strip()
    if not function.standard or "$" not in body:
        return body
    source = body.encode()
    for word in reversed(postgast.scan(body).tokens):
        if word.token == nodes.PARAM:
            place = int(source[word.start + 1 : word.end])
            name = function.given[place - 1].name if 0 < place <= len(function.given) else None
            if name is not None:
                source = source[: word.start] + quote(name).encode() + source[word.end :]
    return source.decode()


@lru_cache(maxsize=4096)
def _normal(body: str, standard: bool) -> str:
    """The body as the grammar spells it; itself where that cannot read it."""
    try:
        return postgast.deparse(postgast.parse(_SHELL + body if standard else body))
    except postgast.PgQueryError:
        return body
