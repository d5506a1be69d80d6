"""The text of a source -> its statements."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import postgast
from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.parse.draft import Draft
from pulumi_dsql_provider.dialect.parse.result import Source
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.refusal import Refusal

_COMMENTS = frozenset({nodes.SQL_COMMENT, nodes.C_COMMENT})
_SEMICOLON = nodes.ASCII_59
# pg_dump frames its output with these since the releases of August 2025; only psql knows them.
_PSQL_FRAME = re.compile(r"^\\(?:un)?restrict\b[^\n]*$", re.MULTILINE)
_COPIED_ROWS = re.compile(
    r"^COPY\b[^;]*\bFROM\s+STDIN\b[^;]*;[^\n]*\n(.*?^\\\.$)", re.MULTILINE | re.DOTALL | re.IGNORECASE
)
_TABLE_ACTIONS = frozenset(
    b"ADD ALTER ATTACH CLUSTER DETACH DISABLE DROP ENABLE FORCE INHERIT NO NOT OF OWNER RENAME REPLICA RESET "
    b"SET VALIDATE".split()
)

_Tokens = Sequence[nodes.ScanToken]


def statements(source: Source, default_schema: str, draft: Draft) -> Iterator[Statement]:
    """The statements in order; what cannot be read is refused in the draft."""
    text = _COPIED_ROWS.sub(_without_rows, _PSQL_FRAME.sub("", source.text))
    data = text.encode()
    try:
        tokens = [token for token in postgast.scan(text).tokens if token.token not in _COMMENTS]
    except postgast.PgQueryError as error:
        draft.refuse(_unreadable(source.name, text, 0, error))
        return
    schema = default_schema
    line, counted = 1, 0  # the line that byte `counted` is on
    waiting = deque(_runs(tokens))
    while waiting:
        run = waiting.popleft()
        found = _parsed(data, run)
        while found.error is not None and _has_body(data, run) and waiting:  # it holds semicolons of its own
            run = [*run, *waiting.popleft()]
            found = _parsed(data, run)
        start = run[0].start
        if found.error is not None:
            draft.refuse(_unreadable(source.name, text, len(data[:start].decode()), found.error))
            continue
        line, counted = line + data.count(b"\n", counted, start), start
        words = tuple(_moved(token, start) for token in run)
        statement = Statement(source.name, line, found.text, words, found.tree, schema)
        schema = _search_path(statement, default_schema) or schema
        yield statement


def _without_rows(copy: re.Match[str]) -> str:
    """The COPY statement alone; what follows keeps its line."""
    statement = copy[0][: copy.start(1) - copy.start()]
    return statement + "\n" * copy[1].count("\n")


def _runs(tokens: _Tokens) -> Iterator[list[nodes.ScanToken]]:
    """The tokens between semicolons."""
    run: list[nodes.ScanToken] = []
    for token in tokens:
        if token.token != _SEMICOLON:
            run.append(token)
        elif run:
            yield run
            run = []
    if run:
        yield run


class _Run(NamedTuple):
    """The text from a run's first word to its last, and its tree or why there is none."""

    text: bytes
    tree: nodes.Node
    error: postgast.PgQueryError | None = None


def _parsed(data: bytes, run: _Tokens) -> _Run:
    start, end = run[0].start, run[-1].end
    text = data[start:end]
    word = _async_word(data, run)
    if word is not None:  # PostgreSQL's grammar has not got it; offsets must stay
        text = text[: word.start - start] + b" " * (word.end - word.start) + text[word.end - start :]
    try:
        return _Run(text, postgast.parse(text.decode()).stmts[0].stmt)
    except postgast.PgQueryError as error:
        return _Run(text, nodes.Node(), error)


def _async_word(data: bytes, run: _Tokens) -> nodes.ScanToken | None:
    """DSQL's own word in CREATE [UNIQUE] INDEX ASYNC and ALTER TABLE ASYNC."""
    words = [data[token.start : token.end].upper() for token in run[:5]]
    if words[:1] == [b"CREATE"] and b"INDEX" in words[1:3]:
        place = words.index(b"INDEX") + 1
        return run[place] if words[place : place + 1] == [b"ASYNC"] else None
    if words[:3] == [b"ALTER", b"TABLE", b"ASYNC"] and words[3:4] and words[3] not in _TABLE_ACTIONS:
        return run[2]
    return None


def _has_body(data: bytes, run: _Tokens) -> bool:
    """Whether it is a function that is written BEGIN ATOMIC …; …; END."""
    words = [data[token.start : token.end].upper() for token in run]
    return any(pair == (b"BEGIN", b"ATOMIC") for pair in pairwise(words))


def _moved(token: nodes.ScanToken, start: int) -> nodes.ScanToken:
    moved = nodes.ScanToken()
    moved.CopyFrom(token)
    moved.start -= start
    moved.end -= start
    return moved


def _search_path(statement: Statement, default_schema: str) -> str | None:
    """The schema that names belong to after a SET search_path, or None for any other statement."""
    setting = statement.node.variable_set_stmt
    if statement.kind != "variable_set_stmt" or setting.name != "search_path":
        return None
    schemas = [arg.a_const.sval.sval for arg in setting.args]
    return next((name for name in schemas if name not in ("", "$user", "pg_catalog")), default_schema)


def _unreadable(name: str, text: str, start: int, error: postgast.PgQueryError) -> Refusal:
    """A syntax error; `start` and the error's position are characters."""
    line = text[: start + max(error.cursorpos - 1, 0)].count("\n") + 1
    return Refusal(
        code="DSQL060",
        message=f"this is no SQL: {' '.join(error.message.split())}",
        way_out="correct it",
        location=f"{name}:{line}",
    )
