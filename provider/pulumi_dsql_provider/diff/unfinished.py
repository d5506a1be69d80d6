"""Columns that an interrupted change has left half filled, under the name that they have until then."""

from dataclasses import replace

from pulumi_dsql_provider.dialect import naming
from pulumi_dsql_provider.diff.column import default_of, same_default
from pulumi_dsql_provider.diff.meaning import Same
from pulumi_dsql_provider.diff.renames import Renames
from pulumi_dsql_provider.model import Column, Database, Table


def with_unfinished(renames: Renames, carried: Database, wanted: Database, same: Same) -> Renames:
    """`renames`, and one for each wanted column that is there unfinished: that is how it gets its name.

    `carried` is what is live with `renames` carried out.
    """
    columns = dict(renames.columns)
    for table in wanted.tables:
        there = carried.table(table.name)
        if there is not None and any(naming.is_unfinished(column.name) for column in there.columns):
            for column in table.columns:
                if (found := _found(column, table, there)) is not None and _goes_on(found, column, same):
                    columns[table.name, column.name] = found.name
    return replace(renames, columns=columns)


def _found(column: Column, table: Table, there: Table) -> Column | None:
    name = naming.unfinished(column.name)
    taken = there.column(column.name) is not None or table.column(name) is not None
    return None if taken else there.column(name)


def _goes_on(live: Column, wanted: Column, same: Same) -> bool:
    """Whether what is live is a beginning of what is wanted.

    Rows are filled only after the default is set, and only with it: another default means that rows may hold
    values that are no longer wanted.
    """
    plain = all(side.nullable and side.identity is None and side.generated is None for side in (live, wanted))
    if not plain or live.type != wanted.type or default_of(wanted) is None:
        return False
    return default_of(live) is None or same_default(live, wanted, same)
