"""SQL for owners."""

from pulumi_dsql_provider.dialect.identifiers import quote
from pulumi_dsql_provider.dialect.render.layout import fill
from pulumi_dsql_provider.dialect.render.target import named
from pulumi_dsql_provider.model import Target


def change(target: Target, role: str) -> str:
    """ALTER … OWNER TO, for which the role needs CREATE on the object's schema."""
    return fill([f"ALTER {target.kind.upper()}", *named(target), f"OWNER TO {quote(role)}"])
