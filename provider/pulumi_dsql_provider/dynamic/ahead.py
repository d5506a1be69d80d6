"""What the checks of this process have found to come: schemas and tables, and what is renamed for them."""

from collections.abc import Iterable
from typing import NamedTuple

from pulumi_dsql_provider import plan
from pulumi_dsql_provider.diff import Renames
from pulumi_dsql_provider.dynamic.definition import Definition
from pulumi_dsql_provider.model import Database, ObjectName, Table


class _Renamed(NamedTuple):
    found: Table
    wanted: Table
    renames: Renames


class Ahead:
    """What comes in one cluster. Its methods may be called from several threads.

    A table is checked before what hangs on it. That a changed `name=` is a rename, only the table's own state
    tells, and a foreign key names its table and columns by their new names alone: so the check of the table
    leaves a note for its indexes and for the tables that reference it.

    Likewise a schema or a table that is declared counts as there for what hangs on it, before it is made.
    """

    def __init__(self) -> None:
        self._renamed: dict[ObjectName, _Renamed] = {}
        self._declared: set[ObjectName] = set()

    def declare(self, name: ObjectName) -> None:
        """Remember that a table, or a schema as `(schema, "")`, is declared."""
        self._declared.add(name)

    def declared(self) -> frozenset[ObjectName]:
        """The names of all that is declared."""
        return frozenset(self._declared.copy())

    def note(self, table: Definition[Table]) -> None:
        """Remember what the table is and is going to be, where something is renamed for it."""
        if table.found is not None and (table.renames.tables or table.renames.columns):
            self._renamed[table.name] = _Renamed(table.found, table.declared, table.renames)

    def found(self) -> Database:
        """The tables that something is renamed for, as they were when they were checked."""
        return Database(tables=tuple(each.found for each in list(self._renamed.values())))

    def renames(self, table: ObjectName) -> Renames | None:
        """The renames that lead to that table; None where none is known."""
        noted = self._renamed.get(table)
        return noted.renames if noted else None

    def project(self, live: Database, tables: Iterable[ObjectName]) -> Database:
        """`live` with those of these tables that something is renamed for as they are going to be."""
        for name in tables:
            if (noted := self._renamed.get(name)) is not None:
                live = plan.project(live, Database(tables=(noted.wanted,)), noted.renames)
        return live
