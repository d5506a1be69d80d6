"""How one block refers to another: `schema.public`, `table.orders.column.id`."""

import re
from collections import Counter
from collections.abc import Iterable

from pulumi_dsql_provider.cli.formats.hcl.block import listed, string
from pulumi_dsql_provider.model import Database, ObjectName

_IDENTIFIER = re.compile(r"[^\W\d][\w-]*")


class Names:
    """The labels of objects: schema and name where two schemas hold something of that name, else the name."""

    def __init__(self, database: Database) -> None:
        self._tables = Counter(table.name.name for table in database.tables)
        self._sequences = Counter(sequence.name.name for sequence in database.sequences)

    def table(self, name: ObjectName) -> tuple[str, ...]:
        """The labels of a table."""
        return tuple(name) if self._tables[name.name] > 1 else (name.name,)

    def sequence(self, name: ObjectName) -> tuple[str, ...]:
        """The labels of a sequence."""
        return tuple(name) if self._sequences[name.name] > 1 else (name.name,)

    def column(self, table: ObjectName, column: str) -> str:
        """A column of a table, from outside of it."""
        return to("table", *self.table(table), "column", column)


def to(kind: str, *path: str) -> str:
    """A reference; what is no identifier stands in brackets."""
    return kind + "".join(f".{part}" if _IDENTIFIER.fullmatch(part) else f"[{string(part)}]" for part in path)


def columns(names: Iterable[str]) -> str:
    """Columns of the table that the reference stands in."""
    return listed(to("column", name) for name in names)
