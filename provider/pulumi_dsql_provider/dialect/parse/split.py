"""The text of a source -> its statements."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import postgast
from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import grammar
from pulumi_dsql_provider.dialect.parse import renamed
from pulumi_dsql_provider.dialect.parse.draft import Draft
from pulumi_dsql_provider.dialect.parse.result import Source
from pulumi_dsql_provider.dialect.parse.statement import Statement, Word, behind, place
from pulumi_dsql_provider.dialect.refusal import Refusal

_COMMENTS = frozenset({nodes.SQL_COMMENT, nodes.C_COMMENT})
_SEMICOLON = nodes.ASCII_59
# pg_dump frames its output with these since the releases of August 2025; only psql knows them.
_PSQL_FRAME = re.compile(r"^\\(?:un)?restrict\b[^\n]*$", re.MULTILINE)
_COPIED_ROWS = re.compile(
    r"^COPY\b[^;]*\bFROM\s+STDIN\b[^;]*;[^\n]*\n(.*?^\\\.$)", re.MULTILINE | re.DOTALL | re.IGNORECASE
)
_CREATE, _INDEX, _ALTER, _TABLE = nodes.CREATE, nodes.INDEX, nodes.ALTER, nodes.TABLE
_TABLE_ACTIONS = frozenset(
    b"ADD ALTER ATTACH CLUSTER DETACH DISABLE DROP ENABLE FORCE INHERIT NO NOT OF OWNER RENAME REPLICA RESET "
    b"SET VALIDATE".split()
)


def statements(source: Source, default_schema: str, draft: Draft) -> Iterator[Statement]:
    """The statements in order; what cannot be read is refused in the draft."""
    text = _COPIED_ROWS.sub(_without_rows, _PSQL_FRAME.sub("", source.text))
    data = text.encode()
    if "\0" in text:  # the grammar would see nothing of what follows
        draft.refuse(_with_zero_byte(source.name, text))
        return
    try:
        scanned = postgast.scan(text).tokens
    except grammar.PgQueryError as error:
        draft.refuse(_unreadable(source.name, text, 0, error))
        return
    if b"renamed_from" in data:
        draft.said += renamed.said(source.name, data, scanned)
    schema = default_schema
    line, column, counted = 1, 1, 0  # where byte `counted` is
    for run in _runs(scanned):
        found = _parsed(data, run)
        start = run[0].start
        if found.error is not None:
            draft.refuse(_unreadable(source.name, text, len(data[:start].decode()), found.error))
            continue
        line, column = behind(line, column, data[counted:start])
        counted = start
        statement = Statement(source.name, line, column, start, found.text, tuple(run), found.tree, schema)
        schema = _search_path(statement, default_schema) or schema
        yield statement


def _without_rows(copy: re.Match[str]) -> str:
    """The COPY statement alone; what follows keeps its line."""
    statement = copy[0][: copy.start(1) - copy.start()]
    return statement + "\n" * copy[1].count("\n")


def _runs(scanned: Iterable[Word]) -> Iterator[list[Word]]:
    """The words between semicolons, without comments. A body BEGIN ATOMIC …; …; END stays together."""
    run: list[Word] = []
    open_ends = 0  # how many END are to come until a semicolon counts again
    for word in scanned:
        kind = word.token
        if kind == _SEMICOLON:
            if run and not open_ends:
                yield run
                run = []
        elif kind not in _COMMENTS:
            if open_ends:
                open_ends += (kind == nodes.CASE) - (kind == nodes.END_P)
            elif kind == nodes.ATOMIC and run and run[-1].token == nodes.BEGIN_P:
                open_ends = 1
            run.append(word)
    if run:
        yield run


class _Run(NamedTuple):
    """The text from a run's first word to its last, and its tree or why there is none."""

    text: bytes
    tree: nodes.Node
    error: grammar.PgQueryError | None = None


def _parsed(data: bytes, run: Sequence[Word]) -> _Run:
    start, end = run[0].start, run[-1].end
    text = data[start:end]
    if _spelt(data, run[:2]) == [b"AWS", b"IAM"]:  # not PostgreSQL's: `iam_mapping` reads its words
        return _Run(text, nodes.Node())
    word = _async_word(data, run)
    if word is not None:  # PostgreSQL's grammar has not got it; offsets must stay
        text = text[: word.start - start] + b" " * (word.end - word.start) + text[word.end - start :]
    try:
        return _Run(text, grammar.parse(text.decode()).stmts[0].stmt)
    except grammar.PgQueryError as error:
        return _Run(text, nodes.Node(), error)


def _async_word(data: bytes, run: Sequence[Word]) -> Word | None:
    """DSQL's own word in CREATE [UNIQUE] INDEX ASYNC and ALTER TABLE ASYNC."""
    kinds = [word.token for word in run[:3]]
    if kinds[:1] == [_CREATE] and _INDEX in kinds:
        place = kinds.index(_INDEX) + 1
        return run[place] if _spelt(data, run[place : place + 1]) == [b"ASYNC"] else None
    if kinds[:2] == [_ALTER, _TABLE]:
        word, *action = _spelt(data, run[2:4]) or [b""]
        return run[2] if word == b"ASYNC" and action and action[0] not in _TABLE_ACTIONS else None
    return None


def _spelt(data: bytes, words: Iterable[Word]) -> list[bytes]:
    return [data[word.start : word.end].upper() for word in words]


def _search_path(statement: Statement, default_schema: str) -> str | None:
    """The schema that names belong to after a SET search_path, or None for any other statement."""
    setting = statement.node.variable_set_stmt
    if statement.kind != "variable_set_stmt" or setting.name != "search_path":
        return None
    schemas = [arg.a_const.sval.sval for arg in setting.args]
    return next((name for name in schemas if name not in ("", "$user", "pg_catalog")), default_schema)


def _with_zero_byte(name: str, text: str) -> Refusal:
    return Refusal(
        code="DSQL060",
        message="this is no SQL: it holds a zero byte",
        way_out="take it out, or save the file as UTF-8",
        location=place(name, 1, 1, text[: text.index("\0")].encode()),
    )


def _unreadable(name: str, text: str, start: int, error: grammar.PgQueryError) -> Refusal:
    """A syntax error; `start` and the error's position are characters."""
    at = start + max(error.cursorpos - 1, 0)
    of_psql = text[at : at + 1] == "\\"
    return Refusal(
        code="DSQL060",
        message=f"this is no SQL: {' '.join(error.message.split())}",
        way_out="leave it out: what begins with a backslash is a command of psql"
        if of_psql
        else "correct it",
        location=place(name, 1, 1, text[:at].encode()),
    )
