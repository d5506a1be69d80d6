"""From what a client sent to what PostgreSQL is to run: statements with their kind, refusal and rewritten
text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial

import postgast
from google.protobuf.message import DecodeError
from postgast import PgQueryError
from postgast import pg_query_pb2 as pb

from dsql_local.rules import (
    alter_table,
    create_index,
    create_table,
    definitions,
    identity,
    objects,
    privileges,
    queries,
    reach,
    rewrite,
    settings,
    shadow,
    statements,
    transactions,
    weight,
)
from dsql_local.rules.rule import LATEST, Refusal
from dsql_local.rules.source import SEMICOLON, Token, async_words, blank, edited, starts, tokens_of
from dsql_local.rules.statements import Kind
from dsql_local.rules.trees import kind_of

_OWN_WORDS = re.compile(r"\b(async|iam)\b", re.IGNORECASE)
_NO_SQL = (PgQueryError, UnicodeEncodeError, DecodeError)
"""What cannot be parsed, is not even text, or is nested too deeply for protobuf: some 45 operations, each
inside the next. PostgreSQL itself runs it, or says what is wrong with it."""
_LONGEST_CACHED = 8192  # characters; data loads are long and never the same twice


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a query.

    `text` is what the client wrote, `sql` what PostgreSQL is to run. `offset` is the number of characters
    before it in the query, by which positions in errors are moved. `verb` is BEGIN, COMMIT, ROLLBACK or
    ANALYZE. `tag` replaces the command tag of the answer. `guard` is SQL that runs before it and may raise
    the refusal that only the catalog can tell. `changed` is a query for
    the relations that DDL has changed, or empty, see `rules/reach.py`; `has_shadow`: see `rules/shadow.py`;
    `is_plain`, `hides_rows` and `may_cascade`: see `rules/weight.py`. `makes_tables` is whether it may.
    """

    text: str
    sql: str
    kind: Kind
    offset: int = 0
    refusal: Refusal | None = None
    verb: str | None = None
    tag: str | None = None
    guard: str | None = None
    changed: str = reach.LOCKED_ONLY
    has_shadow: bool = False
    is_plain: bool = False
    hides_rows: bool = False
    may_cascade: bool = False
    makes_tables: bool = False


def classify(sql: str, as_of: date = LATEST) -> tuple[Statement, ...]:
    """The statements of a query, none when it is empty, with the refusals of the service on the day `as_of`.

    What does not parse comes back as one statement of Kind.OTHER: PostgreSQL itself then says what is wrong
    with it.
    """
    return _cached(sql, as_of) if len(sql) <= _LONGEST_CACHED else _classify(sql, as_of)


def _classify(sql: str, as_of: date) -> tuple[Statement, ...]:
    try:
        tokens = tokens_of(sql) if _OWN_WORDS.search(sql) else []
    except _NO_SQL:
        return (Statement(sql, sql, Kind.OTHER),)
    mapping = _iam_mapping(sql, tokens, as_of)
    if mapping:
        return mapping
    words = async_words(tokens)
    blanked = edited(sql, [blank(word) for word in words])
    try:
        tree = postgast.parse(blanked)
    except _NO_SQL:
        return (Statement(sql, blanked, Kind.OTHER),)
    written, run = sql.encode(), blanked.encode()
    found, offset, before = [], 0, 0
    for statement in tree.stmts:
        start = statement.stmt_location
        end = start + statement.stmt_len if statement.stmt_len else len(run)
        offset, before = offset + len(run[before:start].decode()), start
        piece = Piece(
            node=statement.stmt,
            text=written[start:end].decode(),
            sql=run[start:end].decode(),
            start=start,
            offset=offset,
            is_async=any(start <= word.start < end for word in words),
        )
        found.append(_statement(piece, as_of))
    return tuple(found)


_cached = lru_cache(maxsize=2048)(_classify)


