"""CREATE TABLE: what a table, a column and a constraint written inside it may not have."""

from collections.abc import Iterator
from datetime import date

from postgast import pg_query_pb2 as pb

from dsql_local.rules.identity import IDENTITY, Identity
from dsql_local.rules.rule import Evidence, Refusal, Rule, Table
from dsql_local.rules.source import DOT, Edit, Token
from dsql_local.rules.trees import display_name, kind_of, type_name

_SERIAL = {"serial", "serial2", "serial4", "serial8", "smallserial", "bigserial"}
_KEYS = {pb.CONSTR_PRIMARY, pb.CONSTR_UNIQUE}
_DEFERRING = {pb.CONSTR_ATTR_DEFERRABLE, pb.CONSTR_ATTR_DEFERRED}


FOREIGN_KEYS, _WIDE_NUMERIC = date(2026, 8, 26), date(2026, 8, 25)


def _beyond(column: pb.ColumnDef, position: int, largest: int) -> int | None:
    """The precision (position 0) or scale (1) of a numeric column, when it is not from 0 to `largest`."""
    modifiers = column.type_name.typmods
    if type_name(column.type_name) != "numeric" or position >= len(modifiers):
        return None
    value = int(modifiers[position].a_const.ival.ival)
    return None if 0 <= value <= largest else value


def _defers_a_key(column: pb.ColumnDef) -> bool:
    kinds = [node.constraint.contype for node in column.constraints]
    return pb.CONSTR_FOREIGN not in kinds and any(kind in _DEFERRING for kind in kinds)


TABLE: Table[pb.CreateStmt] = Table(
    Rule(
        name="temporary-table",
        message="TEMPORARY or TEMP table not supported for CREATE TABLE",
        evidence=Evidence.RECORDED,
        when=lambda table: table.relation.relpersistence == "t",
    ),
    Rule(
        name="unlogged-table",
        message="UNLOGGED table not supported for CREATE TABLE",
        evidence=Evidence.RECORDED,
        when=lambda table: table.relation.relpersistence == "u",
    ),
    Rule(
        name="partitioned-table",
        message="PARTITION BY clause not supported for CREATE TABLE",
        evidence=Evidence.TESTED,
        when=lambda table: table.HasField("partspec"),
    ),
    Rule(
        name="partition-of",
        message="PARTITION OF clause not supported for CREATE TABLE",
        evidence=Evidence.GRAMMAR,
        when=lambda table: table.HasField("partbound"),
    ),
    Rule(
        name="inherits",
        message="INHERITS clause not supported for CREATE TABLE",
        evidence=Evidence.GRAMMAR,
        when=lambda table: bool(table.inh_relations),
    ),
    Rule(
        name="typed-table",
        message="OF clause not supported for CREATE TABLE",
        evidence=Evidence.GRAMMAR,
        when=lambda table: table.HasField("of_typename"),
    ),
    Rule(
        name="table-parameters",
        message="WITH clause not supported for CREATE TABLE",
        evidence=Evidence.GRAMMAR,
        when=lambda table: bool(table.options),
    ),
    Rule(
        name="table-tablespace",
        message="TABLESPACE clause not supported for CREATE TABLE",
        evidence=Evidence.GRAMMAR,
        when=lambda table: bool(table.tablespacename),
    ),
    Rule(
        name="on-commit",
        message="ON COMMIT clause not supported for CREATE TABLE",
        evidence=Evidence.GRAMMAR,
        when=lambda table: table.oncommit > pb.ONCOMMIT_NOOP,
    ),
    Rule(
        name="table-access-method",
        message="USING clause not supported for CREATE TABLE",
        evidence=Evidence.GRAMMAR,
        when=lambda table: bool(table.access_method),
    ),
)

_LIKE_COMPRESSION, _LIKE_STORAGE, _LIKE_ALL = 1 << 1, 1 << 8, 1 << 30
"""Bits of the options of LIKE. Only INCLUDING ALL sets the last one, with all others."""
LIKE: Table[pb.TableLikeClause] = Table(
    Rule(
        name="like-option",
        message="{option} not supported for LIKE in CREATE TABLE",
        evidence=Evidence.GRAMMAR,
        when=lambda like: _unsupported_option(like.options),
    ),
)


def _unsupported_option(options: int) -> dict[str, str] | None:
    """What a LIKE includes by name that the service's grammar does not have."""
    if options & _LIKE_ALL or not options & (_LIKE_COMPRESSION | _LIKE_STORAGE):
        return None
    return {"option": "INCLUDING COMPRESSION" if options & _LIKE_COMPRESSION else "INCLUDING STORAGE"}


