"""A cluster behind the wire half alone: PostgreSQL, schema sys, a worker, a listener with its own
certificate.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from dsql_local.certificates import Authority
from dsql_local.postgres import Postgres
from dsql_local.sys.install import install
from dsql_local.sys.worker import Worker
from dsql_local.wire.listener import Listener
from dsql_local.wire.target import Settings, Target
from local.wire.cluster import ENDPOINT, PASSWORD, WireCluster


@pytest.fixture(scope="session")
def start_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], WireCluster]]:
    """Starts as many clusters as are asked for; all end with the test run."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="clusters under test")
    thread.start()
    endings: list[Callable[[], None]] = []

    def start() -> WireCluster:
        authority = Authority.open(tmp_path_factory.mktemp("authority"))
        server = Postgres.start()
        target = Target(
            endpoint=ENDPOINT,
            socket_dir=server.socket_dir,
            authenticate=lambda _, password: (
                None if password == PASSWORD else "unable to accept connection, access denied"
            ),
            settings=Settings(job_seconds=0.2),
        )
        cluster = WireCluster(target, 0, authority.file, loop)
        worker, listener = Worker(target), Listener()

        async def begin() -> int:
            await install(server.socket_dir)
            await worker.start()
            context = authority.server_context(ENDPOINT)
            return await listener.start(
                context, lambda name: target if name == ENDPOINT else None, cluster.entries.append
            )

        async def end() -> None:
            await listener.stop()
            await worker.stop()

        cluster.port = cluster.run(begin())
        endings.extend((lambda: cluster.run(end()), server.stop))
        return cluster

    yield start
    for ending in endings:
        ending()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture(scope="session")
def wire_cluster(start_cluster: Callable[[], WireCluster]) -> WireCluster:
    """The cluster that most tests share; each keeps to tables of its own."""
    return start_cluster()


@pytest.fixture
def admin(wire_cluster: WireCluster) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """A connection as admin, in autocommit mode."""
    with wire_cluster.connect() as connection:
        yield connection
    # A job that finishes during the next test would make that one's statements fail, as it should.
    with wire_cluster.connect() as connection:
        unfinished = "SELECT FROM sys.jobs WHERE status IN ('submitted', 'processing') AND job_type <> 'DROP'"
        deadline = time.monotonic() + 10
        while connection.execute(unfinished).rowcount:
            assert time.monotonic() < deadline
            time.sleep(0.01)
