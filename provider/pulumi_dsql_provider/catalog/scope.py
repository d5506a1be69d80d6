"""Which part of a database is read, and how that gets into a query."""

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from pulumi_dsql_provider.catalog.session import Session
from pulumi_dsql_provider.model.name import ObjectName
from pulumi_dsql_provider.model.value import Value

Row = tuple[Any, ...]


class Scope(Value):
    """The schemas and, within them, the tables that are read; empty means all of them.

    `tables` alone also limits the schemas, to those of the tables.
    """

    schemas: tuple[str, ...] = ()
    tables: tuple[ObjectName, ...] = ()


def rows(session: Session, name: str, scope: Scope) -> list[Row]:
    """The rows of `queries/{name}.sql` that lie in the scope. Raises DatabaseError."""
    return session.query(*text(name, scope))


def text(name: str, scope: Scope) -> tuple[str, Sequence[str]]:
    """The query `queries/{name}.sql` for that scope, and its parameters."""
    schemas = scope.schemas or tuple(dict.fromkeys(table.schema for table in scope.tables))
    of_schemas = _one_of("n.nspname", "%s", len(schemas))
    of_tables = of_schemas + _one_of("(n.nspname, c.relname)", "(%s, %s)", len(scope.tables))
    query = _text(name)
    if "/* scope of schemas */" in query:
        return query.replace("/* scope of schemas */", of_schemas), schemas
    parameters = (*schemas, *(part for table in scope.tables for part in table))
    return query.replace("/* scope of tables */", of_tables), parameters


def _one_of(what: str, placeholder: str, count: int) -> str:
    """`AND what IN (…)` for that many values, nothing for none."""
    return f"AND {what} IN ({', '.join([placeholder] * count)})\n" if count else ""


@cache
def _text(name: str) -> str:
    return (resources.files(__package__) / "queries" / f"{name}.sql").read_text(encoding="utf-8")
