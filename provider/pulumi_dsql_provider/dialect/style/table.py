"""Tables."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.style.finding import Finding
from pulumi_dsql_provider.model import Database


def findings(database: Database) -> Iterator[Finding]:
    """Tables without a primary key."""
    for table in database.tables:
        if table.primary_key is None:
            yield Finding(
                rule="no-primary-key",
                message=f"the table {table.name} has no primary key",
                way_out="give it one now: it cannot be added later",
                subject=table.name,
            )
