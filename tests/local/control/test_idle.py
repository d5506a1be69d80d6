"""A cluster that nobody uses rests; a connection wakes it."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from dsql_local import LocalCluster, Running
from local.control.asking import Client, at_rest, status
from local.faults.clients import connect
from standin import eventually

WAKE_SECONDS = 0.3


@pytest.fixture
def resting(standin: Running) -> Iterator[None]:
    """Clusters that are soon IDLE, and a little later INACTIVE."""
    standin.change(idle_seconds=0.3, inactive_seconds=0.8, wake_seconds=WAKE_SECONDS)
    yield
    standin.change(idle_seconds=0, inactive_seconds=0, wake_seconds=1)


def test_by_and_by_a_cluster_rests(client: Client, cluster: LocalCluster, resting: None) -> None:
    identifier = cluster.identifier
    with connect(cluster) as connection:
        time.sleep(0.5)  # nothing happens in this time: there is no condition to wait for
        assert status(client, identifier) == "ACTIVE"
        connection.execute("CREATE TABLE t (a int)")
    eventually(lambda: status(client, identifier) == "IDLE")
    eventually(lambda: status(client, identifier) == "INACTIVE")

    began = time.monotonic()
    with connect(cluster) as connection:
        assert time.monotonic() - began >= WAKE_SECONDS
        assert connection.execute("SELECT count(*) FROM t").fetchone() == (0,)
        assert status(client, identifier) == "ACTIVE"


def test_a_resting_cluster_is_changed_and_deleted(
    client: Client, cluster: LocalCluster, standin: Running, resting: None
) -> None:
    eventually(lambda: status(client, cluster.identifier) == "IDLE")
    assert standin.cluster().identifier == cluster.identifier
    assert client.update_cluster(identifier=cluster.identifier)["status"] == "UPDATING"
    assert at_rest(client, cluster.identifier) == "ACTIVE"
    eventually(lambda: status(client, cluster.identifier) == "INACTIVE")
    assert client.delete_cluster(identifier=cluster.identifier)["status"] == "DELETING"


def test_none_rests_unless_it_is_asked_to(client: Client, cluster: LocalCluster, standin: Running) -> None:
    assert (standin.settings["idle_seconds"], standin.settings["inactive_seconds"]) == (0, 0)
    assert status(client, cluster.identifier) == "ACTIVE"
