"""RENAME of objects, columns and constraints; expressions and references follow."""

from collections.abc import Callable, Mapping

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.expressions import rename_columns
from pulumi_dsql_provider.dialect.parse import function, role, view
from pulumi_dsql_provider.dialect.parse.draft import Draft, Missing, by_kind, keys_of
from pulumi_dsql_provider.dialect.parse.move import (
    move_domain,
    move_sequence,
    move_statistics,
    move_table,
    refuse_taken,
)
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.queries import Renamed
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import ForeignKey, Index, ObjectName, OwningColumn, Statistics, Table

_Rename = Callable[[Statement, Draft], None]


def fold(statement: Statement, draft: Draft) -> None:
    """Carry out the rename."""
    kind = statement.node.rename_stmt.rename_type
    if kind not in _RENAMES:
        what = nodes.ObjectType.Name(kind).removeprefix("OBJECT_").lower().replace("_", " ")
        raise Refused(statement.refusal("DSQL061", f"RENAME of a {what} is not managed", "leave it out"))
    try:
        _RENAMES[kind](statement, draft)
    except Missing:
        if not statement.node.rename_stmt.missing_ok:
            raise


def _table(statement: Statement, draft: Draft) -> None:
    rename = statement.node.rename_stmt
    old = statement.name(rename.relation)
    if old in draft.indexes:  # PostgreSQL takes ALTER TABLE for an index, too
        _index(statement, draft)
        return
    if old in draft.views:  # and for a view
        _view(statement, draft)
        return
    move_table(statement, old, old._replace(name=rename.newname), draft)


def _sequence(statement: Statement, draft: Draft) -> None:
    rename = statement.node.rename_stmt
    old = statement.name(rename.relation)
    move_sequence(statement, old, old._replace(name=rename.newname), draft)


def _view(statement: Statement, draft: Draft) -> None:
    rename = statement.node.rename_stmt
    old = statement.name(rename.relation)
    view.move(statement, old, old._replace(name=rename.newname), draft)


def _domain(statement: Statement, draft: Draft) -> None:
    old = _name(statement)
    move_domain(statement, old, old._replace(name=statement.node.rename_stmt.newname), draft)


def _statistics(statement: Statement, draft: Draft) -> None:
    old = _name(statement)
    move_statistics(statement, old, old._replace(name=statement.node.rename_stmt.newname), draft)


def _domain_constraint(statement: Statement, draft: Draft) -> None:
    rename = statement.node.rename_stmt
    domain = draft.domain(_name(statement))
    if all(check.name != rename.subname for check in domain.checks):
        raise Missing(f"constraint {rename.subname} of {domain.name}")
    checks = tuple(
        check.model_copy(update={"name": rename.newname}) if check.name == rename.subname else check
        for check in domain.checks
    )
    draft.domains[domain.name] = domain.model_copy(update={"checks": checks})


def _name(statement: Statement) -> ObjectName:
    """The name of something that is not named as a relation is."""
    return statement.name_of([part.string.sval for part in statement.node.rename_stmt.object.list.items])


def _index(statement: Statement, draft: Draft) -> None:
    rename = statement.node.rename_stmt
    old = statement.name(rename.relation)
    new = old._replace(name=rename.newname)
    owner = _owner_of_key(old, draft)
    if owner is not None:  # the index of a constraint: both have one name
        _rename_constraint(owner, old.name, new.name, draft)
        return
    draft.index(old)
    refuse_taken(statement, new, draft)
    renamed = {
        (new if name == old else name): index.model_copy(update={"name": new.name}) if name == old else index
        for name, index in draft.indexes.items()
    }
    draft.indexes.clear()
    draft.indexes.update(renamed)
    draft.locations[new] = draft.locations.pop(old)


def _constraint(statement: Statement, draft: Draft) -> None:
    rename = statement.node.rename_stmt
    table = draft.table(statement.name(rename.relation))
    if all(one.name != rename.subname for one in table.constraints):
        raise Missing(f"constraint {rename.subname} of {table.name}")
    _rename_constraint(table, rename.subname, rename.newname, draft)


