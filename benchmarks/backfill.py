"""A new column with a default in a table with rows, against a bare loop of UPDATEs over the same ranges."""

from argparse import Namespace
from collections.abc import Callable

import psycopg

from benchmarks import cluster, command
from benchmarks.stopwatch import Stopwatch
from dsql_local import LocalCluster
from pulumi_dsql_provider import apply, catalog, diff, plan
from pulumi_dsql_provider.catalog import Scope, Session
from pulumi_dsql_provider.model import Column, ObjectName
from pulumi_dsql_provider.plan import Backfill, Plan

_COLUMN = Column(name="state", type="text", default="'new'")


def measure(watch: Stopwatch, given: Namespace) -> None:
    """One case: both sides add, default and fill the column, in a fresh table for every sample."""
    with cluster.started() as made, cluster.session(made) as session, cluster.bare() as bare:
        for number in watch.rounds():
            planned, looped = f"planned_{number}", f"looped_{number}"
            for table in (planned, looped):
                _make(made, session, table, given.rows)
            todo = _plan(session, planned)
            things = {
                "apply.run": _apply(todo, session),
                "bare UPDATEs": _loop(bare, looped, given.rows, todo),
            }
            watch.time(f"{given.rows:,} rows", things)
            for table in (planned, looped):
                assert session.query(f"SELECT count(*) FROM {table} WHERE state = 'new'") == [(given.rows,)]
                session.execute(f"DROP TABLE {table}")


def _make(made: LocalCluster, session: Session, table: str, rows: int) -> None:
    """A table with rows whose keys are 1, 2, 3, …"""
    session.execute(f"CREATE TABLE {table} (id bigint PRIMARY KEY, customer text, total numeric(12,2))")
    before = made.running.settings["row_limit"]
    made.running.change(row_limit=rows)  # only to get them in at once
    session.execute(f"INSERT INTO {table} SELECT n, 'customer ' || n, n FROM generate_series(1, {rows}) n")
    made.running.change(row_limit=before)


def _plan(session: Session, table: str) -> Plan:
    live = catalog.read(session, Scope(tables=(ObjectName("public", table),)))
    (there,) = live.tables
    wanted = live.with_tables([there.model_copy(update={"columns": (*there.columns, _COLUMN)})])
    return plan.make(diff.compare(live, wanted), live)


def _apply(todo: Plan, session: Session) -> Callable[[], object]:
    def run() -> None:
        outcome = apply.run(todo, session)
        assert outcome.error is None, outcome.error

    return run


def _loop(bare: psycopg.Connection, table: str, rows: int, todo: Plan) -> Callable[[], object]:
    """What somebody writes who knows that the keys have no gaps; the batches are as large as the plan's."""
    (batch,) = (step.rows for step in todo.steps if isinstance(step, Backfill))

    def run() -> None:
        bare.execute(f"ALTER TABLE {table} ADD COLUMN state text")
        bare.execute(f"ALTER TABLE {table} ALTER COLUMN state SET DEFAULT 'new'")
        update = f"UPDATE {table} SET state = 'new' WHERE state IS NULL AND id BETWEEN %s AND %s"
        for first in range(1, rows + 1, batch):
            bare.execute(update, (first, first + batch - 1))

    return run


if __name__ == "__main__":
    parser = command.options(__doc__, rounds=5)
    parser.add_argument("--rows", type=int, default=100_000, help="how many rows the table has")
    command.run("backfill", parser.parse_args(), measure)
