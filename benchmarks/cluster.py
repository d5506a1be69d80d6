"""A cluster of the stand-in in which nothing takes longer than it must, and ways to talk to it."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg

import dsql_local
from dsql_local import LocalCluster
from dsql_local.postgres import SUPERUSER
from pulumi_dsql_provider.aws.connection import Connection, connect
from pulumi_dsql_provider.aws.endpoint import Endpoint


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
    """A connection to the cluster's PostgreSQL, past the stand-in: no TLS, no token, no rules."""
    socket_dir = Path(cluster.running.state.run_directory) / cluster.identifier / "s"
    return psycopg.connect(
        host=str(socket_dir),
        hostaddr="",  # not the environment's, which would win over the socket
        port=5432,
        user=SUPERUSER,
        dbname="postgres",
        sslmode="disable",
        gssencmode="disable",
        autocommit=True,
        prepare_threshold=None,
    )