CONSTRAINT: Table[pb.Constraint] = Table(
    Rule(
        name="exclusion-constraint",
        message="EXCLUDE constraint not supported for CREATE TABLE",
        evidence=Evidence.GRAMMAR,
        when=lambda constraint: constraint.contype == pb.CONSTR_EXCLUSION,
    ),
    Rule(
        name="deferrable-key",
        message="DEFERRABLE not supported for PRIMARY KEY and UNIQUE constraints",
        evidence=Evidence.GRAMMAR,
        when=lambda constraint: constraint.deferrable and constraint.contype in _KEYS,
    ),
    Rule(
        name="key-storage",
        message="WITH and TABLESPACE not supported for PRIMARY KEY and UNIQUE constraints",
        evidence=Evidence.GRAMMAR,
        when=lambda constraint: (
            constraint.contype in _KEYS and bool(constraint.options or constraint.indexspace)
        ),
    ),
    Rule(
        name="foreign-key-not-yet",
        message="FOREIGN KEY constraint not supported",
        until=FOREIGN_KEYS,
        evidence=Evidence.RELEASED,
        when=lambda constraint: constraint.contype == pb.CONSTR_FOREIGN,
    ),
)
"""For constraints of a table and of a column."""

COLUMN: Table[pb.ColumnDef] = Table(
    Rule(
        name="serial",
        message='type "{type}" does not exist',
        sqlstate="42704",
        evidence=Evidence.RECORDED,
        when=lambda column: type_name(column.type_name) in _SERIAL and {"type": type_name(column.type_name)},
    ),
    Rule(
        name="column-collation",
        message="COLLATE clause not supported for columns",
        evidence=Evidence.LINTED,
        when=lambda column: column.HasField("coll_clause"),
    ),
    Rule(
        name="column-compression",
        message="COMPRESSION clause not supported for columns",
        evidence=Evidence.GRAMMAR,
        when=lambda column: bool(column.compression),
    ),
    Rule(
        name="column-storage-not-yet",
        message="STORAGE clause not supported for columns",
        until=date(2026, 5, 4),
        evidence=Evidence.RELEASED,
        when=lambda column: bool(column.storage_name),
    ),
    Rule(
        name="numeric-precision-not-yet",
        message="NUMERIC precision {precision} must be between 1 and 38",
        sqlstate="22023",
        until=_WIDE_NUMERIC,
        evidence=Evidence.RELEASED,
        when=lambda column: (found := _beyond(column, 0, 38)) is not None and {"precision": found},
    ),
    Rule(
        name="numeric-scale-not-yet",
        message="NUMERIC scale {scale} must be between 0 and 37",
        sqlstate="22023",
        until=_WIDE_NUMERIC,
        evidence=Evidence.RELEASED,
        when=lambda column: (found := _beyond(column, 1, 37)) is not None and {"scale": found},
    ),
    Rule(
        name="deferrable-column-key",
        message="DEFERRABLE not supported for PRIMARY KEY and UNIQUE constraints",
        evidence=Evidence.GRAMMAR,
        when=_defers_a_key,
    ),
)


def refusal(table: pb.CreateStmt, as_of: date) -> Refusal | None:
    """What is wrong with a CREATE TABLE, or None."""
    found = TABLE.refusal(table, as_of)
    for element in table.table_elts:
        match kind_of(element):
            case "column_def":
                found = found or column_refusal(element.column_def, as_of)
            case "constraint":
                found = found or CONSTRAINT.refusal(element.constraint, as_of)
            case "table_like_clause":
                found = found or LIKE.refusal(element.table_like_clause, as_of)
    return found


def column_refusal(column: pb.ColumnDef, as_of: date) -> Refusal | None:
    """What is wrong with the definition of a column, or None."""
    found = COLUMN.refusal(column, as_of)
    for node in column.constraints:
        constraint = node.constraint
        if found:
            return found
        if constraint.contype == pb.CONSTR_IDENTITY:
            identity = Identity(display_name(column.type_name), constraint.options)
            found = IDENTITY.refusal(identity, as_of)
        else:
            found = CONSTRAINT.refusal(constraint, as_of)
    return found


def columns(table: pb.CreateStmt) -> Iterator[pb.ColumnDef]:
    """The columns that a CREATE TABLE spells out."""
    for element in table.table_elts:
        if kind_of(element) == "column_def":
            yield element.column_def


def is_bare_numeric(column: pb.ColumnDef) -> bool:
    """Whether a column is `numeric` without a precision, which the service stores as numeric(18,6)."""
    name = column.type_name
    return type_name(name) == "numeric" and not name.typmods and not name.array_bounds


def stored_type(column: pb.ColumnDef, tokens: list[Token], start: int) -> Edit:
    """The edit that gives a bare `numeric` its precision, in a statement that begins `start` bytes into its
    query.
    """
    position = next(i for i, token in enumerate(tokens) if token.start == column.type_name.location - start)
    while position + 1 < len(tokens) and tokens[position + 1].kind == DOT:
        position += 2
    end = tokens[position].end
    return Edit(end, end, "(18,6)")
