"""Clients of a cluster, in this process and in others that can be killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import conninfo

from dsql_local import Injected, LocalCluster
from dsql_local.statement_log import LogEntry
from standin import eventually

Connection = psycopg.Connection[tuple[Any, ...]]

_RUN = """
import sys, psycopg
with psycopg.connect(autocommit=True) as connection:
    connection.execute(sys.argv[1])
"""
_PARAMETERS = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "password": "PGPASSWORD",
}


def connect(cluster: LocalCluster, **changes: str) -> Connection:
    """A connection in autocommit mode."""
    environ = cluster.environ
    arguments = {name: environ[variable] for name, variable in _PARAMETERS.items()}
    return psycopg.connect(conninfo.make_conninfo("", **(arguments | changes)), autocommit=True)


def ask(connection: Connection, *statements: str) -> list[str]:
    """Run statements one by one; each becomes its command tag, "lost", or SQLSTATE and text of its error."""
    answers = []
    for statement in statements:
        try:
            answers.append(connection.execute(statement.encode()).statusmessage or "")
        except psycopg.Error as error:
            lost = error.sqlstate is None
            answers.append("lost" if lost else f"{error.sqlstate} {error.diag.message_primary}")
    return answers


def tables(cluster: LocalCluster) -> list[str]:
    """The tables in schema public."""
    with connect(cluster, application_name="onlooker") as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [name for (name,) in found]


def count(cluster: LocalCluster, table: str) -> int:
    """The number of rows that are committed."""
    with connect(cluster, application_name="onlooker") as connection:
        [(found,)] = connection.execute(f"SELECT count(*) FROM {table}".encode())
        return int(found)


def logged(cluster: LocalCluster) -> list[LogEntry]:
    """The statements in the log, but for those of `tables` and `count`."""
    return [entry for entry in cluster.log() if entry.get("application_name") != "onlooker"]


def verdicts(cluster: LocalCluster) -> list[tuple[str, str, str | None]]:
    """First word, verdict and fault of all of these."""
    return [(entry["sql"].split()[0], entry["verdict"], entry["fault"]) for entry in logged(cluster)]


@contextmanager
def client_that_runs(cluster: LocalCluster, sql: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that connects and runs a statement; killed at the end."""
    command = [sys.executable, "-c", _RUN, sql]
    with subprocess.Popen(command, env=cluster.environ, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


def kill_while_held(cluster: LocalCluster, fault: Injected, sql: str) -> None:
    """Kill (SIGKILL) a client whose statement the fault holds; returns when the stand-in has noticed."""
    with client_that_runs(cluster, sql):
        fault.wait_until_hit()
        assert fault.held == 1
    eventually(lambda: fault.held == 0)
