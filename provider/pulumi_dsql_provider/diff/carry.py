"""Renames carried through a database: the names in keys, constraints, expressions and indexes follow."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from pulumi_dsql_provider.dialect import expressions
from pulumi_dsql_provider.dialect.identifiers import qualified
from pulumi_dsql_provider.dialect.queries import Relations, Renamed, renamed
from pulumi_dsql_provider.diff.new_names import with_new_names
from pulumi_dsql_provider.diff.renames import Renames
from pulumi_dsql_provider.model import (
    Column,
    Database,
    ForeignKey,
    Function,
    Grant,
    Index,
    ObjectName,
    Owner,
    OwningColumn,
    Sequence,
    Statistics,
    Table,
    Target,
    View,
)

_Names = Mapping[str, str]
"""New names by old ones."""


def to_carry_out(live: Database, wanted: Database, renames: Renames) -> Renames:
    """Those of `renames` that are wanted and have not been carried out before."""
    if not renames.carried:
        return renames
    tables: dict[ObjectName, ObjectName] = {}
    for table in wanted.tables:
        old = renames.tables.get(table.name)
        if old in tables.values() or live.table(table.name) is not None:
            continue
        if old is not None and live.table(old) is not None:
            tables[table.name] = old

    columns: dict[tuple[ObjectName, str], str] = {}
    for table in wanted.tables:
        before = live.table(tables.get(table.name, table.name))
        for column in table.columns:
            name = renames.columns.get((table.name, column.name))
            if before is None or name is None or before.column(column.name) is not None:
                continue
            if before.column(name) is not None and (table.name, name) not in _taken(columns):
                columns[table.name, column.name] = name
    sequences = _standing(renames.sequences, live.sequence, wanted.sequence)
    domains = _standing(renames.domains, live.domain, wanted.domain)
    views = _standing(renames.views, live.view, wanted.view)
    return replace(renames, tables=tables, columns=columns, sequences=sequences, domains=domains, views=views)


def _standing(
    renamed: Mapping[ObjectName, ObjectName],
    live: Callable[[ObjectName], object],
    wanted: Callable[[ObjectName], object],
) -> dict[ObjectName, ObjectName]:
    return {
        new: old
        for new, old in renamed.items()
        if wanted(new) is not None and live(new) is None and live(old) is not None
    }


def carry(live: Database, renames: Renames) -> Database:
    """`live` as it is once these renames, which must all be possible, have been carried out."""
    if not renames.carried:
        return live
    live = with_new_names(live, renames)
    tables = {old: new for kind in (renames.tables, renames.views) for new, old in kind.items()}
    columns: dict[ObjectName, dict[str, str]] = {}
    for (table, new), old in renames.columns.items():
        columns.setdefault(table, {})[old] = new

    def new_table(old: ObjectName) -> ObjectName:
        return tables.get(old, old)

    def references(key: ForeignKey, own: _Names) -> ForeignKey:
        target = new_table(key.references)
        return key.model_copy(
            update={
                "columns": _renamed(key.columns, own),
                "references": target,
                "referenced_columns": _renamed(key.referenced_columns, columns.get(target, {})),
                "on_delete_columns": _renamed(key.on_delete_columns, own),
            }
        )

    def carried(table: Table) -> Table:
        name = new_table(table.name)
        own = columns.get(name, {})
        table = _with_columns_renamed(table, own) if own else table
        keys = tuple(references(key, own) for key in table.foreign_keys)
        return table.model_copy(update={"name": name, "foreign_keys": keys})

    held = live.access.grants
    grants = None if held is None else tuple(_grant(each, new_table, columns) for each in held)
    kept = live.access.owners
    owners = None if kept is None else tuple(_owner(each, new_table) for each in kept)
    rows = {qualified(old): qualified(new) for old, new in tables.items()}
    indexes = (_index(index, name := new_table(index.table), columns.get(name, {})) for index in live.indexes)
    return live.model_copy(
        update={
            "tables": tuple(map(carried, live.tables)),
            "indexes": tuple(indexes),
            "statistics": tuple(
                _statistics(one, name := new_table(one.table), columns.get(name, {}))
                for one in live.statistics
            ),
            "sequences": tuple(_sequence(sequence, new_table, columns) for sequence in live.sequences),
            "functions": tuple(_function(function, rows) for function in live.functions),
            "views": _views(live, tables, columns),
            "access": live.access.model_copy(update={"grants": grants, "owners": owners}),
        }
    )


def _taken(columns: Mapping[tuple[ObjectName, str], str]) -> set[tuple[ObjectName, str]]:
    return {(table, old) for (table, _), old in columns.items()}


def _with_columns_renamed(table: Table, names: _Names) -> Table:
    """All but the foreign keys."""
    key = table.primary_key
    return table.model_copy(
        update={
            "columns": tuple(_column(column, names) for column in table.columns),
            "primary_key": key and key.model_copy(update={"columns": _renamed(key.columns, names)}),
            "uniques": tuple(
                unique.model_copy(
                    update={
                        "columns": _renamed(unique.columns, names),
                        "include": _renamed(unique.include, names),
                    }
                )
                for unique in table.uniques
            ),
            "checks": tuple(
                check.model_copy(update={"expression": _expression(check.expression, names)})
                for check in table.checks
            ),
        }
    )


def _column(column: Column, names: _Names) -> Column:
    name, generated = names.get(column.name, column.name), _expression(column.generated, names)
    return column.model_copy(update={"name": name, "generated": generated})


def _index(index: Index, table: ObjectName, names: _Names) -> Index:
    keys = tuple(
        key.model_copy(
            update={
                "column": key.column and names.get(key.column, key.column),
                "expression": _expression(key.expression, names),
            }
        )
        for key in index.keys
    )
    include, where = _renamed(index.include, names), _expression(index.where, names)
    return index.model_copy(update={"table": table, "keys": keys, "include": include, "where": where})


def _statistics(statistics: Statistics, table: ObjectName, names: _Names) -> Statistics:
    texts = statistics.expressions
    if names:
        texts = tuple(expressions.rename_columns(text, names) for text in texts)
    columns = _renamed(statistics.columns, names)
    return statistics.model_copy(update={"table": table, "columns": columns, "expressions": texts})


def _sequence(
    sequence: Sequence,
    new_table: Callable[[ObjectName], ObjectName],
    columns: Mapping[ObjectName, _Names],
) -> Sequence:
    owner = sequence.owned_by
    if owner is None:
        return sequence
    table = new_table(owner.table)
    column = columns.get(table, {}).get(owner.column, owner.column)
    return sequence.model_copy(update={"owned_by": OwningColumn(table, column)})


def _grant(
    grant: Grant,
    new_table: Callable[[ObjectName], ObjectName],
    columns: Mapping[ObjectName, _Names],
) -> Grant:
    target = _target(grant.target, new_table)
    column = grant.column and columns.get(target.name, {}).get(grant.column, grant.column)
    return grant.model_copy(update={"target": target, "column": column})


def _owner(owner: Owner, new_table: Callable[[ObjectName], ObjectName]) -> Owner:
    return owner.model_copy(update={"target": _target(owner.target, new_table)})


def _target(target: Target, new_table: Callable[[ObjectName], ObjectName]) -> Target:
    return target.model_copy(update={"name": new_table(target.name)}) if target.kind == "table" else target


def _function(function: Function, rows: _Names) -> Function:
    """With the new names of tables whose rows are among its types; `rows` has them as types are spelt."""

    def followed(type_: str) -> str:
        element = type_.removesuffix("[]")
        return rows.get(element, element) + type_.removeprefix(element)

    arguments = tuple(each.model_copy(update={"type": followed(each.type)}) for each in function.arguments)
    return function.model_copy(update={"arguments": arguments, "returns": followed(function.returns)})


def _views(
    live: Database, tables: Mapping[ObjectName, ObjectName], columns: Mapping[ObjectName, _Names]
) -> tuple[View, ...]:
    """`columns` are by the new names of their tables."""
    old = {new: name for name, new in tables.items()}
    new = Renamed(tables, {old.get(table, table): names for table, names in columns.items()})
    known = Relations(live)
    return tuple(renamed(view, known.normal(view), new) for view in live.views)


def _renamed(columns: tuple[str, ...], names: _Names) -> tuple[str, ...]:
    return tuple(names.get(column, column) for column in columns)


def _expression(text: str | None, names: _Names) -> str | None:
    return text if text is None or not names else expressions.rename_columns(text, names)
