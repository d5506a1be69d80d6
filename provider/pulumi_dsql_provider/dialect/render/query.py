"""The text of a query in a statement: as it was written, without comments, in lines that are not too long."""

import postgast
from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.render.layout import WIDTH

_COMMENTS = frozenset({nodes.SQL_COMMENT, nodes.C_COMMENT})
_INDENT = "  "


def lines(query: str) -> str:
    """The query with its own line breaks, and more where a line is too long."""
    source = query.encode()
    found: list[str] = []
    line, between, end = "", "", 0
    for word in postgast.scan(query).tokens:
        text = source[word.start : word.end].decode()
        between += source[end : word.start].decode()
        end = word.end
        if word.token in _COMMENTS:
            between += " "
            continue
        if line and "\n" in between:
            found.append(line)
            line = between.rpartition("\n")[2]
        elif line and between:
            if _width(line) + 1 + len(text.partition("\n")[0]) > WIDTH:
                found.append(line)
                line = _INDENT
            else:
                line += " "
        line += text
        between = ""
    return "\n".join((*found, line))


def _width(line: str) -> int:
    """Of its end: a text may hold line breaks."""
    return len(line.rpartition("\n")[2])
