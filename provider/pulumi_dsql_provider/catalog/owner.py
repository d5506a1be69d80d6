"""Owners as the catalog has them."""

from collections.abc import Iterable

from pulumi_dsql_provider.catalog.grant import target
from pulumi_dsql_provider.catalog.others import Fields
from pulumi_dsql_provider.dialect import privileges, targets
from pulumi_dsql_provider.model import Database, Owner


def owners(found: Iterable[Fields], database: Database) -> tuple[Owner, ...]:
    """The rows of owners.sql as values, without those of what the model does not know."""
    known = frozenset(targets.of_database(database))
    made = (Owner(target=target(row), role=row["role"]) for row in found)
    return tuple(
        sorted(
            (owner for owner in made if owner.target in known),
            key=lambda owner: privileges.by_kind(owner.target),
        )
    )
