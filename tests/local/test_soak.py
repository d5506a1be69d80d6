"""Many clients at once that connect, change tables and rows, and are struck by faults: nobody hangs, nothing
is left behind, and what goes wrong goes wrong as on Aurora DSQL.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

import dsql_local
from dsql_local import Fault, LocalCluster, Running
from dsql_local.postgres import SUPERUSER
from local.faults.clients import connect
from local.mutations import seeded
from standin import eventually

_IN_A_CONNECTION = 5  # statements
_TABLES = 4
_FAULTS = (
    Fault("statement", "conflict"),
    Fault("statement", "schema-conflict", kind="ddl"),
    Fault("statement", "lose-before"),
    Fault("statement", "lose-after"),
    Fault("statement", "delay", seconds=0.05),
    Fault("statement", "error", code="57014"),
    Fault("commit", "conflict"),
    Fault("commit", "lose-before"),
    Fault("commit", "lose-after"),
    Fault("connect", "error", code="53400"),
    Fault("connect", "lose-before"),
)
_ERRORS = {
    "0A000": "not supported in (a|the same) transaction",
    "40001": r"\(OC00[01]\)$",
    "23505": "duplicate key value",
    "23503": "foreign key",
    "25P02": "current transaction is aborted",
    "42P01": "does not exist",
    "42P07": "already exists",
    "42701": "already exists",
    "42703": "does not exist",
    "42704": "does not exist",
    "54000": "more than 24 indexes|limit exceeded",
    "57014": "a fault was injected",
    "53400": "rate exceeded",
}
"""What may come, by SQLSTATE."""
_LOST = re.compile(r"closed|lost|eof|rate exceeded|consuming input failed", re.IGNORECASE)
_STATEMENTS: tuple[Callable[[random.Random], str], ...] = (
    lambda draw: f"CREATE TABLE IF NOT EXISTS t{draw.randrange(_TABLES)} (id int PRIMARY KEY, a int)",
    lambda draw: f"DROP TABLE IF EXISTS t{draw.randrange(_TABLES)}",
    lambda draw: f"ALTER TABLE t{draw.randrange(_TABLES)} ADD COLUMN c{draw.randrange(9)} text",
    lambda draw: f"CREATE INDEX ASYNC ON t{draw.randrange(_TABLES)} (a)",
    *[lambda draw: f"INSERT INTO t{draw.randrange(_TABLES)} VALUES ({draw.randrange(50)}, 1)"] * 3,
    *[lambda draw: f"UPDATE t{draw.randrange(_TABLES)} SET a = a + 1 WHERE id < {draw.randrange(50)}"] * 3,
    lambda draw: f"DELETE FROM t{draw.randrange(_TABLES)} WHERE id = {draw.randrange(50)}",
    lambda draw: f"SELECT count(*), sum(a) FROM t{draw.randrange(_TABLES)}",
    lambda _: "BEGIN",
    lambda _: "COMMIT",
)


class _Clients:
    """What the clients have met, and when they are to stop."""

    def __init__(self, cluster: LocalCluster, seconds: float) -> None:
        self.cluster = cluster
        self.until = time.monotonic() + seconds
        self.met: Counter[str] = Counter()
        self.strange: list[str] = []
        self._lock = threading.Lock()

    def run(self, seed: int) -> None:
        """Connect again and again."""
        draw = random.Random(seed)
        while time.monotonic() < self.until:
            try:
                with closing(connect(self.cluster)) as connection:
                    for _ in range(_IN_A_CONNECTION):
                        self._ask(connection, draw.choice(_STATEMENTS)(draw))
            except psycopg.OperationalError as error:
                self._note(error)

    def _ask(self, connection: psycopg.Connection[tuple[object, ...]], statement: str) -> None:
        try:
            connection.execute(statement.encode())
        except psycopg.Error as error:
            if connection.closed:
                raise
            self._note(error)
        else:
            self._count(statement.partition(" ")[0])

    def _note(self, error: psycopg.Error) -> None:
        code, text = error.sqlstate, str(error).splitlines()[0]
        expected = _LOST.search(str(error)) if code is None else re.search(_ERRORS.get(code, "$^"), text)
        self._count(code or "lost")
        if not expected:
            self.strange.append(f"{code} {error}")

    def _count(self, what: str) -> None:
        with self._lock:
            self.met[what] += 1


def _inject(clients: _Clients, seed: int) -> None:
    """Put a fault in place, wait until it has struck, and take the next."""
    draw = random.Random(seed)
    while time.monotonic() < clients.until:
        with clients.cluster.inject(draw.choice(_FAULTS)) as injected:
            eventually(lambda fault=injected: fault.hits or time.monotonic() > clients.until, 30)  # type: ignore[misc]


def _descriptors(running: Running) -> int:
    return sum(1 for _ in Path(f"/proc/{running.state.pid}/fd").iterdir())


def _backends(running: Running, cluster: LocalCluster) -> int:
    [socket_file] = Path(running.state.run_directory).rglob(f"*{cluster.identifier}*/**/.s.PGSQL.5432")
    socket_dir = str(socket_file.parent)
    with psycopg.connect(host=socket_dir, user=SUPERUSER, dbname="postgres") as inside:
        activity = "SELECT count(*) FROM pg_stat_get_activity(NULL) WHERE usesysid = 'admin'::regrole"
        [(found,)] = inside.execute(activity)
        return int(found)


@pytest.mark.parametrize(
    "threads,seconds", [(8, 3), pytest.param(32, 60, marks=pytest.mark.chaos, id="32 for a minute")]
)
def test_many_clients(threads: int, seconds: float) -> None:
    draw = seeded()
    settings = {"cluster_seconds": 0, "job_seconds": 0.05, "connection_rate": 1e6}
    with dsql_local.start(settings=settings) as running, ThreadPoolExecutor(threads + 1) as pool:
        cluster = running.create_cluster()
        connect(cluster).close()
        eventually(lambda: _backends(running, cluster) == 0)
        before = _descriptors(running)
        clients = _Clients(cluster, seconds)
        work = [pool.submit(clients.run, draw.randrange(1 << 32)) for _ in range(threads)]
        work.append(pool.submit(_inject, clients, draw.randrange(1 << 32)))
        for done in work:
            done.result(seconds + 60)
        assert clients.strange == []
        assert {"lost", "40001", "INSERT"} <= set(clients.met)
        eventually(lambda: _backends(running, cluster) == 0, 20)
        eventually(lambda: _descriptors(running) <= before, 20)
        assert (running.home / "server.log").read_text() == ""
        with connect(cluster) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
