"""Cancelling what a fault holds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import psycopg
import pytest

from dsql_local import Fault, LocalCluster
from local.faults.clients import ask, connect, count
from standin import eventually


@pytest.mark.parametrize("way", ["cancel", "cancel_safe"], ids=["plain", "TLS"])
@pytest.mark.parametrize("on", ["statement", "commit"])
def test_what_has_not_begun_never_does(
    cluster: LocalCluster, way: str, on: Literal["statement", "commit"]
) -> None:
    with connect(cluster) as connection:
        ask(connection, "CREATE TABLE t (a int)")
        hold = Fault(on, "hold-before", match="INSERT")
        with cluster.inject(hold) as injected, ThreadPoolExecutor() as pool:
            held = pool.submit(connection.execute, "INSERT INTO t VALUES (1)")
            injected.wait_until_hit()
            getattr(connection, way)()
            with pytest.raises(psycopg.errors.QueryCanceled, match="due to user request"):
                held.result(10)
            eventually(lambda: injected.held == 0)
        assert ask(connection, "INSERT INTO t VALUES (2)") == ["INSERT 0 1"]
    assert count(cluster, "t") == 1


def test_what_is_done_stays_done(cluster: LocalCluster) -> None:
    with connect(cluster) as connection:
        ask(connection, "CREATE TABLE t (a int)")
        hold = Fault("statement", "hold-after", match="INSERT")
        with cluster.inject(hold) as injected, ThreadPoolExecutor() as pool:
            held = pool.submit(connection.execute, "INSERT INTO t VALUES (1)")
            injected.wait_until_hit()
            connection.cancel_safe()
            injected.release()
            assert held.result(10).rowcount == 1


def test_an_earlier_request_is_forgotten(cluster: LocalCluster) -> None:
    with connect(cluster) as connection:
        connection.cancel_safe()  # nothing runs
        with cluster.inject(Fault("statement", "hold-before")) as injected, ThreadPoolExecutor() as pool:
            held = pool.submit(connection.execute, "SELECT 1")
            injected.wait_until_hit()
            injected.release()
            assert held.result(10).fetchone() == (1,)
