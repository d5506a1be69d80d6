"""Names of objects that live in a schema."""

from typing import NamedTuple


class ObjectName(NamedTuple):
    """A table's or index's name with its schema; unquoted, as the catalog holds it.

    A schema's own name has no second part, a role's no first.
    """

    schema: str
    name: str

    def __str__(self) -> str:
        """For messages only; `dialect.identifiers` writes SQL."""
        return ".".join(part for part in self if part)
