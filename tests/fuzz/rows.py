"""A row for a table of a generated database, and what of it a plan must leave as it is."""

from pulumi_dsql_provider.catalog import Session
from pulumi_dsql_provider.catalog.session import DatabaseError
from pulumi_dsql_provider.dialect.identifiers import qualified, quote
from pulumi_dsql_provider.dialect.render.sequence_options import narrows
from pulumi_dsql_provider.diff.uses import columns_used
from pulumi_dsql_provider.model import Column, Database, ObjectName, Table
from pulumi_dsql_provider.plan.order import creation_order

# By the names of columns in `databases`; they satisfy every check.
_VALUES = {
    "id": "'00000000-0000-0000-0000-000000000001'",
    "num": "7",
    "a": "5",
    "b": "'x'",
    "price": "1.5",
    "seen": "'2026-01-02 03:04:05+00'",
    "User": "true",
    "twice": "10",
    "mood": "'good'",
    "more": "'better'",
}
_NO_SUCH_KEY = "23503"

Rows = dict[ObjectName, dict[str, object]]
"""The row of each table that has one, by its columns."""


def put_rows(session: Session, live: Database, wanted: Database) -> None:
    """Put a row into each table, but where it could stand against what is wanted: there a plan fails."""
    for table in creation_order(live.tables):
        given = [column for column in table.columns if _is_given(column)]
        parents = (column for column in table.columns if column.name == "parent")
        if any(not column.nullable for column in parents) or not _may_stay(table, wanted.table(table.name)):
            continue
        names = ", ".join(quote(column.name) for column in given)
        values = ", ".join(_VALUES[column.name] for column in given)
        try:
            session.execute(f"INSERT INTO {qualified(table.name)} ({names}) VALUES ({values})")
        except DatabaseError as error:
            if error.sqlstate != _NO_SUCH_KEY:  # what it refers to comes later, or has no row
                raise


def _is_given(column: Column) -> bool:
    return column.name in _VALUES and column.generated is None and column.identity is None


def _may_stay(table: Table, after: Table | None) -> bool:
    """Whether no new foreign key, no check of a new column and no closer bound can be against the row."""
    if after is None:
        return True
    if any(_is_narrowed(column, after.column(column.name)) for column in table.columns):
        return False
    added = {column.name for column in after.columns if not table.column(column.name)}
    return not set(after.foreign_keys) - set(table.foreign_keys) and not any(
        columns_used(check) & added for check in after.checks
    )


def _is_narrowed(column: Column, after: Column | None) -> bool:
    """Whether the number of the row may be beyond what the identity is going to give."""
    if after is None or column.identity is None or after.identity is None:
        return False
    return narrows(column.identity, after.identity)


def staying(session: Session, live: Database, wanted: Database) -> Rows:
    """What the rows hold in the columns that are in both databases, of tables that are."""
    found: Rows = {}
    for table in live.tables:
        after = wanted.table(table.name)
        if after is not None:
            names = [column.name for column in table.columns if after.column(column.name)]
            for row in session.query(f"SELECT {', '.join(map(quote, names))} FROM {qualified(table.name)}"):
                found[table.name] = dict(zip(names, row, strict=True))
    return found
