"""SQL for roles."""

from pulumi_dsql_provider.dialect.identifiers import quote
from pulumi_dsql_provider.dialect.render import remark
from pulumi_dsql_provider.model import Role


def create(role: Role) -> str:
    """CREATE ROLE; its comment is a statement of its own."""
    return f"CREATE ROLE {quote(role.name)}{' WITH LOGIN' if role.login else ''}"


def drop(name: str) -> str:
    """DROP ROLE, refused by the database while it owns or may do anything, or is mapped to IAM."""
    return f"DROP ROLE {quote(name)}"


def comment(name: str, text: str | None) -> str:
    """COMMENT ON ROLE; None removes the comment."""
    return remark.on("ROLE", quote(name), text)
