"""Fixtures for tests that need Aurora DSQL: one stand-in per test session, one empty cluster per test.

A folder of tests takes them with `from standin import cluster, standin` in its conftest.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

import dsql_local
from dsql_local import LocalCluster, Running

__all__ = ["JOB_SECONDS", "cluster", "eventually", "standin"]

JOB_SECONDS = 0.2


@pytest.fixture(scope="session")
def standin() -> Iterator[Running]:
    """A running stand-in in which nothing takes long. A test that changes a setting sets it back."""
    with dsql_local.start(settings={"cluster_seconds": 0, "job_seconds": JOB_SECONDS}) as running:
        yield running


@pytest.fixture
def cluster(standin: Running) -> Iterator[LocalCluster]:
    """A fresh, empty cluster: `.endpoint`, `.environ` (for a subprocess), `.log()` (what was asked of it)."""
    made = standin.create_cluster()
    yield made
    made.delete()


def eventually(condition: Callable[[], object], seconds: float = 10) -> None:
    """Wait until `condition` holds; fails when it does not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.01)
