"""$BENCH_COUNT resources of the kind $BENCH_KIND: `tables`, `idle tables` (no provider acts) or `empty`.

Each table has $BENCH_INDEXES indexes, which are resources too.
"""

import os
from typing import Any

from idle import IdleProvider, Nothing
from pulumi.dynamic import Resource

import pulumi_dsql as dsql

_KEYS = (["customer_id", "placed_at"], [dsql.Expression("lower(note)")], ["placed_at"], ["parent_id"])


def table(name: str) -> None:
    """Declare a table with what most of them have."""
    declared = dsql.Table(
        name,
        cluster=dsql.Endpoint(os.environ["BENCH_ENDPOINT"]),
        columns=[
            dsql.Column("id", "uuid", nullable=False, default="gen_random_uuid()"),
            dsql.Column("customer_id", "uuid", nullable=False),
            dsql.Column("status", "text", nullable=False, default="'open'"),
            dsql.Column("total", "numeric(12,2)", nullable=False, default="0"),
            dsql.Column("placed_at", "timestamptz", nullable=False, default="now()"),
            dsql.Column("note", "varchar(200)"),
            dsql.Column("parent_id", "uuid"),
            dsql.Column("document", "jsonb"),
        ],
        primary_key=["id"],
        checks={f"{name}_status_check": "status IN ('open', 'paid')", f"{name}_total_check": "total >= 0"},
    )
    for number, columns in enumerate(_KEYS[: int(os.environ["BENCH_INDEXES"])]):
        dsql.Index(f"{name}_{number}", table=declared, columns=columns, where=f"total > {number}")


_construct = Resource.__init__


def _with_idle_provider(self: Resource, _provider: object, *args: Any) -> None:
    _construct(self, IdleProvider(), *args)


kind = os.environ["BENCH_KIND"]
if kind == "idle tables":  # the very same declarations, and a provider that does nothing
    Resource.__init__ = _with_idle_provider  # type: ignore[method-assign]
declare = Nothing if kind == "empty" else table
for number in range(int(os.environ["BENCH_COUNT"])):
    declare(f"orders_{number:04}")
