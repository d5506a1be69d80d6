"""How often the proxy waits for PostgreSQL: what it sends goes through a relay here that counts."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dsql_local.certificates import Authority
from dsql_local.wire.listener import Listener
from local.wire.cluster import ENDPOINT, WireCluster, ask

_CHUNK = 1 << 16


@dataclass
class Relay:
    """Stands before PostgreSQL's socket. Each time that the proxy sends something it is about to wait."""

    behind: str
    trips: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on both ways until one side ends."""
        answers, questions = await asyncio.open_unix_connection(self.behind)

        async def back() -> None:
            while data := await answers.read(_CHUNK):
                writer.write(data)
            writer.close()

        returning = asyncio.create_task(back())
        while data := await reader.read(_CHUNK):
            self.trips += 1
            questions.write(data)
        questions.close()
        await returning


@pytest.fixture(scope="module")
def relay(
    wire_cluster: WireCluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Relay, WireCluster]]:
    """A relay in front of the cluster's PostgreSQL, and the cluster as it is reached through that."""
    directory = Path("/tmp") / f"relay-{tmp_path_factory.getbasetemp().name}"  # a socket's path must be short
    directory.mkdir(mode=0o700, exist_ok=True)
    relay = Relay(wire_cluster.target.socket)
    target = replace(wire_cluster.target, socket_dir=directory)
    authority = Authority.open(tmp_path_factory.mktemp("relay"))
    cluster = WireCluster(target, 0, authority.file, wire_cluster.loop)
    listener = Listener()

    async def begin() -> asyncio.AbstractServer:
        server = await asyncio.start_unix_server(relay.serve, target.socket)
        context = authority.server_context(ENDPOINT)
        cluster.port = await listener.start(context, lambda _: target, cluster.entries.append)
        return server

    async def end(server: asyncio.AbstractServer) -> None:
        await listener.stop()
        server.close()

    server = cluster.run(begin())
    yield relay, cluster
    cluster.run(end(server))
    (directory / ".s.PGSQL.5432").unlink(missing_ok=True)
    directory.rmdir()


@pytest.fixture
def counted(relay: tuple[Relay, WireCluster]) -> Iterator[psycopg.Connection[Any]]:
    """A connection through the relay."""
    with relay[1].connect(gssencmode="disable") as connection:
        yield connection


@pytest.mark.parametrize(
    "before, sql, trips",
    [
        ([], "SELECT 1", 1),
        ([], "SHOW timezone", 1),
        ([], "SET timezone = 'UTC'", 1),
        ([], "BEGIN", 1),
        ([], "SELECT 1; SELECT 2", 2),
        ([], "SELECT 1/0", 1),
        (["BEGIN"], "SELECT 1", 1),
        (["BEGIN"], "COMMIT", 1),
        (["BEGIN"], "ROLLBACK", 1),
        # Nothing can keep DDL from committing, once it may run; what it has changed is asked along with it.
        ([], "CREATE TABLE IF NOT EXISTS tripped (a int)", 1),
        ([], "ALTER TABLE tripped ADD IF NOT EXISTS b int", 1),
        ([], "SELECT 1; ALTER TABLE tripped ADD IF NOT EXISTS b int", 2),
        (["BEGIN"], "ALTER TABLE tripped ADD IF NOT EXISTS b int", 2),
        # Whether it may commit is decided once it has run.
        ([], "ALTER TABLE tripped ADD IF NOT EXISTS b int; SELECT 1", 3),
        ([], "INSERT INTO tripped VALUES (1)", 2),
        ([], "INSERT INTO tripped VALUES (1); SELECT 1", 3),
    ],
)
def test_trips(
    relay: tuple[Relay, WireCluster],
    counted: psycopg.Connection[Any],
    before: list[str],
    sql: str,
    trips: int,
) -> None:
    ask(counted, "CREATE TABLE IF NOT EXISTS tripped (a int)", "SELECT 1 FROM tripped", *before)
    earlier = relay[0].trips
    ask(counted, sql)
    assert relay[0].trips - earlier == trips


def test_a_prepared_statement_takes_one_trip(
    relay: tuple[Relay, WireCluster], counted: psycopg.Connection[Any]
) -> None:
    cursor = psycopg.RawCursor(counted)
    cursor.execute("SELECT $1::int", (1,), prepare=True)
    earlier = relay[0].trips
    assert cursor.execute("SELECT $1::int", (2,), prepare=True).fetchall() == [(2,)]
    assert relay[0].trips - earlier == 1


def test_what_was_written_before_is_still_checked_when_a_query_ends_the_transaction(
    relay: tuple[Relay, WireCluster], counted: psycopg.Connection[Any]
) -> None:
    ask(counted, "CREATE TABLE IF NOT EXISTS tripped (a int)")
    many = "INSERT INTO tripped SELECT generate_series(1, 2000)"
    assert ask(counted, f"{many}; {many}; SELECT 1") == ["54000 transaction row limit exceeded"]
    assert counted.execute("SELECT count(*) FROM tripped WHERE a = 2000").fetchall() == [(0,)]
