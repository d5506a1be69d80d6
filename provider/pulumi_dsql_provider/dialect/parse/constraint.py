"""Constraints, of a column or a table -> the model, with PostgreSQL's names for those without."""

from collections.abc import Container, Sequence
from typing import cast

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import naming
from pulumi_dsql_provider.dialect.expressions import column_names
from pulumi_dsql_provider.dialect.expressions.syntax import note
from pulumi_dsql_provider.dialect.parse import written
from pulumi_dsql_provider.dialect.parse.draft import Draft
from pulumi_dsql_provider.dialect.parse.key import PartName
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import (
    Check,
    ForeignKey,
    Match,
    ObjectName,
    PrimaryKey,
    ReferentialAction,
    Table,
    Unique,
)

_ACTIONS = {
    "": "no action", "a": "no action", "r": "restrict", "c": "cascade", "n": "set null", "d": "set default"
}  # fmt: skip
_MATCHES = {"": "simple", "s": "simple", "f": "full"}
# The order in which PostgreSQL makes, and so names, the constraints of one CREATE TABLE.
_ORDER = (nodes.CONSTR_CHECK, nodes.CONSTR_PRIMARY, nodes.CONSTR_UNIQUE, nodes.CONSTR_FOREIGN)


def in_order(constraints: Sequence[nodes.Constraint]) -> list[nodes.Constraint]:
    """The constraints in the order in which PostgreSQL names them; others (EXCLUDE) last."""
    return sorted(
        constraints, key=lambda one: _ORDER.index(one.contype) if one.contype in _ORDER else len(_ORDER)
    )


def add(statement: Statement, constraint: nodes.Constraint, table: ObjectName, draft: Draft) -> None:
    """Add one constraint to a table of the draft, or refuse it there."""
    there = {one.name for one in draft.table(table).constraints}
    try:
        _add(statement, constraint, draft.table(table), draft)
    except Refused as refused:
        draft.refuse(*refused.refusals)
    for one in draft.table(table).constraints:
        if one.name not in there:
            draft.locations[PartName(table, one.name)] = statement.location(constraint.location)


def _add(statement: Statement, constraint: nodes.Constraint, table: Table, draft: Draft) -> None:
    kind = constraint.contype
    if kind == nodes.CONSTR_NOTNULL:
        _not_null(table, [key.string.sval for key in constraint.keys], draft)
    elif kind == nodes.CONSTR_CHECK:
        check = _check(statement, constraint, table, draft)
        draft.put(table, checks=(*table.checks, check))
    elif kind == nodes.CONSTR_FOREIGN:
        foreign = _foreign_key(statement, constraint, table, draft)
        draft.put(table, foreign_keys=(*table.foreign_keys, foreign))
    elif kind in (nodes.CONSTR_PRIMARY, nodes.CONSTR_UNIQUE):
        _refuse_forms_of_keys(statement, constraint, table.name)
        if constraint.indexname:
            _take_index(statement, constraint, table, draft)
        elif kind == nodes.CONSTR_PRIMARY:
            _primary_key(statement, constraint, table, draft)
        else:
            unique = _unique(constraint, table, draft)
            draft.put(table, uniques=(*table.uniques, unique))
    else:
        raise _without_form(statement, constraint, table.name, "exclusion constraints", "uniques")


def _check(statement: Statement, constraint: nodes.Constraint, table: Table, draft: Draft) -> Check:
    if not constraint.is_enforced:
        raise _without_form(statement, constraint, table.name, "NOT ENFORCED", "checks")
    if constraint.is_no_inherit:
        draft.note(statement, "NO INHERIT is left out: nothing inherits", constraint.location)
    expression = note(written.in_brackets(statement, nodes.CHECK, constraint.location), constraint.raw_expr)
    return Check(name=constraint.conname or _name_of_check(expression, table, draft), expression=expression)


def _name_of_check(expression: str, table: Table, draft: Draft) -> str:
    used = column_names(expression)
    column = next(iter(used)) if len(used) == 1 else None
    return naming.check(table.name.name, column, draft.constraint_names(table.name.schema))


