"""What calls a function: the expressions of tables and indexes, and views."""

from collections.abc import Callable, Iterable, Iterator

from pulumi_dsql_provider.dialect import calls
from pulumi_dsql_provider.dialect.calls import Call
from pulumi_dsql_provider.model import Column, Database, Function, Index, Table


def of_table(table: Table) -> Iterator[str]:
    """Defaults, what columns are generated from, and checks."""
    for column in table.columns:
        yield from of_column(column)
    yield from (check.expression for check in table.checks)


def of_column(column: Column) -> Iterator[str]:
    """Its default, or what it is generated from."""
    yield from (text for text in (column.default, column.generated) if text is not None)


def of_index(index: Index) -> Iterator[str]:
    """Its keys that are no columns, and its predicate."""
    yield from (key.expression for key in index.keys if key.expression is not None)
    if index.where is not None:
        yield index.where


def users(function: Function, database: Database, others: Iterable[Function] = ()) -> tuple[str, ...]:
    """What in the database uses a function for certain: `table public.t`, `index public.i`, `view public.v`.

    What can mean one of the others instead does not count.
    """
    rivals = tuple(others)

    def is_meant(found: Iterable[Call]) -> bool:
        return any(calls.may_be(call, function) and not calls.meant((call,), rivals) for call in found)

    views = (f"view {view.name}" for view in database.views if is_meant(calls.of_query(view.query).calls))
    return (*_found(database, lambda text: is_meant(calls.of_expression(text)), of_table), *views)


def keepers(function: Function, database: Database) -> tuple[str, ...]:
    """What holds values that the function has given: generated columns, checks and indexes."""

    def uses(text: str) -> bool:
        return any(calls.may_be(call, function) for call in calls.of_expression(text))

    return _found(database, uses, _stored)


def _stored(table: Table) -> Iterator[str]:
    yield from (column.generated for column in table.columns if column.generated is not None)
    yield from (check.expression for check in table.checks)


def _found(
    database: Database, uses: Callable[[str], bool], held: Callable[[Table], Iterator[str]]
) -> tuple[str, ...]:
    tables = (f"table {table.name}" for table in database.tables if any(map(uses, held(table))))
    indexes = (
        f"index {index.qualified_name}" for index in database.indexes if any(map(uses, of_index(index)))
    )
    return (*tables, *indexes)
