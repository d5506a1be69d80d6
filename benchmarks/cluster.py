"""A cluster of the stand-in in which nothing takes longer than it must, and ways to talk to it."""

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg

import dsql_local
from dsql_local import LocalCluster
from dsql_local.postgres import SUPERUSER
from pulumi_dsql_provider import apply, catalog, diff, plan
from pulumi_dsql_provider.aws.connection import Connection, connect
from pulumi_dsql_provider.aws.endpoint import Endpoint
from pulumi_dsql_provider.catalog import Session
from pulumi_dsql_provider.model import Database


@contextlib.contextmanager
def started() -> Iterator[LocalCluster]:
    """A cluster of a stand-in of its own, which the environment of this process then points to."""
    with dsql_local.start(settings={"cluster_seconds": 0, "job_seconds": 0}) as running:
        cluster = running.create_cluster()
        environ = cluster.environ
        os.environ.clear()
        os.environ.update(environ)
        yield cluster


def session(cluster: LocalCluster) -> Connection:
    """A session as the engine opens it."""
    return connect(Endpoint.parse(cluster.endpoint))


def bare() -> psycopg.Connection:
    """A connection to the cluster of the environment, through the stand-in and nothing else of ours."""
    return psycopg.connect(autocommit=True, prepare_threshold=None, gssencmode="disable")


def direct(cluster: LocalCluster) -> psycopg.Connection:
    """A connection to the cluster's PostgreSQL, past the stand-in: no TLS, no token, no rules.

    Nor does it have the event triggers that look at what DDL has made.
    """
    socket_dir = Path(cluster.running.state.run_directory) / cluster.identifier / "s"
    return psycopg.connect(
        host=str(socket_dir),
        hostaddr="",  # not the environment's, which would win over the socket
        port=5432,
        user=SUPERUSER,
        dbname="postgres",
        sslmode="disable",
        gssencmode="disable",
        options="-c session_replication_role=replica",
        autocommit=True,
        prepare_threshold=None,
    )


def fill(session: Session, wanted: Database) -> None:
    """Make all of it."""
    live = catalog.read(session)
    todo = plan.make(diff.compare(live, wanted), live)
    outcome = apply.run(todo, session)
    assert outcome.error is None, outcome.error


class Noting:
    """A session that notes the queries which go through it: a round trip each."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.queries: list[tuple[str, Sequence[Any]]] = []

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """As the session's, noted."""
        self.queries.append((sql, parameters))
        return self._session.query(sql, parameters)

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """As the session's."""
        return self._session.execute(sql, parameters)
