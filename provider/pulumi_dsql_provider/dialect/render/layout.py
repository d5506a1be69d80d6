"""How a statement is broken into lines. Breaks fall between pieces; a piece itself is never broken."""

from collections.abc import Iterable, Sequence

from pulumi_dsql_provider.dialect.identifiers import quote

Pieces = Sequence[str]

WIDTH = 139
"""Characters in a line; one more is for the `;` that a statement ends with."""


def fill(pieces: Iterable[str], indent: str = "") -> str:
    """The pieces with blanks between, in as few lines as they need, the lines after the first indented."""
    lines: list[str] = []
    line = ""
    for piece in pieces:
        if not line:
            line = indent + piece
        elif len(line) + 1 + len(piece) <= WIDTH:
            line = f"{line} {piece}"
        else:
            lines.append(line)
            line = f"{indent}  {piece}"
    return "\n".join((*lines, line))


def listed(items: Iterable[Pieces]) -> Pieces:
    """The items in brackets with commas between: `(a, lower(b))`."""
    pieces: list[str] = []
    for item in items:
        if pieces:
            pieces[-1] += ","
        pieces += item
    pieces[0] = f"({pieces[0]}"
    pieces[-1] += ")"
    return pieces


def names(columns: Iterable[str]) -> Pieces:
    """Columns in brackets: `(id, "order")`."""
    return listed([quote(column)] for column in columns)
