"""Foreign keys."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.style.finding import Finding
from pulumi_dsql_provider.dialect.style.index import Lookup, lookups
from pulumi_dsql_provider.model import Database, ForeignKey


def findings(database: Database) -> Iterator[Finding]:
    """Foreign keys whose referencing rows can only be found by reading all."""
    for table in database.tables:
        ways = lookups(table, database) if table.foreign_keys else []
        for key in table.foreign_keys:
            if not any(_finds(way, key) for way in ways):
                columns = ", ".join(key.columns)
                yield Finding(
                    rule="foreign-key-without-index",
                    message=f"no index begins with {columns}, the foreign key {key.name} of {table.name}",
                    way_out="add one, or every delete of a referenced row reads the whole table",
                    subject=table.name,
                    part=key.name,
                )


def _finds(way: Lookup, key: ForeignKey) -> bool:
    first = {each.column for each in way.keys[: len(key.columns)]}
    return way.where is None and first == set(key.columns)