def _foreign_key(
    statement: Statement, constraint: nodes.Constraint, table: Table, draft: Draft
) -> ForeignKey:
    if not constraint.is_enforced:
        raise _without_form(statement, constraint, table.name, "NOT ENFORCED", "foreign_keys")
    if constraint.fk_matchtype not in _MATCHES:
        raise _without_form(statement, constraint, table.name, "MATCH PARTIAL", "foreign_keys")
    if constraint.fk_with_period or constraint.pk_with_period:
        raise _without_form(statement, constraint, table.name, "PERIOD", "foreign_keys")
    columns = _names(constraint.fk_attrs)
    return ForeignKey(
        name=constraint.conname
        or naming.foreign_key(table.name.name, columns, draft.constraint_names(table.name.schema)),
        columns=columns,
        references=statement.name(constraint.pktable),
        referenced_columns=_names(constraint.pk_attrs),
        on_delete=cast("ReferentialAction", _ACTIONS[constraint.fk_del_action]),
        on_delete_columns=_names(constraint.fk_del_set_cols),
        on_update=cast("ReferentialAction", _ACTIONS[constraint.fk_upd_action]),
        match=cast("Match", _MATCHES[constraint.fk_matchtype]),
        deferrable=constraint.deferrable or constraint.initdeferred,
        initially_deferred=constraint.initdeferred,
    )


def _primary_key(statement: Statement, constraint: nodes.Constraint, table: Table, draft: Draft) -> None:
    if table.primary_key is not None:
        message = f"{table.name} has two primary keys"
        raise Refused(
            statement.refusal(
                "DSQL064", message, "keep one of them", table.name, "primary_key", constraint.location
            )
        )
    if constraint.including:
        text = f"INCLUDE of {table.name}'s primary key is left out: DSQL includes every column"
        draft.note(statement, text, constraint.location)
    columns = _names(constraint.keys)
    _not_null(table, columns, draft)
    name = constraint.conname or naming.primary_key(table.name.name, _taken(table, draft))
    draft.put(draft.tables[table.name], primary_key=PrimaryKey(name=name, columns=columns))


def _unique(constraint: nodes.Constraint, table: Table, draft: Draft) -> Unique:
    columns, include = _names(constraint.keys), _names(constraint.including)
    return Unique(
        name=constraint.conname or naming.unique(table.name.name, (*columns, *include), _taken(table, draft)),
        columns=columns,
        include=include,
        nulls_not_distinct=constraint.nulls_not_distinct,
    )


def _take_index(statement: Statement, constraint: nodes.Constraint, table: Table, draft: Draft) -> None:
    """ADD CONSTRAINT … USING INDEX: the index becomes the constraint and takes its name."""
    found = ObjectName(table.name.schema, constraint.indexname)
    index = draft.index(found)
    columns = tuple(key.column for key in index.keys if key.column is not None)
    fits = index.unique and index.where is None and len(columns) == len(index.keys)
    if not fits or index.table != table.name:
        raise Refused(
            statement.refusal(
                "DSQL064",
                f"the index {found} cannot become a constraint of {table.name}",
                "use a unique index on columns of the table, without WHERE",
                table.name,
                "uniques",
                constraint.location,
            )
        )
    draft.drop_indexes(lambda one: one is index)
    name = constraint.conname or index.name
    if constraint.contype == nodes.CONSTR_PRIMARY:
        _not_null(table, columns, draft)
        draft.put(draft.tables[table.name], primary_key=PrimaryKey(name=name, columns=columns))
    else:
        unique = Unique(
            name=name, columns=columns, include=index.include, nulls_not_distinct=index.nulls_not_distinct
        )
        draft.put(table, uniques=(*table.uniques, unique))


def _not_null(table: Table, columns: Sequence[str], draft: Draft) -> None:
    if any(column.nullable and column.name in columns for column in table.columns):
        changed = (
            column.model_copy(update={"nullable": False}) if column.name in columns else column
            for column in table.columns
        )
        draft.put(table, columns=tuple(changed))


def _refuse_forms_of_keys(statement: Statement, constraint: nodes.Constraint, table: ObjectName) -> None:
    part = "primary_key" if constraint.contype == nodes.CONSTR_PRIMARY else "uniques"
    if constraint.deferrable or constraint.initdeferred:
        raise _without_form(statement, constraint, table, "DEFERRABLE keys", part)
    if constraint.options:
        raise _without_form(statement, constraint, table, "WITH (…) of an index", part)
    if constraint.indexspace:
        raise _without_form(statement, constraint, table, "TABLESPACE", part)
    if constraint.without_overlaps:
        raise _without_form(statement, constraint, table, "WITHOUT OVERLAPS", part)


def _without_form(
    statement: Statement, constraint: nodes.Constraint, table: ObjectName, form: str, part: str
) -> Refused:
    return Refused(
        statement.refusal(
            "DSQL050", f"{table}: DSQL has not got {form}", "leave it out", table, part, constraint.location
        )
    )


def _taken(table: Table, draft: Draft) -> Container[str]:
    """What the index of a constraint cannot be called."""
    return draft.names(table.name.schema)


def _names(found: Sequence[nodes.Node]) -> tuple[str, ...]:
    return tuple(node.string.sval for node in found)
