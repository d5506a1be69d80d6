"""Made-up databases: tables as people declare them, with what most of them have."""

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

_DEFINITIONS = """
CREATE TABLE orders_{own} (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    customer_id uuid NOT NULL,
    status text NOT NULL DEFAULT 'open_{own}',
    total numeric(12,2) NOT NULL,
    placed_at timestamptz NOT NULL DEFAULT now(),
    note varchar(200),
    weight integer,
    document jsonb,
    CONSTRAINT orders_{own}_check CHECK (total >= {number} AND status IN ('open_{own}', 'paid', 'lost'))
);
CREATE INDEX ASYNC orders_{own}_open ON orders_{own} (customer_id, placed_at) WHERE status = 'open_{own}';
CREATE INDEX ASYNC orders_{own}_note ON orders_{own} (lower(note || '_{own}'));
"""


def definitions(tables: int) -> str:
    """SQL of so many tables, each with eight columns, a check and two indexes, and expressions of its own."""
    return "".join(_DEFINITIONS.format(own=f"{number:04}", number=number) for number in range(tables))


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
