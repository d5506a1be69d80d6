"""Roles and what they may do, of which the document tells nothing."""

from collections.abc import Iterator

from pulumi_dsql_provider.model import Database


def left_out(database: Database) -> Iterator[str]:
    """The roles; what goes with them goes without saying."""
    yield from (f"the role {role.name}" for role in database.access.roles or ())
