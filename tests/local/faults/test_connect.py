"""Faults on connections."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from dsql_local import Fault, LocalCluster
from local.faults.clients import client_that_runs, connect, tables
from standin import eventually


@pytest.mark.parametrize(
    "code,says",
    [
        ("53300", "Unable to accept connection, too many open connections."),
        ("53400", "Unable to accept connection, rate exceeded."),
        ("28000", "unable to accept connection, access denied"),
    ],
)
def test_refused(cluster: LocalCluster, code: str, says: str) -> None:
    with cluster.inject(Fault("connect", "error", code=code, times=2)) as injected:
        for _ in range(2):
            with pytest.raises(psycopg.OperationalError, match=f"FATAL:  {says}"):
                connect(cluster)
        connect(cluster).close()
        assert injected.hits == 2


def test_cut(cluster: LocalCluster) -> None:
    with (
        cluster.inject(Fault("connect", "lose-before")),
        pytest.raises(psycopg.OperationalError, match=r"closed|unexpected"),
    ):
        connect(cluster)


def test_held(cluster: LocalCluster) -> None:
    with cluster.inject(Fault("connect", "hold-before")) as injected, ThreadPoolExecutor() as pool:
        connecting = pool.submit(connect, cluster)
        injected.wait_until_hit()
        assert not connecting.done()
        connect(cluster).close()
        injected.release()
        connecting.result(10).close()


def test_one_that_is_killed_as_it_connects(cluster: LocalCluster) -> None:
    with cluster.inject(Fault("connect", "hold-before")) as injected:
        with client_that_runs(cluster, "CREATE TABLE t (a int)"):
            injected.wait_until_hit()
        eventually(lambda: injected.held == 0)
    assert tables(cluster) == []


def test_delayed(cluster: LocalCluster) -> None:
    with cluster.inject(Fault("connect", "delay", seconds=0.2)):
        started = time.monotonic()
        connect(cluster).close()
        assert time.monotonic() - started >= 0.2


def test_whom_it_strikes(cluster: LocalCluster) -> None:
    with (
        cluster.inject(Fault("connect", "lose-before", application_name="^a$", match="admin")) as injected,
        cluster.inject(Fault("connect", "lose-before", match="clerk")) as nobody,
    ):
        connect(cluster, application_name="b").close()
        with pytest.raises(psycopg.OperationalError):
            connect(cluster, application_name="a")
        assert (injected.hits, nobody.hits) == (1, 0)


def test_who_is_not_let_in_is_not_struck(cluster: LocalCluster) -> None:
    with cluster.inject(Fault("connect", "lose-before")) as injected:
        with pytest.raises(psycopg.OperationalError, match="access denied"):
            connect(cluster, password="wrong")
        assert injected.hits == 0
