"""PostgreSQL's grammar, for texts that may be anything.

Where thousands of operations are each inside the next, as in a + b + c …, the parser, which calls itself for
each, would take the process with it, and what reads its trees would end in a RecursionError.
"""

import postgast
from google.protobuf.pyext import cpp_message  # type: ignore[import-not-found]  # its stubs lack it
from postgast import PgQueryError
from postgast import pg_query_pb2 as nodes

__all__ = ["SPACE", "PgQueryError", "parse"]

SPACE = " \t\n\r\f\v"
"""All that is white space in SQL, for `str.strip`: a no-break space may begin a name."""

# Without it protobuf reads 45 levels. Pulumi does the same, in its processes; all others shall take the same.
if cpp_message._message is not None:
    cpp_message._message.SetAllowOversizeProtos(True)

_LEVELS = 300
"""Python calls at most a thousand functions in each other, and a level takes two. The parser needs 0.3 kB of
stack for one; a thread has 0.5 MB (macOS) to 8 MB (Linux)."""

_TOO_DEEP = f"it is nested too deeply, in more than {_LEVELS} operations or brackets"
_OPENING = frozenset({nodes.ASCII_40, nodes.ASCII_91})
_CLOSING = frozenset({nodes.ASCII_41, nodes.ASCII_93})
# What is beside these is on one level, however much it is.
_BESIDE = frozenset({nodes.ASCII_44, nodes.ASCII_59, nodes.AND, nodes.OR})
# These make a level each, whatever is beside the commas in between.
_CHAINED = frozenset({nodes.UNION, nodes.INTERSECT, nodes.EXCEPT, nodes.JOIN})
# Behind these the level is what it was.
_FLAT = _CLOSING | {
    nodes.IDENT,
    nodes.SCONST,
    nodes.ICONST,
    nodes.FCONST,
    nodes.BCONST,
    nodes.XCONST,
    nodes.PARAM,
    nodes.ASCII_46,
}


def parse(text: str) -> nodes.ParseResult:
    """The tree of all statements in a text. Raises PgQueryError, also for what is nested too deeply."""
    # A bracket is the only level of one character.
    if (len(text) > 2 * _LEVELS or text.count("(") > _LEVELS) and _levels(text) > _LEVELS:
        raise PgQueryError(_TOO_DEEP)
    return postgast.parse(text)


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
        levels += kind not in _FLAT
        most = max(most, levels + chained[-1])
    return most
