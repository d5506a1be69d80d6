"""Names of objects that live in a schema."""

from typing import NamedTuple


class ObjectName(NamedTuple):
    """A table's or index's name with its schema; unquoted, as the catalog holds it."""

    schema: str
    name: str

    def __str__(self) -> str:
        """For messages only; `dialect.identifiers` writes SQL. A schema's own name has no second part."""
        return f"{self.schema}.{self.name}" if self.name else self.schema
