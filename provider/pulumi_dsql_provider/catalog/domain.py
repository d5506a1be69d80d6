"""Domains as the catalog has them."""

from collections.abc import Iterable

from pulumi_dsql_provider.catalog.column import type_spelt
from pulumi_dsql_provider.catalog.expression import bare
from pulumi_dsql_provider.catalog.others import Fields
from pulumi_dsql_provider.model import Check, Domain, ObjectName


def domains(found: Iterable[Fields]) -> tuple[Domain, ...]:
    """The rows of domains.sql as values, in their order."""
    return tuple(
        Domain(
            name=ObjectName(row["schema"], row["name"]),
            type=type_spelt(row["type"], row["type_schema"], row["type_name"]),
            nullable=not row["not_null"],
            default=None if row["default_"] is None else bare(row["default_"]),
            checks=tuple(
                Check(name=name, expression=bare(text), comment=comment)
                for name, text, comment in row["checks"] or ()
            ),
            comment=row["comment"],
        )
        for row in found
    )
