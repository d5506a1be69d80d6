"""SQL that is the same for every kind of constraint."""

from pulumi_dsql_provider.dialect.identifiers import qualified, quote
from pulumi_dsql_provider.dialect.render import remark
from pulumi_dsql_provider.dialect.render.layout import fill
from pulumi_dsql_provider.model import ObjectName


def drop(table: ObjectName, name: str) -> str:
    """DROP CONSTRAINT; DSQL refuses it for a primary key."""
    return fill([f"ALTER TABLE {qualified(table)}", f"DROP CONSTRAINT {quote(name)}"])


def rename(table: ObjectName, old: str, new: str) -> str:
    """RENAME CONSTRAINT; the index of a primary key or unique constraint is renamed with it."""
    return fill([f"ALTER TABLE {qualified(table)}", f"RENAME CONSTRAINT {quote(old)}", f"TO {quote(new)}"])


def validate(table: ObjectName, name: str) -> str:
    """Start the job that holds the rows against a check or foreign key; the answer is its id."""
    return fill([f"ALTER TABLE ASYNC {qualified(table)}", f"VALIDATE CONSTRAINT {quote(name)}"])


def comment(table: ObjectName, name: str, text: str | None) -> str:
    """COMMENT ON CONSTRAINT; None removes the comment."""
    return remark.on("CONSTRAINT", f"{quote(name)} ON {qualified(table)}", text)
