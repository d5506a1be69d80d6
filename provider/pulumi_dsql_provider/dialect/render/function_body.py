"""The body of a function, whose lines are broken where they are too long."""

from collections.abc import Iterator
from itertools import count

import postgast

from pulumi_dsql_provider.dialect.render.layout import WIDTH
from pulumi_dsql_provider.model import Function

_ROOM = WIDTH - len("AS $body$$body$")


def lines(function: Function) -> str:
    """`AS $$…$$`, or the statement's own body."""
    body = _broken(function.body)
    if function.standard:
        return body
    # What follows the body must not complete, with its last signs, an earlier end.
    quotes = next(word for word in _quotes() if word not in body + word[:-1])
    return f"AS {quotes}{body}{quotes}"


def _quotes() -> Iterator[str]:
    yield "$$"
    for number in count():
        yield f"$body{number or ''}$"


def _broken(body: str) -> str:
    """With a line break in place of the blanks between two words where a line is too long."""
    if all(len(line) <= _ROOM for line in body.split("\n")):
        return body
    source = body.encode()
    try:
        words = postgast.scan(body).tokens
    except postgast.PgQueryError:
        return body
    pieces: list[str] = []
    width, end = 0, 0
    for word in words:
        gap, text = source[end : word.start].decode(), source[word.start : word.end].decode()
        if gap and "\n" not in gap and width + len(gap) + len(text) > _ROOM:
            gap = "\n  "
        pieces += gap, text
        *before, last = (gap + text).split("\n")
        width = len(last) if before else width + len(last)
        end = word.end
    return "".join((*pieces, source[end:].decode()))
