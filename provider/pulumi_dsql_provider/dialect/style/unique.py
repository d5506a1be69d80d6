"""Unique constraints and indexes."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.style.finding import Finding
from pulumi_dsql_provider.model import Database, Index, Table, Unique


def findings(database: Database) -> Iterator[Finding]:
    """Those that compare no row with a null."""
    for table in database.tables:
        for unique in table.uniques:
            if not unique.nulls_not_distinct and (columns := _nullable(table, unique.columns)):
                yield _finding(table, unique, f"the unique constraint {unique.name}", columns)
        for index in database.indexes_of(table.name):
            if not index.unique or index.nulls_not_distinct:
                continue
            keys = [key.column for key in index.keys if key.column is not None]
            if columns := [name for name in _nullable(table, keys) if not _leaves_out(name, index)]:
                yield _finding(table, index, f"the unique index {index.name}", columns)


def _nullable(table: Table, columns: list[str] | tuple[str, ...]) -> list[str]:
    found = (table.column(name) for name in columns)
    return [column.name for column in found if column is not None and column.nullable]


def _leaves_out(column: str, index: Index) -> bool:
    """Whether the index has no rows with a null there, as its author knows then."""
    return f"{column} is not null" in (index.where or "").lower()


def _finding(table: Table, subject: Unique | Index, what: str, columns: list[str]) -> Finding:
    return Finding(
        rule="nullable-unique",
        message=f"{what} of {table.name} never compares rows that are null in {', '.join(columns)}",
        way_out="make that NOT NULL, or write NULLS NOT DISTINCT",
        subject=subject.qualified_name if isinstance(subject, Index) else table.name,
        part=None if isinstance(subject, Index) else subject.name,
    )
