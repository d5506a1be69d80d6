"""What differs between two indexes."""

from collections.abc import Iterator, Mapping
from functools import cache

from pulumi_dsql_provider.dialect.identifiers import quote
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.column import types_on
from pulumi_dsql_provider.diff.comment import comment_differs
from pulumi_dsql_provider.diff.match import changes, differing
from pulumi_dsql_provider.diff.meaning import Columns, Same
from pulumi_dsql_provider.model import Database, Index, IndexKey, ObjectName


def compare_indexes(
    live: Database, wanted: Database, same: Same, renamed: Mapping[ObjectName, ObjectName]
) -> Iterator[Change]:
    """The changes of indexes; `valid` differs where the live one is not built and no job is at it.

    Expressions are compared over the columns of the index's table, where either side holds it.
    """

    columns_of = cache(lambda table: types_on(table, live, wanted))

    def differs(old: Index, new: Index) -> frozenset[str]:
        if old.table != new.table:
            return frozenset({"table"})
        columns = columns_of(new.table)
        fields = set(differing(old, new, ("unique", "nulls_not_distinct")) | comment_differs(old, new))
        if not _same_keys(old.keys, new.keys, columns, same):
            fields.add("keys")
        if set(old.include) != set(new.include):
            fields.add("include")
        if not same(old.where, new.where, columns):
            fields.add("where")
        if new.valid and not (old.valid or old.building):
            fields.add("valid")
        return frozenset(fields)

    found = changes(
        "index",
        live.indexes,
        wanted.indexes,
        key=lambda index: index.qualified_name,
        differs=differs,
        renamed_with=frozenset({"comment"}),
        within=lambda index: index.table,
        renamed=renamed,
    )
    return (change.model_copy(update={"table": _table(change)}) for change in found)


def _table(change: Change) -> ObjectName:
    index = change.wanted or change.live
    assert isinstance(index, Index)
    return index.table


def _same_keys(
    live: tuple[IndexKey, ...], wanted: tuple[IndexKey, ...], columns: Columns, same: Same
) -> bool:
    if len(live) != len(wanted):
        return False
    # Every pair is looked at, so that every question is asked even where an earlier key differs.
    pairs = [_same_key(old, new, columns, same) for old, new in zip(live, wanted, strict=True)]
    return all(pairs)


def _same_key(live: IndexKey, wanted: IndexKey, columns: Columns, same: Same) -> bool:
    if live.nulls_first != wanted.nulls_first:
        return False
    if live.column is not None and wanted.column is not None:
        return live.column == wanted.column
    # An expression that is a column once its types are known (a::text) is stored as that column.
    return same(_as_expression(live), _as_expression(wanted), columns)


def _as_expression(key: IndexKey) -> str | None:
    return key.expression if key.column is None else quote(key.column)
