"""SIGKILL of the plugin, the program or the engine: the next `up` finishes, nothing is lost or made twice."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from dsql_local import Fault, LocalCluster
from pulumi_engine import Engine
from stack.killing import kill
from stack.on_cluster import Written, started

ROWS = 2500

BEFORE = """
    orders = dsql.Table("orders", cluster=cluster, primary_key=["id"],
        columns=[dsql.Column("id", "bigint"), dsql.Column("status", "text", nullable=False)],
        checks={"orders_status": "status IN ('open', 'paid')"})
    dsql.Index("orders_by_status", table=orders, columns=["status"])
"""
AFTER = """
    orders = dsql.Table("orders", cluster=cluster, primary_key=["id"], comment="what they buy",
        columns=[dsql.Column("id", "bigint"), dsql.Column("status", "text", nullable=False),
                 dsql.Column("channel", "text", default="'web'")],
        checks={"orders_status": "status IN ('open', 'paid', 'lost')"})
    dsql.Index("orders_by_status", table=orders, columns=["status", "id"])
    dsql.Index("orders_by_channel", table=orders, columns=["channel"])
    dsql.Table("notes", cluster=cluster, primary_key=["id"], comment="what they say",
        columns=[dsql.Column("id", "bigint"), dsql.Column("note", "text", comment="free text")])
"""

# Where the run is held when the signal comes.
MOMENTS = {
    "a column was added": Fault("statement", "hold-after", match="ADD COLUMN"),
    "a default was set": Fault("statement", "hold-after", match="SET DEFAULT"),
    "one batch of the backfill is done": Fault("statement", "hold-after", match="^UPDATE"),
    "the backfill goes on": Fault("statement", "hold-before", match="^UPDATE", nth=2),
    "a check was dropped": Fault("statement", "hold-after", match="DROP CONSTRAINT"),
    "a check is not validated": Fault("statement", "hold-before", match="VALIDATE CONSTRAINT"),
    "a validation runs": Fault("job", "stuck", kind="validate_constraint"),
    "an index was submitted": Fault("statement", "hold-after", match="INDEX ASYNC orders_by_channel"),
    "an index is built": Fault("job", "stuck", match="orders_by_channel"),
    "an index is built beside the old one": Fault("job", "stuck", match="orders_by_status"),
    "the old index was dropped": Fault("statement", "hold-after", match="DROP INDEX"),
    "a table was created": Fault("statement", "hold-after", match="CREATE TABLE"),
    "a table has no comment yet": Fault("statement", "hold-before", match="COMMENT ON TABLE public.notes"),
}
QUICK = [("plugin", "the backfill goes on")]
ALL = [pair for pair in itertools.product(("plugin", "program", "engine"), MOMENTS) if pair not in QUICK]


@pytest.mark.parametrize(
    "who,moment", [*QUICK, *(pytest.param(*pair, marks=pytest.mark.chaos) for pair in ALL)]
)
def test_the_next_run_finishes(
    engine: Engine, cluster: LocalCluster, tmp_path: Path, who: str, moment: str
) -> None:
    written = started(engine, cluster, tmp_path / "program")
    written.up(BEFORE)
    for first in range(0, ROWS, 500):
        written.query(
            f"INSERT INTO orders SELECT n, 'open' FROM generate_series({first + 1}, {first + 500}) AS n"
        )

    fault = cluster.inject(MOMENTS[moment])
    written.program(AFTER)
    run = written.stack.start("up", "--yes", "--strict", "--non-interactive", "--stack", written.stack.name)
    fault.wait_until_hit(120)
    kill(who, run)
    fault.remove()
    run.communicate(timeout=120)
    written.stack.pulumi("cancel", "--yes", check=False)

    written.stack.up(strict=False)
    assert_finished(written)
    written.stack.up("--expect-no-changes")
    written.stack.refresh("--expect-no-changes")


def assert_finished(written: Written) -> None:
    """Everything is there once, and every row has its values."""
    assert written.query("SELECT channel, count(*) FROM orders GROUP BY 1") == [("web", ROWS)]
    assert written.query(
        "SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " WHERE c.relnamespace = 'public'::regnamespace ORDER BY 1"
    ) == [
        ("notes_pkey", True),
        ("orders_by_channel", True),
        ("orders_by_status", True),
        ("orders_pkey", True),
    ]
    assert written.query(
        "SELECT conname, convalidated FROM pg_constraint"
        " WHERE contype = 'c' AND conrelid = 'orders'::regclass"
    ) == [("orders_status", True)]
    assert written.query(
        "SELECT obj_description('notes'::regclass), col_description('notes'::regclass, 2)"
    ) == [("what they say", "free text")]
    assert written.query("SELECT pg_get_indexdef('orders_by_status'::regclass)")[0][0] == (
        "CREATE INDEX orders_by_status ON public.orders USING btree_index (status, id)"
    )
    created = [sql for sql in written.changes() if sql.startswith("CREATE TABLE public.notes")]
    assert len(created) == 1
