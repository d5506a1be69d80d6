"""Columns: a definition -> a column and the constraints that are written with it."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple
from typing import cast as as_type

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import types
from pulumi_dsql_provider.dialect.expressions.syntax import is_null, note
from pulumi_dsql_provider.dialect.parse import written
from pulumi_dsql_provider.dialect.parse.draft import Draft
from pulumi_dsql_provider.dialect.parse.identity import identity
from pulumi_dsql_provider.dialect.parse.key import PartName
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.parse.type_name import type_of
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.model import Column, ObjectName, Storage

_KEYS = frozenset({nodes.CONSTR_CHECK, nodes.CONSTR_PRIMARY, nodes.CONSTR_UNIQUE, nodes.CONSTR_FOREIGN})
_DEFERRAL = {  # what follows a foreign key: (field, value)
    nodes.CONSTR_ATTR_DEFERRABLE: ("deferrable", True),
    nodes.CONSTR_ATTR_NOT_DEFERRABLE: ("deferrable", False),
    nodes.CONSTR_ATTR_DEFERRED: ("initdeferred", True),
    nodes.CONSTR_ATTR_IMMEDIATE: ("initdeferred", False),
}
_WORDS = {
    "nullable": "NULL",
    "default": "its default",
    "identity": "its identity",
    "generated": "what it is generated from",
}
_STORAGES = frozenset({"plain", "external", "extended", "main"})


class Defined(NamedTuple):
    """A column, and its constraints as if they were the table's."""

    column: Column
    constraints: list[nodes.Constraint]


def defined(
    statement: Statement,
    definition: nodes.ColumnDef,
    table: ObjectName,
    draft: Draft,
    end: int | None = None,
) -> Defined:
    """What a column's definition says; `end` is where the next element begins, if that is known.

    Raises Refused where there can be no column.
    """
    start = definition.location
    text = b"" if end is None else statement.text[start:end]
    known = draft.columns.get(text)
    if known is not None:
        draft.locations[PartName(table, known.name)] = statement.location(start)
        return Defined(known, [])
    refusals = len(draft.refusals)
    made = _defined(statement, definition, table, draft)
    if text and not made.constraints and not _is_domain(made.column.type) and len(draft.refusals) == refusals:
        draft.columns[text] = made.column
    return made


def _is_domain(type_: str) -> bool:
    """Whether what the name of a type means depends on what was declared before."""
    return "." in type_


def _defined(statement: Statement, definition: nodes.ColumnDef, table: ObjectName, draft: Draft) -> Defined:
    draft.locations[PartName(table, definition.colname)] = statement.location(definition.location)
    draft.refuse(*_without_form(statement, definition, table))
    what = f"the column {definition.colname}"
    type_ = type_of(statement, definition.type_name, what, table, "columns", draft)
    changes: dict[str, object] = {}
    constraints: list[nodes.Constraint] = []
    said = [node.constraint for node in definition.constraints]
    ends = [constraint.location for constraint in said]
    for constraint in said:
        if constraint.contype in _KEYS:
            constraints.append(_of_table(constraint, definition.colname))
        elif constraint.contype in _DEFERRAL and constraints:
            setattr(constraints[-1], *_DEFERRAL[constraint.contype])
        else:
            _attribute(statement, constraint, ends, definition.colname, table, changes, draft)
    if any(constraint.contype == nodes.CONSTR_PRIMARY for constraint in constraints):
        changes["nullable"] = False
    storage = storage_of(definition.storage_name, type_)
    return Defined(_column(name=definition.colname, type=type_, storage=storage, **changes), constraints)


@lru_cache(maxsize=16384)
def _column(**fields: object) -> Column:
    """Many tables have the same column: `id`, `created_at`. It is one value then."""
    return Column.model_validate(fields)


