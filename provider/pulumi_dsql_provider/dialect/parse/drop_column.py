"""DROP COLUMN, and what goes with a column."""

from pulumi_dsql_provider.dialect.expressions import column_names
from pulumi_dsql_provider.dialect.parse import view
from pulumi_dsql_provider.dialect.parse.draft import Draft, by_kind
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.queries import Used
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import Check, Constraint, ForeignKey, Index, ObjectName, Statistics, Table


def drop(statement: Statement, column: str, name: ObjectName, draft: Draft, *, cascade: bool) -> None:
    """Drop a column with its constraints and indexes; what else needs it goes with CASCADE only."""
    table = draft.table(name)
    kept = [one for one in table.constraints if not _uses(one, column)]
    others = [*_needing(column, name, draft), *(_generated(column, table))]
    if others and not cascade:
        message = f"the column {column} of {name} cannot go: {others[0]} needs it"
        raise Refused(
            statement.refusal("DSQL065", message, "drop that first, or use CASCADE", name, "columns")
        )
    known = draft.relations()
    readers = {each.name for each in draft.views.values() if known.uses(each, Used(name, column))}
    view.drop_all(statement, readers, f"the column {column} of {name}", draft, cascade=cascade)
    draft.put(table, columns=tuple(one for one in table.columns if one.name != column), **by_kind(kept))
    draft.access.forget_column(name, column)
    draft.drop_indexes(lambda index: index.table == name and _in_index(index, column))
    draft.drop_statistics(lambda one: one.table == name and _in_statistics(one, column))
    draft.give_owners(lambda owner: None if owner == (name, column) else owner)
    for other, foreign in draft.references_to(name):
        if _referenced(foreign, column, table):
            rest = tuple(one for one in other.foreign_keys if one is not foreign)
            draft.put(draft.tables[other.name], foreign_keys=rest)
    for generated in [
        one.name for one in table.columns if one.generated and column in column_names(one.generated)
    ]:
        drop(statement, generated, name, draft, cascade=True)


def _uses(constraint: Constraint, column: str) -> bool:
    if isinstance(constraint, Check):
        return column in column_names(constraint.expression)
    return column in (*constraint.columns, *getattr(constraint, "include", ()))


def _in_index(index: Index, column: str) -> bool:
    used = {column for key in index.keys for column in _columns_of(key.column, key.expression)}
    return column in used | set(index.include) | set(_columns_of(None, index.where))


def _in_statistics(statistics: Statistics, column: str) -> bool:
    return column in statistics.columns or any(column in column_names(one) for one in statistics.expressions)


def _columns_of(column: str | None, expression: str | None) -> frozenset[str]:
    named = frozenset() if column is None else frozenset({column})
    return named | (frozenset() if expression is None else column_names(expression))


def _referenced(foreign: ForeignKey, column: str, table: Table) -> bool:
    key = () if table.primary_key is None else table.primary_key.columns
    return column in (foreign.referenced_columns or key)


def _needing(column: str, name: ObjectName, draft: Draft) -> list[str]:
    """The foreign keys, of other columns, that reference the column."""
    table = draft.table(name)
    return [
        f"the foreign key {foreign.name} of {other.name}"
        for other, foreign in draft.references_to(name)
        if _referenced(foreign, column, table) and not (other.name == name and column in foreign.columns)
    ]


def _generated(column: str, table: Table) -> list[str]:
    return [
        f"the generated column {one.name}"
        for one in table.columns
        if one.generated is not None and column in column_names(one.generated)
    ]
