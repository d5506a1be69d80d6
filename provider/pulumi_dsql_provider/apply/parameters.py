"""Statements with `$1` as the ones with `%s` that a session takes."""

from collections.abc import Sequence

import postgast
from postgast import pg_query_pb2 as nodes


def positional(sql: str, values: Sequence[str]) -> tuple[str, list[str]]:
    """The text with `%s` where a parameter stands, and the values in that order; `$1` is `values[0]`.

    A text without parameters stays as it is, as a session wants it, and so does what looks like a parameter
    inside a constant, a name or a comment.
    """
    data = sql.encode()  # a token's place is counted in bytes
    pieces: list[bytes] = []
    ordered: list[str] = []
    end = 0
    for token in postgast.scan(sql).tokens:
        if token.token == nodes.PARAM:
            pieces += [data[end : token.start].replace(b"%", b"%%"), b"%s"]
            ordered.append(values[int(data[token.start + 1 : token.end]) - 1])
            end = token.end
    if not ordered:
        return sql, []
    pieces.append(data[end:].replace(b"%", b"%%"))
    return b"".join(pieces).decode(), ordered
