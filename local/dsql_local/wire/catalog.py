"""Which relations changed when, as far as OC001 asks."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(eq=False)
class Catalog:
    """The history of a cluster's catalog. Relations are PostgreSQL's numbers of tables, indexes, views and
    sequences.
    """

    version: int = 0
    """Counts the changes."""
    _changed: dict[int, int] = field(default_factory=dict)  # a relation's number: the version that changed it

    def change(self, relations: Iterable[int]) -> None:
        """A change of the catalog commits; it concerns these relations, which may be none."""
        self.version += 1
        self._changed |= dict.fromkeys(relations, self.version)

    def has_changed(self, relations: Iterable[int], since: int) -> bool:
        """Whether a change after version `since` concerned one of them."""
        return any(self._changed.get(relation, 0) > since for relation in relations)
