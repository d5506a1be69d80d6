"""Schemas as the catalog has them."""

from collections.abc import Iterable

from pulumi_dsql_provider.catalog.scope import Row
from pulumi_dsql_provider.model import Schema

# The comment that PostgreSQL gives `public` itself; nobody has declared it.
_BUILT_IN = ("public", "standard public schema")


def schemas(rows: Iterable[Row]) -> tuple[Schema, ...]:
    """The rows of schemas.sql as values, in their order."""
    return tuple(
        Schema(name=name, comment=None if (name, comment) == _BUILT_IN else comment) for name, comment in rows
    )
