"""Indexes as the catalog has them."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from pulumi_dsql_provider.catalog.column import Columns, names
from pulumi_dsql_provider.catalog.expression import bare
from pulumi_dsql_provider.catalog.job import Jobs
from pulumi_dsql_provider.catalog.scope import Row
from pulumi_dsql_provider.model import Index, IndexKey, ObjectName

_NULLS_FIRST = 2  # a bit of indoption


def indexes(
    rows: Iterable[Row], tables: Mapping[int, ObjectName], columns: Mapping[int, Columns], running: Jobs
) -> tuple[Index, ...]:
    """The rows of indexes.sql as values, in their order."""
    found = []
    for _, group in groupby(rows, key=lambda row: row[0]):
        of_index = list(group)
        table = of_index[0][1]
        if table in tables:  # else created since the tables were read
            found.append(_index(of_index, tables[table], columns[table], running))
    return tuple(found)


def _index(rows: list[Row], table: ObjectName, columns: Columns, running: Jobs) -> Index:
    """One index from its rows, which differ in the expression of the key only."""
    (
        oid,
        _,
        name,
        numbers_text,
        key_count,
        options_text,
        _,
        unique,
        nulls_not_distinct,
        where,
        valid,
        comment,
    ) = rows[0]
    numbers = [int(number) for number in numbers_text.split()]
    options = [int(option) for option in options_text.split()]
    keys = [
        IndexKey(
            column=None if expression is not None else columns[number].name,
            expression=None if expression is None else bare(expression),
            nulls_first=bool(option & _NULLS_FIRST),
        )
        for number, option, expression in zip(numbers, options, (row[6] for row in rows), strict=False)
    ]
    return Index(
        name=name,
        table=table,
        keys=tuple(keys),
        include=names(columns, numbers[key_count:]),
        unique=unique,
        nulls_not_distinct=nulls_not_distinct,
        where=None if where is None else bare(where),
        comment=comment,
        valid=valid,
        building=not valid and running.builds_index(oid, ObjectName(table.schema, name)),
    )
