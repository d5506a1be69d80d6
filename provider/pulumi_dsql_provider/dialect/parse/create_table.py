"""CREATE TABLE."""

from collections.abc import Container, Iterator
from itertools import zip_longest

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.parse import column, constraint
from pulumi_dsql_provider.dialect.parse.draft import Draft
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import Column, ObjectName, Table


def fold(statement: Statement, draft: Draft) -> None:
    """Add the table with its columns and constraints."""
    create = statement.node.create_stmt
    name = statement.name(create.relation)
    if name in draft.tables:
        if not create.if_not_exists:
            message = f"the table {name} is created twice"
            draft.refuse(statement.refusal("DSQL003", message, "keep one of them", name, "name"))
        return
    for form in _without_form(create):
        message = f"{name}: DSQL has not got {form}"
        draft.refuse(statement.refusal("DSQL050", message, "leave it out", name))
    columns: dict[str, Column] = {}
    constraints: list[nodes.Constraint] = []
    begins = [_begin(element) for element in create.table_elts]
    for element, end in zip_longest(create.table_elts, begins[1:]):
        kind = element.WhichOneof("node")
        if kind == "column_def":
            made = _column(statement, element.column_def, end, name, columns, draft)
            if made is not None:
                columns[made.column.name] = made.column
                constraints += made.constraints
        elif kind == "constraint":
            constraints.append(element.constraint)
        else:
            message = f"{name}: LIKE is not managed"
            draft.refuse(statement.refusal("DSQL061", message, "write the columns", name, "columns"))
    draft.tables[name] = Table(name=name, columns=tuple(columns.values()))
    draft.locations[name] = statement.location()
    for each in constraint.in_order(constraints):
        constraint.add(statement, each, name, draft)


def _begin(element: nodes.Node) -> int | None:
    """Where a column or a constraint of the table begins."""
    kind = element.WhichOneof("node")
    return getattr(element, kind).location if kind in ("column_def", "constraint") else None


def _column(
    statement: Statement,
    definition: nodes.ColumnDef,
    end: int | None,
    table: ObjectName,
    before: Container[str],
    draft: Draft,
) -> column.Defined | None:
    """A column with its constraints, which can only be made when all columns are there."""
    try:
        made = column.defined(statement, definition, table, draft, end)
    except Refused as refused:
        draft.refuse(*refused.refusals)
        return None
    if made.column.name in before:
        message = f"{table} has two columns {definition.colname}"
        draft.refuse(
            statement.refusal("DSQL003", message, "rename one of them", table, "columns", definition.location)
        )
        return None
    return made


def _without_form(create: nodes.CreateStmt) -> Iterator[str]:
    """What tables of DSQL have not got."""
    if create.relation.relpersistence == "t":
        yield "TEMPORARY tables"
    if create.relation.relpersistence == "u":
        yield "UNLOGGED tables"
    if create.HasField("partspec") or create.HasField("partbound"):
        yield "partitions"
    elif create.inh_relations:
        yield "INHERITS"
    if create.HasField("of_typename"):
        yield "tables OF a type"
    if create.options:
        yield "WITH (…) of a table"
    if create.oncommit not in (nodes.ONCOMMIT_NOOP, nodes.ON_COMMIT_ACTION_UNDEFINED):
        yield "ON COMMIT"
    if create.tablespacename:
        yield "TABLESPACE"
    if create.access_method:
        yield "USING of a table"
