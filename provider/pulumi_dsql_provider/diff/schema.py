"""What differs between two schemas."""

from collections.abc import Iterator

from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.comment import comment_differs
from pulumi_dsql_provider.diff.match import changes
from pulumi_dsql_provider.model import Database, Schema

_ALWAYS_THERE = "public"


def compare_schemas(live: Database, wanted: Database) -> Iterator[Change]:
    """The changes of schemas; `public` is never created or dropped, its comment can change."""
    return changes(
        "schema",
        _schemas(live, wanted),
        _schemas(wanted, live),
        key=lambda schema: schema.name,
        differs=comment_differs,
    )


def _schemas(database: Database, other: Database) -> tuple[Schema, ...]:
    """The schemas of one side, with `public` on both sides or on neither."""
    if database.schema_named(_ALWAYS_THERE) or not (public := other.schema_named(_ALWAYS_THERE)):
        return database.schemas
    return (*database.schemas, public)
