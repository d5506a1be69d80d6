"""Which relations changed when, as far as OC001 asks."""

from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass, field

NEWER = 0
"""Stands for the relations that were made after a transaction has begun to look."""


@dataclass(eq=False)
class Catalog:
    """The history of a cluster's catalog. Relations are PostgreSQL's numbers of tables, indexes, views and
    sequences.
    """

    version: int = 0
    """Counts the changes."""
    tables_made_in: int = 0
    """The version whose change was the last that may have made tables."""
    _changed: dict[int, int] = field(default_factory=dict)  # a relation's number: the version that changed it
    _void: list[int] = field(default_factory=list)  # versions whose change has come to nothing, in order
    _under_way: int | None = None  # the version whose change has begun and not ended

    def change(self, relations: Iterable[int], *, makes_tables: bool = False) -> None:
        """A change of the catalog commits; it concerns these relations, which may be none."""
        self._count(makes_tables)
        self._changed |= dict.fromkeys(relations, self.version)

    def begin_change(self, *, makes_tables: bool = False) -> None:
        """A change is about to commit. It counts from now on, so that who has seen it is not behind it."""
        self._count(makes_tables)
        self._under_way = self.version

    def end_change(self, relations: Iterable[int] | None) -> None:
        """It has committed, and concerns these relations; or, with None, come to nothing."""
        if self._under_way is None:
            raise RuntimeError("no change of the catalog is under way")
        if relations is None:
            self._void.append(self._under_way)
        else:
            self._changed |= dict.fromkeys(relations, self._under_way)
        self._under_way = None

    def is_behind(self, version: int) -> bool:
        """Whether the catalog has changed after that version, or is just being changed."""
        void = len(self._void) - bisect(self._void, version)
        return self._under_way is not None or self.version - version > void

    def has_changed(self, relations: Iterable[int], since: int) -> bool:
        """Whether a change after version `since` concerned one of them, as it does what is NEWER."""
        return any(relation == NEWER or self._changed.get(relation, 0) > since for relation in relations)

    def _count(self, makes_tables: bool) -> None:
        self.version += 1
        if makes_tables:
            self.tables_made_in = self.version
