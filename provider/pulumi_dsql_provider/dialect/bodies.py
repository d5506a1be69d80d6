"""Whether the bodies of two functions are the same, as far as their text tells."""

from functools import lru_cache

import postgast
from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import grammar
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
    """The expression over `given` of a body that is RETURN and one expression; None for others."""
    body = _text(function)
    if not function.standard or not body.lower().startswith(_RETURN):
        return None
    return body[len(_RETURN) :].strip(grammar.SPACE)


def given(function: Function) -> tuple[tuple[str, str], ...]:
    """The arguments that a caller gives, name and type; one without a name is `$1`, as it is in bodies."""
    return tuple(
        (argument.name or f"${place}", argument.type) for place, argument in enumerate(function.given, 1)
    )


def _text(function: Function) -> str:
    """The body, in a standard one names for `$1`: the catalog gives it back with those that there are."""
    body = function.body.strip(grammar.SPACE)
    if not function.standard or "$" not in body:
        return body
    source, names = body.encode(), [name for name, _ in given(function)]
    for word in reversed(postgast.scan(body).tokens):
        if word.token == nodes.PARAM:
            place = int(source[word.start + 1 : word.end])
            name = names[place - 1] if 0 < place <= len(names) else f"${place}"
            source = source[: word.start] + quote(name).encode() + source[word.end :]
    return source.decode()


@lru_cache(maxsize=4096)
def _normal(body: str, standard: bool) -> str:
    """The body as the grammar spells it; itself where that cannot read it."""
    try:
        return postgast.deparse(grammar.parse(_SHELL + body if standard else body))
    except grammar.PgQueryError:
        return body
