"""CREATE STATISTICS, ALTER STATISTICS."""

from collections.abc import Iterator
from typing import get_args

from pulumi_dsql_provider.dialect import naming
from pulumi_dsql_provider.dialect.parse import written
from pulumi_dsql_provider.dialect.parse.draft import Draft, Missing
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import ObjectName, Statistics, StatisticsKind, Table

_KINDS: tuple[StatisticsKind, ...] = get_args(StatisticsKind)


def create(statement: Statement, draft: Draft) -> None:
    """Add the statistics; those without a name go to the schema of their table."""
    node = statement.node.create_stats_stmt
    if len(node.relations) != 1 or node.relations[0].WhichOneof("node") != "range_var":
        message = "DSQL has not got statistics over anything but one table"
        raise Refused(statement.refusal("DSQL050", message, "name one table"))
    table = draft.table(statement.name(node.relations[0].range_var))
    listed = [part.stats_elem.name or "expr" for part in node.exprs]
    name = _name(statement, listed, table.name, draft)
    if name in draft.statistics:
        if not node.if_not_exists:
            message = f"the statistics {name} are created twice"
            raise Refused(statement.refusal("DSQL003", message, "keep one of them", name, "name"))
        return
    columns = [column for column, _ in _elements(statement) if column is not None]
    expressions = tuple(text for column, text in _elements(statement) if column is None)
    for column in columns:
        if table.column(column) is None:
            raise Missing(f"column {column} of {table.name}")
    draft.statistics[name] = Statistics(
        name=name,
        table=table.name,
        kinds=_kinds(statement, name, single=not columns and len(expressions) == 1),
        columns=_in_order(columns, table),
        expressions=expressions,
    )
    draft.locations[name] = statement.location()


def alter(statement: Statement, draft: Draft) -> None:
    """SET STATISTICS: the target; DEFAULT and -1 are the server's own."""
    node = statement.node.alter_stats_stmt
    name = statement.name_of([part.string.sval for part in node.defnames])
    if name not in draft.statistics and node.missing_ok:
        return
    target = node.stxstattarget.integer.ival if node.HasField("stxstattarget") else -1
    changed = draft.the_statistics(name).model_copy(update={"target": None if target < 0 else target})
    draft.statistics[name] = changed


def _name(statement: Statement, listed: list[str], table: ObjectName, draft: Draft) -> ObjectName:
    given = [part.string.sval for part in statement.node.create_stats_stmt.defnames]
    if given:
        return statement.name_of(given)
    taken = draft.statistics.relations.of(table.schema)
    return ObjectName(table.schema, naming.statistics(table.name, listed, taken))


def _elements(statement: Statement) -> Iterator[tuple[str | None, str]]:
    """(column, text) of each element; the column is None for an expression. A column in brackets is one."""
    elements = statement.node.create_stats_stmt.exprs
    for part, words in zip(elements, written.elements(statement), strict=True):
        element = part.stats_elem
        column = element.name or None
        if element.expr.WhichOneof("node") == "column_ref":
            column = element.expr.column_ref.fields[-1].string.sval
        yield column, written.text(statement, words)


def _in_order(columns: list[str], table: Table) -> tuple[str, ...]:
    """As in the table; one that is listed twice is there twice, for validation to find."""
    places = {column.name: place for place, column in enumerate(table.columns)}
    return tuple(sorted(columns, key=places.__getitem__))


def _kinds(statement: Statement, name: ObjectName, *, single: bool) -> tuple[StatisticsKind, ...]:
    """All of them where none is given, but for a single expression, which has none."""
    given = [part.string.sval for part in statement.node.create_stats_stmt.stat_types]
    if unknown := [kind for kind in given if kind not in _KINDS]:
        message = f"the statistics {name}: there is no kind {unknown[0]}"
        way_out = f"write {', '.join(_KINDS[:-1])} or {_KINDS[-1]}"
        raise Refused(statement.refusal("DSQL050", message, way_out, name, "kinds"))
    if not given:
        return () if single else _KINDS
    return tuple(kind for kind in _KINDS if kind in given)
