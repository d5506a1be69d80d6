"""From what a client sent to what PostgreSQL is to run: statements with their kind, refusal and rewritten
text.
"""

import re
from dataclasses import dataclass
from functools import lru_cache, partial

import postgast
from postgast import PgQueryError
from postgast import pg_query_pb2 as pb

from dsql_local.rules import (
    alter_table,
    create_index,
    create_table,
    definitions,
    identity,
    objects,
    queries,
    rewrite,
    settings,
    statements,
    transactions,
)
from dsql_local.rules.rule import Refusal, first_refusal
from dsql_local.rules.source import async_words, blank, edited, tokens_of
from dsql_local.rules.statements import Kind
from dsql_local.rules.trees import kind_of

_OWN_WORDS = re.compile(r"\b(async|iam)\b", re.IGNORECASE)
_LONGEST_CACHED = 8192  # characters; data loads are long and never the same twice


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a query.

    `text` is what the client wrote, `sql` what PostgreSQL is to run. `offset` is the number of characters
    before it in the query, by which positions in errors are moved. `verb` is BEGIN, COMMIT or ROLLBACK. `tag`
    replaces the command tag of the answer. `guard` is SQL that runs before it and may raise the refusal that
    only the catalog can tell.
    """

    text: str
    sql: str
    kind: Kind
    offset: int = 0
    refusal: Refusal | None = None
    verb: str | None = None
    tag: str | None = None
    guard: str | None = None


def classify(sql: str) -> tuple[Statement, ...]:
    """The statements of a query, none when it is empty.

    What does not parse comes back as one statement of Kind.OTHER: PostgreSQL itself then says what is wrong
    with it.
    """
    return _cached(sql) if len(sql) <= _LONGEST_CACHED else _classify(sql)


def _classify(sql: str) -> tuple[Statement, ...]:
    try:
        tokens = tokens_of(sql) if _OWN_WORDS.search(sql) else []
    except PgQueryError:
        return (Statement(sql, sql, Kind.OTHER),)
    mapping = rewrite.iam_mapping(tokens)
    if mapping:
        return (Statement(sql, mapping.sql, Kind.DDL, tag=mapping.tag),)
    words = async_words(tokens)
    blanked = edited(sql, [blank(word) for word in words])
    try:
        tree = postgast.parse(blanked)
    except PgQueryError:
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
        found.append(_statement(piece))
    return tuple(found)


_cached = lru_cache(maxsize=2048)(_classify)


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


def _statement(piece: Piece) -> Statement:
    """What is to become of one statement."""
    node, sql = piece.node, piece.sql
    made = partial(Statement, piece.text, kind=statements.kind(node), offset=piece.offset)
    refusal = first_refusal(statements.RULES, node) or _refusal(piece) or queries.refusal(node, piece.text)
    if refusal:
        return made(sql, refusal=refusal)
    match kind_of(node):
        case "transaction_stmt":
            return made(sql, verb=transactions.verb(node.transaction_stmt))
        case "index_stmt":
            unique = [token for token in tokens_of(sql)[1:2] if token.word == "unique"]
            plain = edited(sql, [blank(token) for token in unique])
            return made(rewrite.create_index(node.index_stmt, sql, plain), tag="CREATE INDEX")
        case "alter_table_stmt" if piece.is_async:
            return made(rewrite.validate(node.alter_table_stmt), tag="ALTER TABLE")
        case "alter_table_stmt":
            return made(_for_postgresql(piece), guard=alter_table.guard(node.alter_table_stmt))
        case "create_stmt" | "create_schema_stmt":
            return made(_for_postgresql(piece))
        case "drop_role_stmt":
            return made(sql, guard=rewrite.drop_role_guard(node.drop_role_stmt))
        case "variable_show_stmt" | "variable_set_stmt":
            parameter = rewrite.parameter(node)
            return made(parameter.sql, tag=parameter.tag) if parameter else made(sql)
        case _:
            return made(sql)


def _refusal(piece: Piece) -> Refusal | None:
    """The first rule of its own family that a statement breaks."""
    node = piece.node
    match kind_of(node):
        case "create_stmt":
            return create_table.refusal(node.create_stmt)
        case "create_schema_stmt":
            found = None
            for element in node.create_schema_stmt.schema_elts:
                found = found or create_table.refusal(element.create_stmt)
            return found
        case "alter_table_stmt":
            return alter_table.refusal(node.alter_table_stmt, piece.is_async)
        case "index_stmt":
            return create_index.refusal(
                create_index.Index(node.index_stmt, tokens_of(piece.sql), piece.is_async)
            )
        case "create_seq_stmt":
            return identity.create_sequence_refusal(node.create_seq_stmt)
        case "alter_seq_stmt":
            return identity.alter_sequence_refusal(node.alter_seq_stmt)
        case "transaction_stmt":
            return transactions.refusal(node.transaction_stmt)
        case "variable_set_stmt":
            return settings.refusal(node.variable_set_stmt)
        case _:
            return objects.refusal(node) or definitions.refusal(node)


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
