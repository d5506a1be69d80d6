"""Privileges as the catalog has them."""

from collections.abc import Iterable

from pulumi_dsql_provider.catalog.others import Fields
from pulumi_dsql_provider.dialect import privileges, targets
from pulumi_dsql_provider.model import Database, Grant, ObjectName, Target


def grants(found: Iterable[Fields], database: Database) -> tuple[Grant, ...]:
    """The rows of grants.sql as values, without those on what the model does not know."""
    known = frozenset(targets.of_database(database))
    made = (_grant(row) for row in found)
    return tuple(
        sorted(
            (grant for grant in made if grant.target in known),
            key=lambda grant: privileges.in_order(grant.name),
        )
    )


def _grant(row: Fields) -> Grant:
    return Grant(
        target=target(row),
        column=row["column_name"],
        grantee=row["grantee"],
        privilege=row["privilege"],
        grantable=row["grantable"],
        by=row["by"],
    )


def target(row: Fields) -> Target:
    """What a row is about."""
    return Target(kind=row["kind"], name=ObjectName(row["schema"], row["name"]), types=tuple(row["types"]))
