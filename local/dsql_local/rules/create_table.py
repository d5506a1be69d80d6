"""CREATE TABLE: what a table, a column and a constraint written inside it may not have."""

from collections.abc import Iterator
from datetime import date

from postgast import pg_query_pb2 as pb

from dsql_local.rules.identity import identity_rules
from dsql_local.rules.rule import GUIDE_DAY, SEPTEMBER, Evidence, Refusal, Rule, first_refusal
from dsql_local.rules.source import DOT, Edit, Token
from dsql_local.rules.trees import display_name, kind_of, type_name

_SERIAL = {"serial", "serial2", "serial4", "serial8", "smallserial", "bigserial"}
_DEFERRING = {pb.CONSTR_ATTR_DEFERRABLE, pb.CONSTR_ATTR_DEFERRED}


def _defers_a_key(column: pb.ColumnDef) -> bool:
    kinds = [node.constraint.contype for node in column.constraints]
    return pb.CONSTR_FOREIGN not in kinds and any(kind in _DEFERRING for kind in kinds)


TABLE_RULES: tuple[Rule[pb.CreateStmt], ...] = (
    Rule(
        name="temporary-table",
        message="TEMPORARY or TEMP table not supported for CREATE TABLE",
        since=SEPTEMBER,
        evidence=Evidence.RECORDED,
        when=lambda table: table.relation.relpersistence == "t",
    ),
    Rule(
        name="unlogged-table",
        message="UNLOGGED table not supported for CREATE TABLE",
        since=SEPTEMBER,
        evidence=Evidence.RECORDED,
        when=lambda table: table.relation.relpersistence == "u",
    ),
    Rule(
        name="partitioned-table",
        message="PARTITION BY clause not supported for CREATE TABLE",
        since=date(2026, 7, 23),
        evidence=Evidence.TESTED,
        when=lambda table: table.HasField("partspec"),
    ),
    Rule(
        name="partition-of",
        message="PARTITION OF clause not supported for CREATE TABLE",
        since=GUIDE_DAY,
        evidence=Evidence.GRAMMAR,
        when=lambda table: table.HasField("partbound"),
    ),
    Rule(
        name="inherits",
        message="INHERITS clause not supported for CREATE TABLE",
        since=GUIDE_DAY,
        evidence=Evidence.GRAMMAR,
        when=lambda table: bool(table.inh_relations),
    ),
    Rule(
        name="typed-table",
        message="OF clause not supported for CREATE TABLE",
        since=GUIDE_DAY,
        evidence=Evidence.GRAMMAR,
        when=lambda table: table.HasField("of_typename"),
    ),
    Rule(
        name="table-parameters",
        message="WITH clause not supported for CREATE TABLE",
        since=GUIDE_DAY,
        evidence=Evidence.GRAMMAR,
        when=lambda table: bool(table.options),
    ),
    Rule(
        name="table-tablespace",
        message="TABLESPACE clause not supported for CREATE TABLE",
        since=GUIDE_DAY,
        evidence=Evidence.GRAMMAR,
        when=lambda table: bool(table.tablespacename),
    ),
    Rule(
        name="on-commit",
        message="ON COMMIT clause not supported for CREATE TABLE",
        since=GUIDE_DAY,
        evidence=Evidence.GRAMMAR,
        when=lambda table: table.oncommit > pb.ONCOMMIT_NOOP,
    ),
    Rule(
        name="table-access-method",
        message="USING clause not supported for CREATE TABLE",
        since=GUIDE_DAY,
        evidence=Evidence.GRAMMAR,
        when=lambda table: bool(table.access_method),
    ),
    Rule(
        name="exclusion-constraint",
        message="EXCLUDE constraint not supported for CREATE TABLE",
        since=GUIDE_DAY,
        evidence=Evidence.GRAMMAR,
        when=lambda table: any(e.constraint.contype == pb.CONSTR_EXCLUSION for e in table.table_elts),
    ),
    Rule(
        name="deferrable-key",
        message="DEFERRABLE not supported for PRIMARY KEY and UNIQUE constraints",
        since=GUIDE_DAY,
        evidence=Evidence.GRAMMAR,
        when=lambda table: any(
            e.constraint.deferrable and e.constraint.contype in (pb.CONSTR_PRIMARY, pb.CONSTR_UNIQUE)
            for e in table.table_elts
        ),
    ),
)

COLUMN_RULES: tuple[Rule[pb.ColumnDef], ...] = (
    Rule(
        name="serial",
        message='type "{type}" does not exist',
        sqlstate="42704",
        since=SEPTEMBER,
        evidence=Evidence.RECORDED,
        when=lambda column: type_name(column.type_name) in _SERIAL and {"type": type_name(column.type_name)},
    ),
    Rule(
        name="column-collation",
        message="COLLATE clause not supported for columns",
        since=date(2026, 8, 27),
        evidence=Evidence.LINTED,
        when=lambda column: column.HasField("coll_clause"),
    ),
    Rule(
        name="column-compression",
        message="COMPRESSION clause not supported for columns",
        since=GUIDE_DAY,
        evidence=Evidence.GRAMMAR,
        when=lambda column: bool(column.compression),
    ),
    Rule(
        name="deferrable-column-key",
        message="DEFERRABLE not supported for PRIMARY KEY and UNIQUE constraints",
        since=GUIDE_DAY,
        evidence=Evidence.GRAMMAR,
        when=_defers_a_key,
    ),
)


def refusal(table: pb.CreateStmt) -> Refusal | None:
    """What is wrong with a CREATE TABLE, or None."""
    found = first_refusal(TABLE_RULES, table)
    for column in columns(table):
        found = found or column_refusal(column)
    return found


def column_refusal(column: pb.ColumnDef) -> Refusal | None:
    """What is wrong with the definition of a column, or None."""
    found = first_refusal(COLUMN_RULES, column)
    for node in column.constraints:
        if not found and node.constraint.contype == pb.CONSTR_IDENTITY:
            found = first_refusal(
                identity_rules(display_name(column.type_name)), list(node.constraint.options)
            )
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
