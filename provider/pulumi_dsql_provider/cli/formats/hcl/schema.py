"""Schemas."""

from collections.abc import Iterator

from pulumi_dsql_provider.cli.formats.hcl.block import Block, given, string
from pulumi_dsql_provider.cli.formats.hcl.reference import Names, to
from pulumi_dsql_provider.model import Database


def blocks(database: Database, _: Names) -> Iterator[Block]:
    """`public` too where something is in it: every object refers to its schema."""
    comments = {schema.name: schema.comment for schema in database.schemas}
    used = [table.name.schema for table in database.tables]
    used += [sequence.name.schema for sequence in database.sequences]
    for name in sorted({*comments, *used}):
        comment = comments.get(name)
        yield Block("schema", (name,), given(("comment", string(comment) if comment else None)))


def of(name: str) -> tuple[str, str]:
    """The attribute that says what schema something is in."""
    return "schema", to("schema", name)