def _iam_mapping(sql: str, tokens: list[Token], as_of: date) -> tuple[Statement, ...]:
    """The statements of a query that holds an AWS IAM GRANT or REVOKE, which PostgreSQL cannot parse; none
    when it holds no such.
    """
    for first in starts(tokens):
        ends = [n for n in range(first, len(tokens)) if tokens[n].kind == SEMICOLON]
        last = ends[0] if ends else len(tokens)
        mapping = rewrite.iam_mapping(tokens[first:last])
        if mapping is None:
            continue
        raw = sql.encode()
        start = tokens[first].start
        end = tokens[last].start if ends else len(raw)
        before, text, after = (part.decode() for part in (raw[:start], raw[start:end], raw[end:]))
        offset = len(before) + len(text)
        return (
            *_classify(before, as_of),
            Statement(text, mapping.sql, Kind.DDL, len(before), tag=mapping.tag),
            *(replace(statement, offset=statement.offset + offset) for statement in _classify(after, as_of)),
        )
    return ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A statement inside a query, as written and with DSQL's own words blanked out.

    `start` is where it begins in the query in bytes, as positions in `node` count, `offset` the same in
    characters.
    """

    node: pb.Node
    text: str
    sql: str
    start: int
    offset: int
    is_async: bool


def _statement(piece: Piece, as_of: date) -> Statement:
    """What is to become of one statement."""
    node, sql = piece.node, piece.sql
    made = partial(Statement, piece.text, kind=statements.kind(node), offset=piece.offset)
    refusal = _refusal(piece, as_of) or queries.refusal(node, piece.text, as_of)
    if refusal:
        return made(sql, refusal=refusal)
    match kind_of(node):
        case "transaction_stmt":
            return made(sql, verb=transactions.verb(node.transaction_stmt))
        case "vacuum_stmt":
            return made(sql, verb="ANALYZE", guard=rewrite.analyze(node.vacuum_stmt))
        case "index_stmt":
            unique = [token for token in tokens_of(sql)[1:2] if token.word == "unique"]
            plain = edited(sql, [blank(token) for token in unique])
            return made(rewrite.create_index(node.index_stmt, sql, plain), tag="CREATE INDEX")
        case "alter_table_stmt" if piece.is_async:
            return made(rewrite.validate(node.alter_table_stmt), tag="ALTER TABLE")
        case "alter_table_stmt":
            return made(_for_postgresql(piece), guard=alter_table.guard(node.alter_table_stmt))
        case "create_stmt" | "create_schema_stmt":
            return made(_for_postgresql(piece), changed=reach.changed(node), makes_tables=True)
        case "drop_role_stmt":
            return made(sql, guard=rewrite.drop_role_guard(node.drop_role_stmt))
        case "variable_show_stmt" | "variable_set_stmt":
            parameter = rewrite.parameter(node)
            return made(parameter.sql, tag=parameter.tag) if parameter else made(sql)
        case _:
            return _of_rows(made(sql, changed=reach.changed(node)), node)


def _of_rows(statement: Statement, node: pb.Node) -> Statement:
    """The statement with what sessions ask about the rows that it reads or writes, if it does."""
    writes = statement.kind is Kind.DML
    return replace(
        statement,
        has_shadow=shadow.has_shadow(node, statement.text),
        is_plain=writes and weight.is_plain(node),
        hides_rows=writes and weight.hides_rows(node),
        may_cascade=writes and weight.may_cascade(node),
    )


def _refusal(piece: Piece, as_of: date) -> Refusal | None:
    """The first rule that a statement breaks, or one inside it."""
    found = statements.refusal(piece.node, as_of) or _refusal_of_its_kind(piece, as_of)
    for node in _statements_inside(piece.node):
        found = found or _refusal(replace(piece, node=node), as_of)
    return found


def _statements_inside(node: pb.Node) -> Sequence[pb.Node]:
    """What CREATE SCHEMA makes in the schema, or what EXPLAIN explains."""
    match kind_of(node):
        case "create_schema_stmt":
            return list(node.create_schema_stmt.schema_elts)
        case "explain_stmt":
            return [node.explain_stmt.query]
        case _:
            return ()


def _refusal_of_its_kind(piece: Piece, as_of: date) -> Refusal | None:
    node = piece.node
    match kind_of(node):
        case "create_stmt":
            return create_table.refusal(node.create_stmt, as_of)
        case "alter_table_stmt":
            return alter_table.refusal(node.alter_table_stmt, piece.is_async, as_of)
        case "index_stmt":
            index = create_index.Index(node.index_stmt, tokens_of(piece.sql), piece.is_async)
            return create_index.INDEX.refusal(index, as_of)
        case "create_seq_stmt":
            return identity.create_sequence_refusal(node.create_seq_stmt, as_of)
        case "alter_seq_stmt":
            return identity.OPTIONS.refusal(node.alter_seq_stmt.options, as_of)
        case "transaction_stmt":
            return transactions.TRANSACTION.refusal(node.transaction_stmt, as_of)
        case "variable_set_stmt":
            return settings.refusal(node.variable_set_stmt, as_of)
        case _:
            found = objects.refusal(node, as_of) or definitions.refusal(node, as_of)
            return found or privileges.refusal(node, as_of)


def _for_postgresql(piece: Piece) -> str:
    """The statement with bare `numeric` columns given the precision that the service stores them with, and
    with no word about all triggers.
    """
    node = piece.node
    tables = [node.create_stmt, *(element.create_stmt for element in node.create_schema_stmt.schema_elts)]
    columns = [column for table in tables for column in create_table.columns(table)]
    columns += [getattr(c.alter_table_cmd, "def").column_def for c in node.alter_table_stmt.cmds]
    bare = [column for column in columns if create_table.is_bare_numeric(column)]
    switches_triggers = alter_table.switches_all_triggers(node.alter_table_stmt)
    if not bare and not switches_triggers:
        return piece.sql
    tokens = tokens_of(piece.sql)
    edits = [create_table.stored_type(column, tokens, piece.start) for column in bare]
    edits += alter_table.trigger_edits(tokens) if switches_triggers else []
    return edited(piece.sql, edits)
