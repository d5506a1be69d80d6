"""SQL for the comments of every kind of object."""

from pulumi_dsql_provider.dialect.identifiers import literal
from pulumi_dsql_provider.dialect.render import layout


def on(kind: str, name: str, text: str | None) -> str:
    """COMMENT ON kind name, the name quoted already; None removes the comment."""
    return layout.fill([f"COMMENT ON {kind} {name} IS", "NULL" if text is None else literal(text)])
