"""SQL for schemas."""

from pulumi_dsql_provider.dialect.identifiers import quote
from pulumi_dsql_provider.dialect.render import remark
from pulumi_dsql_provider.model import Schema


def create(schema: Schema) -> str:
    """CREATE SCHEMA; its comment is a statement of its own."""
    return f"CREATE SCHEMA {quote(schema.name)}"


def drop(name: str) -> str:
    """DROP SCHEMA, refused by the database while anything is in it."""
    return f"DROP SCHEMA {quote(name)}"


def comment(name: str, text: str | None) -> str:
    """COMMENT ON SCHEMA; None removes the comment."""
    return remark.on("SCHEMA", quote(name), text)