def storage_of(name: str, type_: str) -> Storage | None:
    """A STORAGE clause; None where it is the type's own anyway."""
    storage = name.lower()
    if storage not in _STORAGES or storage == types.default_storage(type_):
        return None
    return as_type("Storage", storage)


def default_of(
    statement: Statement, expression: nodes.Node, offset: int = 0, ends: Iterable[int] = ()
) -> str | None:
    """The first DEFAULT clause from an offset on, up to one of the offsets `ends`; DEFAULT NULL is none."""
    if is_null(expression):
        return None
    return note(written.clause(statement, nodes.DEFAULT, offset, ends), expression)


def _attribute(
    statement: Statement,
    constraint: nodes.Constraint,
    ends: Iterable[int],
    column: str,
    table: ObjectName,
    changes: dict[str, object],
    draft: Draft,
) -> None:
    """One of NOT NULL, NULL, DEFAULT, GENERATED."""
    kind = constraint.contype
    if kind == nodes.CONSTR_NOTNULL:
        _set(statement, constraint, column, table, changes, draft, nullable=False)
    elif kind == nodes.CONSTR_NULL:
        _set(statement, constraint, column, table, changes, draft, nullable=True)
    elif kind == nodes.CONSTR_DEFAULT:
        default = default_of(statement, constraint.raw_expr, constraint.location, ends)
        _set(statement, constraint, column, table, changes, draft, default=default)
    elif kind == nodes.CONSTR_IDENTITY:
        made = identity(statement, constraint, column, table, draft)
        _set(statement, constraint, column, table, changes, draft, identity=made)
        changes["nullable"] = False  # PostgreSQL makes it so
    elif kind == nodes.CONSTR_GENERATED:
        if constraint.generated_kind == "v":
            draft.refuse(_refusal(statement, table, column, "virtual columns", "write STORED", constraint))
        made_of = written.in_brackets(statement, nodes.AS, constraint.location)
        _set(statement, constraint, column, table, changes, draft, generated=made_of)
    else:
        form = "a constraint's attributes here"
        draft.refuse(_refusal(statement, table, column, form, "leave them out", constraint))


def _set(
    statement: Statement,
    constraint: nodes.Constraint,
    column: str,
    table: ObjectName,
    changes: dict[str, object],
    draft: Draft,
    **change: object,
) -> None:
    """Note what is said about a column; saying two different things is refused."""
    ((part, value),) = change.items()
    if part in changes and changes[part] != value:
        message = f"the column {column} of {table} says two things about {_WORDS[part]}"
        draft.refuse(
            statement.refusal("DSQL064", message, "keep one of them", table, "columns", constraint.location)
        )
    changes[part] = value


def _of_table(constraint: nodes.Constraint, column: str) -> nodes.Constraint:
    """A column's constraint as a table's."""
    found = nodes.Constraint()
    found.CopyFrom(constraint)
    if found.contype == nodes.CONSTR_FOREIGN:
        found.fk_attrs.add().string.sval = column
    elif found.contype != nodes.CONSTR_CHECK:
        found.keys.add().string.sval = column
    return found


def _without_form(statement: Statement, definition: nodes.ColumnDef, table: ObjectName) -> Iterator[Refusal]:
    """What columns of DSQL have not got."""
    if definition.HasField("coll_clause"):
        form, way_out = "COLLATE: its collation is C", "leave it out"
        yield _refusal(statement, table, definition.colname, form, way_out, definition)
    if definition.compression:
        yield _refusal(statement, table, definition.colname, "COMPRESSION", "leave it out", definition)
    if definition.fdwoptions:
        yield _refusal(statement, table, definition.colname, "OPTIONS", "leave them out", definition)


def _refusal(
    statement: Statement,
    table: ObjectName,
    column: str,
    form: str,
    way_out: str,
    at: nodes.Constraint | nodes.ColumnDef,
) -> Refusal:
    message = f"the column {column} of {table}: DSQL has not got {form}"
    return statement.refusal("DSQL050", message, way_out, table, "columns", at.location)
