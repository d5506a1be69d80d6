"""The text of a query: its tokens, and the words that DSQL has and PostgreSQL has not.

`ASYNC` is no word of PostgreSQL, and `CREATE INDEX ASYNC ON t (a)` even parses there, as an index called
"async". So it is found among the tokens, never by trying the parser, and blanked out, which leaves all
positions as they were. Positions in tokens and trees count bytes of UTF-8.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import postgast
from postgast import pg_query_pb2 as pb

_COMMENTS = {pb.Token.SQL_COMMENT, pb.Token.C_COMMENT}
SEMICOLON, DOT, OPEN, CLOSE = pb.Token.ASCII_59, pb.Token.ASCII_46, pb.Token.ASCII_40, pb.Token.ASCII_41


@dataclass(frozen=True, slots=True)
class Token:
    """A lexeme: `kind` as PostgreSQL's scanner names it, from byte `start` to before byte `end`."""

    kind: int
    start: int
    end: int
    text: str

    @property
    def word(self) -> str:
        """The lexeme in lower case."""
        return self.text.lower()

    @property
    def name(self) -> str:
        """What the lexeme means as an identifier."""
        if self.text.startswith('"'):
            return self.text[1:-1].replace('""', '"')
        return self.word


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes `start` to before `end` of a text are replaced."""

    start: int
    end: int
    replacement: str


def tokens_of(sql: str) -> list[Token]:
    """The tokens of `sql` without comments. PgQueryError when it cannot be scanned (an open quote)."""
    raw = sql.encode()
    return [
        Token(token.token, token.start, token.end, raw[token.start : token.end].decode())
        for token in postgast.scan(sql).tokens
        if token.token not in _COMMENTS
    ]


def async_words(tokens: Sequence[Token]) -> list[Token]:
    """The tokens that are DSQL's word ASYNC, in `CREATE [UNIQUE] INDEX ASYNC` and `ALTER TABLE ASYNC t
    VALIDATE`.
    """
    found = []
    for position in starts(tokens):
        words = [token.word for token in tokens[position : position + 12]]
        after = 3 if words[1:2] == ["unique"] else 2
        if words[:1] == ["create"] and words[after - 1 : after + 1] == ["index", "async"]:
            found.append(tokens[position + after])
        elif words[:3] == ["alter", "table", "async"] and _validates(words[3:]):
            found.append(tokens[position + 2])
    return found


def _validates(words: list[str]) -> bool:
    """Whether `[IF EXISTS] [ONLY] name VALIDATE` follows; a table may itself be called async."""
    if words[:2] == ["if", "exists"]:
        words = words[2:]
    if words[:1] == ["only"]:
        words = words[1:]
    while words[1:2] == ["."]:
        words = words[2:]
    return words[1:3] == ["validate", "constraint"]


def starts(tokens: Sequence[Token]) -> list[int]:
    """The positions of the tokens that begin a statement."""
    return [
        position
        for position, token in enumerate(tokens)
        if token.kind != SEMICOLON and (position == 0 or tokens[position - 1].kind == SEMICOLON)
    ]


def blank(token: Token) -> Edit:
    """The edit that overwrites a token with spaces."""
    return Edit(token.start, token.end, " " * (token.end - token.start))


def edited(sql: str, edits: Sequence[Edit]) -> str:
    """`sql` after `edits`, which must not overlap."""
    if not edits:
        return sql
    raw = sql.encode()
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        raw = raw[: edit.start] + edit.replacement.encode() + raw[edit.end :]
    return raw.decode()
