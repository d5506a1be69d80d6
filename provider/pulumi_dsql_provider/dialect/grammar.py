"""PostgreSQL's grammar, for texts that may be anything.

Some 45 operations that are each inside the next, as in a + b + c …, are all that a tree can have: protobuf
reads no deeper message. Where there are thousands, the parser, which calls itself for each, would take the
process with it.
"""

import postgast
from google.protobuf.message import DecodeError
from postgast import PgQueryError
from postgast import pg_query_pb2 as nodes

__all__ = ["SPACE", "PgQueryError", "parse"]

SPACE = " \t\n\r\f\v"
"""All that is white space in SQL, for `str.strip`: a no-break space may begin a name."""

_TOO_DEEP = "it is nested too deeply, in more than some 45 operations or brackets"
# The parser needs 0.3 kB of stack for a level; a thread has 0.5 MB (macOS) to 8 MB (Linux).
_LEVELS = 1_000
_OPENING = frozenset({nodes.ASCII_40, nodes.ASCII_91})
_CLOSING = frozenset({nodes.ASCII_41, nodes.ASCII_93})
# What is beside these is on one level, however much it is.
_BESIDE = frozenset({nodes.ASCII_44, nodes.ASCII_59, nodes.AND, nodes.OR})
# These make a level each, whatever is beside the commas in between.
_CHAINED = frozenset({nodes.UNION, nodes.INTERSECT, nodes.EXCEPT, nodes.JOIN})


def parse(text: str) -> nodes.ParseResult:
    """The tree of all statements in a text. Raises PgQueryError, also for what is nested too deeply."""
    if len(text) > 2 * _LEVELS and _levels(text) > _LEVELS:  # the shortest is `+1`
        raise PgQueryError(_TOO_DEEP)
    try:
        return postgast.parse(text)
    except DecodeError:
        raise PgQueryError(_TOO_DEEP) from None


def _levels(text: str) -> int:
    """At least as many as the tree has, but for those that the parser itself limits, to some thousands."""
    most = levels = 0
    around: list[int] = []  # the levels outside of each open bracket
    chained: list[int] = [0]
    for token in postgast.scan(text).tokens:
        kind = token.token
        if kind in _OPENING:
            around.append(levels)
            chained.append(chained[-1])
        elif kind in _CLOSING and around:
            levels = around.pop()
            chained.pop()
        elif kind in _BESIDE:
            levels = around[-1] if around else 0
        elif kind in _CHAINED:
            chained[-1] += 1
        levels += 1
        most = max(most, levels + chained[-1])
    return most
