"""Clients of every kind: psql, psycopg in all its ways, COPY, cursors over the wire, large answers."""

import asyncio
import os
import subprocess
from collections.abc import Iterable
from typing import Any

import psycopg
import pytest

from local.wire.cluster import WireCluster, ask, rows

Connection = psycopg.Connection[Any]


def psql(cluster: WireCluster, *commands: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run commands in psql, tuples only."""
    arguments = [part for command in commands for part in ("-c", command)]
    environment = {**os.environ, **cluster.environment}
    return subprocess.run(
        ["psql", "-XAt", *arguments],
        input=stdin,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def test_psql(wire_cluster: WireCluster) -> None:
    done = psql(
        wire_cluster,
        "CREATE TABLE by_psql (a int PRIMARY KEY, b text)",
        "CREATE INDEX ASYNC by_psql_b ON by_psql (b)",
        "COPY by_psql FROM STDIN",
        "COPY by_psql TO STDOUT",
        "SELECT 1; SELECT 2",
        stdin="1\tx\n\\.\n",
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert (lines[0], len(lines[1])) == ("CREATE TABLE", 26)
    assert lines[2:6] == ["COPY 1", "1\tx", "1", "2"]
    described = psql(wire_cluster, "\\pset tuples_only off", "\\d by_psql").stdout
    assert '"by_psql_pkey" PRIMARY KEY, btree_index (a) INCLUDE (b)' in described


def test_errors_point_into_what_was_sent(admin: Connection) -> None:
    for sql in (
        "SELECT 'é' FROM nothing",
        "SELECT 1; SELECT 'é' FROM nothing",
        "CREATE INDEX ASYNC s.i ON t (a)",
    ):
        with pytest.raises(psycopg.Error) as raised:
            admin.execute(sql.encode())
        position = int(raised.value.diag.statement_position or 0)
        assert sql[position - 1 :].startswith(("nothing", ".i"))


@pytest.mark.parametrize("prepare", [None, True, False])
def test_parameters(admin: Connection, prepare: bool | None) -> None:
    for number in range(8):
        assert admin.execute("SELECT %s::int + 1", [number], prepare=prepare).fetchone() == (number + 1,)


def test_asynchronous_index_through_the_extended_protocol(admin: Connection) -> None:
    ask(admin, "CREATE TABLE extended (a int)")
    cursor = admin.execute("CREATE INDEX ASYNC ON extended (a)", prepare=True)
    assert cursor.statusmessage == "CREATE INDEX"
    assert [column.name for column in cursor.description or ()] == ["job_id"]
    assert len(cursor.fetchall()) == 1


def test_async_client(wire_cluster: WireCluster) -> None:
    async def work() -> list[Any]:
        connection = await psycopg.AsyncConnection.connect(**wire_cluster.parameters, autocommit=True)  # type: ignore[arg-type]
        async with connection, connection.pipeline():
            cursors = [await connection.execute("SELECT %s::int", [number]) for number in range(20)]
            return [await cursor.fetchone() for cursor in cursors]

    assert asyncio.run(work()) == [(number,) for number in range(20)]


def test_transactions_of_the_client_library(wire_cluster: WireCluster) -> None:
    with psycopg.connect(**wire_cluster.parameters) as connection:  # type: ignore[arg-type]
        connection.execute("CREATE TABLE by_library (a int)")
        connection.commit()
        connection.execute("INSERT INTO by_library VALUES (1)")
        connection.rollback()
        assert connection.execute("SELECT count(*) FROM by_library").fetchone() == (0,)


def test_rows_in_portions(admin: Connection) -> None:
    with admin.cursor() as cursor:
        found = sum(1 for _ in cursor.stream("SELECT generate_series(1, 5000)"))
    assert found == 5000


def test_large_answers_and_statements(admin: Connection) -> None:
    assert len(rows(admin, "SELECT repeat('x', 1000) FROM generate_series(1, 20000)")) == 20000
    text = "x" * 1_000_000
    assert admin.execute("SELECT length(%s)", [text]).fetchone() == (1_000_000,)
    assert rows(admin, f"SELECT length('{text}')") == [(1_000_000,)]


def test_copy_that_fails(admin: Connection) -> None:
    def load(lines: Iterable[str]) -> None:
        with admin.cursor().copy("COPY miscopied FROM STDIN") as copy:
            for line in lines:
                copy.write(line)

    ask(admin, "CREATE TABLE miscopied (a int)")
    with pytest.raises(psycopg.errors.InvalidTextRepresentation):
        load(["no number\n"] * 1000)
    with pytest.raises(ZeroDivisionError):
        load(f"{1 // number}\n" for number in (1, 0))
    assert rows(admin, "SELECT count(*) FROM miscopied") == [(0,)]


def test_nothing_at_all(admin: Connection) -> None:
    assert ask(admin, "", " ; ", "-- a comment") == ["", "", ""]