def _column(statement: Statement, draft: Draft) -> None:
    rename = statement.node.rename_stmt
    old, new = rename.subname, rename.newname
    owner = statement.name(rename.relation)
    if owner in draft.views:
        view.rename_column(statement, draft.view(owner), old, new, draft)
        return
    table = draft.table(statement.name(rename.relation))
    if table.column(old) is None:
        raise Missing(f"column {old} of {table.name}")
    if table.column(new) is not None:
        message = f"{table.name} has two columns {new}"
        raise Refused(statement.refusal("DSQL003", message, "choose another name", table.name, "columns"))
    names = {old: new}
    draft.access.follow_column(table.name, old, new)
    draft.rename_in_views(Renamed({}, {table.name: names}))
    draft.put(table, **_table_with(table, names))
    for name, index in draft.indexes.items():
        if index.table == table.name:
            draft.indexes[name] = _index_with(index, names)
    for name, one in list(draft.statistics.items()):
        if one.table == table.name:
            draft.statistics[name] = _statistics_with(one, names)
    draft.map_foreign_keys(lambda foreign: _reference_with(foreign, table.name, names))
    draft.give_owners(
        lambda owner: owner._replace(column=new) if owner == OwningColumn(table.name, old) else owner
    )


def _table_with(table: Table, names: Mapping[str, str]) -> dict[str, object]:
    """A table's parts after its columns were renamed."""
    key = table.primary_key
    return {
        "columns": tuple(
            column.model_copy(
                update={
                    "name": names.get(column.name, column.name),
                    "generated": _renamed(column.generated, names),
                }
            )
            for column in table.columns
        ),
        "primary_key": None if key is None else key.model_copy(update={"columns": _each(key.columns, names)}),
        "uniques": tuple(
            one.model_copy(
                update={"columns": _each(one.columns, names), "include": _each(one.include, names)}
            )
            for one in table.uniques
        ),
        "checks": tuple(
            one.model_copy(update={"expression": rename_columns(one.expression, names)})
            for one in table.checks
        ),
        "foreign_keys": tuple(
            one.model_copy(
                update={
                    "columns": _each(one.columns, names),
                    "on_delete_columns": _each(one.on_delete_columns, names),
                }
            )
            for one in table.foreign_keys
        ),
    }


def _index_with(index: Index, names: Mapping[str, str]) -> Index:
    keys = (
        key.model_copy(
            update={
                "column": None if key.column is None else names.get(key.column, key.column),
                "expression": _renamed(key.expression, names),
            }
        )
        for key in index.keys
    )
    changes = {"keys": tuple(keys), "include": _each(index.include, names)}
    return index.model_copy(update={**changes, "where": _renamed(index.where, names)})


def _statistics_with(statistics: Statistics, names: Mapping[str, str]) -> Statistics:
    expressions = tuple(rename_columns(one, names) for one in statistics.expressions)
    return statistics.model_copy(
        update={"columns": _each(statistics.columns, names), "expressions": expressions}
    )


def _reference_with(foreign: ForeignKey, target: ObjectName, names: Mapping[str, str]) -> ForeignKey:
    if foreign.references != target:
        return foreign
    return foreign.model_copy(update={"referenced_columns": _each(foreign.referenced_columns, names)})


def _each(columns: tuple[str, ...], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(names.get(column, column) for column in columns)


def _renamed(expression: str | None, names: Mapping[str, str]) -> str | None:
    return None if expression is None else rename_columns(expression, names)


def _owner_of_key(name: ObjectName, draft: Draft) -> Table | None:
    """The table whose primary key or unique constraint has that name."""
    return next(
        (
            table
            for table in draft.tables.values()
            if table.name.schema == name.schema
            for key in keys_of(table)
            if key.name == name.name
        ),
        None,
    )


def _rename_constraint(table: Table, old: str, new: str, draft: Draft) -> None:
    renamed = (one.model_copy(update={"name": new}) if one.name == old else one for one in table.constraints)
    draft.put(table, **by_kind(renamed))


_RENAMES: dict[int, _Rename] = {
    nodes.OBJECT_TABLE: _table,
    nodes.OBJECT_INDEX: _index,
    nodes.OBJECT_SEQUENCE: _sequence,
    nodes.OBJECT_VIEW: _view,
    nodes.OBJECT_DOMAIN: _domain,
    nodes.OBJECT_STATISTIC_EXT: _statistics,
    nodes.OBJECT_DOMCONSTRAINT: _domain_constraint,
    nodes.OBJECT_FUNCTION: function.rename,
    nodes.OBJECT_ROUTINE: function.rename,
    nodes.OBJECT_ROLE: role.rename,
    nodes.OBJECT_TABCONSTRAINT: _constraint,
    nodes.OBJECT_COLUMN: _column,
}
