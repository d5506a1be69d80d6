"""What a table holds, as far as the engine has to know."""

from pulumi_dsql_provider.catalog.session import Session
from pulumi_dsql_provider.dialect.identifiers import qualified
from pulumi_dsql_provider.model.name import ObjectName


def has_rows(session: Session, table: ObjectName) -> bool:
    """Whether the table holds at least one row; reads no more than that one. Raises DatabaseError."""
    return bool(session.query(f"SELECT 1 FROM {qualified(table)} LIMIT 1"))  # noqa: S608 - the name is quoted
