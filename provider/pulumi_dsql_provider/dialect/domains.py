"""Domains as the types of columns: to PostgreSQL a value of one is a value of what the domain is over."""

from collections.abc import Mapping

from pulumi_dsql_provider.dialect.identifiers import qualified
from pulumi_dsql_provider.model import Database, Table

Bases = Mapping[str, str]
"""The type that each domain is one over at last, by the domain's own spelling: `shop.email` -> `text`."""


def bases(*databases: Database) -> Bases:
    """Of all domains in these databases; those of a later one win.

    A domain over one that is in none of them, or over itself, is left as far as it can be told.
    """
    over = {qualified(domain.name): domain.type for database in databases for domain in database.domains}
    return {name: _last(name, over) for name in over}


def with_base_types(database: Database) -> Database:
    """The same database without domains in its tables: what is asked of a column's type is asked of those."""
    known = bases(database)
    return database.with_tables(_based(table, known) for table in database.tables) if known else database


def _based(table: Table, known: Bases) -> Table:
    columns = (
        column.model_copy(update={"type": known[column.type]}) if column.type in known else column
        for column in table.columns
    )
    return table.model_copy(update={"columns": tuple(columns)})


def _last(name: str, over: Mapping[str, str]) -> str:
    seen = set[str]()
    while name in over and name not in seen:
        seen.add(name)
        name = over[name]
    return name
