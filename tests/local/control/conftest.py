"""What the tests of the control plane share."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import pytest

from dsql_local import Running
from dsql_local.errors import LocalError
from local.control.asking import Client


@pytest.fixture
def client(make_client: Callable[..., Client], standin: Running) -> Iterator[Client]:
    """A client whose clusters, and those of others in the test, are removed after it."""
    before = {cluster.identifier for cluster in standin.clusters()}
    yield make_client()
    for cluster in standin.clusters():
        if cluster.identifier not in before:
            with contextlib.suppress(LocalError):  # it may have been on its way out
                cluster.delete()


@pytest.fixture
def slow(standin: Running) -> Iterator[float]:
    """Clusters that take a moment to change their state."""
    standin.change(cluster_seconds=0.4)
    yield 0.4
    standin.change(cluster_seconds=0)
