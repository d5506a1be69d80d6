"""Made-up databases: tables as programs declare them, with what most of them have."""

from collections.abc import Iterator
from typing import NamedTuple

from pulumi_dsql_provider.model import (
    Check,
    Column,
    Database,
    ForeignKey,
    Index,
    IndexKey,
    ObjectName,
    PrimaryKey,
    Schema,
    Table,
)


class _Expression(NamedTuple):
    """One expression as people write it and as PostgreSQL prints it."""

    written: str
    printed: str


def database(tables: int, *, salt: int = 0, as_printed: bool = False) -> Database:
    """A database of so many tables, each with eight columns, two checks, a foreign key and an index.

    Every table has expressions of its own, and those of another `salt` are all different: the engine
    remembers what it has seen. With `as_printed` they are spelt as the catalog spells them.
    """
    found = list(_tables(tables, salt, 1 if as_printed else 0))
    return Database(
        schemas=(Schema(name="public"),),
        tables=tuple(table for table, _ in found),
        indexes=tuple(index for _, index in found),
    )


def _tables(count: int, salt: int, spelling: int) -> Iterator[tuple[Table, Index]]:
    for number in range(count):
        own = f"{number}_{salt}"
        status = _Expression(f"'open_{own}'", f"'open_{own}'::text")
        statuses = _Expression(
            f"status IN ('open_{own}', 'paid', 'lost')",
            f"status = ANY (ARRAY['open_{own}'::text, 'paid'::text, 'lost'::text])",
        )
        least = f"{salt}.{number}"
        total = _Expression(f"total >= {least}", f"total >= {least}")
        open_ = _Expression(f"status = 'open_{own}'", f"status = 'open_{own}'::text")
        name = ObjectName("public", f"orders_{number:04}")
        parent = ObjectName("public", f"orders_{max(number - 1, 0):04}")
        table = Table(
            name=name,
            columns=(
                Column(name="id", type="uuid", nullable=False, default="gen_random_uuid()"),
                Column(name="customer_id", type="uuid", nullable=False),
                Column(name="status", type="text", nullable=False, default=status[spelling]),
                Column(name="total", type="numeric(12,2)", nullable=False),
                Column(name="placed_at", type="timestamp with time zone", nullable=False, default="now()"),
                Column(name="note", type="character varying(200)"),
                Column(name="parent_id", type="uuid"),
                Column(name="document", type="jsonb"),
            ),
            primary_key=PrimaryKey(name=f"{name.name}_pkey", columns=("id",)),
            checks=(
                Check(name=f"{name.name}_status_check", expression=statuses[spelling]),
                Check(name=f"{name.name}_total_check", expression=total[spelling]),
            ),
            foreign_keys=(
                ForeignKey(
                    name=f"{name.name}_parent_id_fkey",
                    columns=("parent_id",),
                    references=parent,
                    referenced_columns=("id",),
                ),
            ),
        )
        index = Index(
            name=f"{name.name}_open",
            table=name,
            keys=(IndexKey(column="customer_id"), IndexKey(column="placed_at")),
            where=open_[spelling],
        )
        yield table, index
