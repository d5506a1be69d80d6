"""Columns as the catalog has them."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from pulumi_dsql_provider.catalog.expression import bare
from pulumi_dsql_provider.catalog.scope import Row
from pulumi_dsql_provider.catalog.sequence_options import options
from pulumi_dsql_provider.dialect.identifiers import qualified
from pulumi_dsql_provider.model import Column, Identity, ObjectName, Storage

Columns = dict[int, Column]
"""The columns of one table by their attnum, in table order; dropped ones leave gaps."""

_STORAGES: dict[str, Storage] = {"p": "plain", "e": "external", "x": "extended", "m": "main"}


def columns(rows: Iterable[Row]) -> dict[int, Columns]:
    """The rows of columns.sql as values, by their table's oid."""
    found: dict[int, Columns] = {}
    for (
        table,
        number,
        name,
        type_,
        domain_schema,
        type_name,
        not_null,
        expression,
        generated,
        identity,
        storage,
        comment,
        *sequence,
    ) in rows:
        text = None if expression is None else bare(expression)
        found.setdefault(table, {})[number] = _column(
            name=name,
            type=type_spelt(type_, domain_schema, type_name),
            nullable=not not_null,
            default=None if generated else text,
            generated=text if generated else None,
            identity=_identity(identity, *sequence) if identity else None,
            storage=None if storage is None else _STORAGES[storage],
            comment=comment,
        )
    return found


@lru_cache(maxsize=4096)
def _column(**fields: Any) -> Column:
    """Many tables have the same column: it is one value then."""
    return Column(**fields)


def type_spelt(formatted: str, domain_schema: str | None, name: str) -> str:
    """The type as the model has it: `format_type` leaves out a domain's schema where that is in the path."""
    return formatted if domain_schema is None else qualified(ObjectName(domain_schema, name))


def _identity(
    kind: str, cache: int, start: int, increment: int, low: int, high: int, cycle: bool
) -> Identity:
    found = options(cache, start, increment, low, high, cycle)
    return Identity(always=kind == "a", **found.model_dump())


def names(columns_of_table: Columns, numbers: Iterable[int]) -> tuple[str, ...]:
    """The names of these columns, in the order of the numbers. KeyError when one has gone since."""
    return tuple(columns_of_table[number].name for number in numbers)
