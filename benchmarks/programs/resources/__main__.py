"""$BENCH_COUNT resources of the kind $BENCH_KIND: `tables`, `idle tables` (no provider acts) or `empty`."""

import os
from typing import Any
from unittest import mock

from idle import IdleProvider, Nothing
from pulumi.dynamic import Resource

import pulumi_dsql as dsql


def table(name: str) -> None:
    """Declare a table with what most of them have."""
    dsql.Table(
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


_construct = Resource.__init__


def _with_idle_provider(self: Resource, _provider: object, *args: Any) -> None:
    _construct(self, IdleProvider(), *args)


def idle_table(name: str) -> None:
    """Declare the same, with a provider that does nothing."""
    with mock.patch.object(Resource, "__init__", _with_idle_provider):
        table(name)


declare = {"tables": table, "idle tables": idle_table, "empty": Nothing}[os.environ["BENCH_KIND"]]
for number in range(int(os.environ["BENCH_COUNT"])):
    declare(f"orders_{number:04}")
