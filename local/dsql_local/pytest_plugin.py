"""Fixtures for pytest: a stand-in for the test run, and an empty cluster for each test.

Where pytest does not find them by itself: `-p dsql_local.pytest_plugin`, or
`pytest_plugins = ["dsql_local.pytest_plugin"]` in the uppermost conftest.py.

    def test_an_order_is_placed(dsql_environ):       # the environment points at an empty cluster
        with psycopg.connect() as connection: ...

    def test_a_conflict_is_retried(dsql_cluster):    # the cluster itself
        with dsql_cluster.inject(Fault("commit", "conflict", times=2)): ...
"""

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from dsql_local.running import LocalCluster, Running, start
from dsql_local.settings import Settings, Value


class _Clusters:
    """Hands out empty clusters; the next one is made while a test uses the one before."""

    def __init__(self, standin: Running) -> None:
        self._standin = standin
        self._one_by_one = ThreadPoolExecutor(1, thread_name_prefix="dsql clusters")
        self._next = self._one_by_one.submit(standin.create_cluster)

    def take(self) -> LocalCluster:
        made, self._next = self._next, self._one_by_one.submit(self._standin.create_cluster)
        return made.result()

    def give_back(self, cluster: LocalCluster) -> None:
        self._one_by_one.submit(cluster.delete)

    def close(self) -> None:
        self._one_by_one.shutdown(cancel_futures=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option `--dsql-as-of`."""
    group = parser.getgroup("dsql", "Aurora DSQL on this machine")
    group.addoption("--dsql-as-of", metavar="DAY", help="answer as the service did on DAY, as in 2026-06-01")


@pytest.fixture(scope="session")
def dsql_settings() -> Mapping[str, Value]:
    """Settings of the stand-in, by their names; to be overridden in a conftest.py."""
    return {}


@pytest.fixture(scope="session")
def dsql_standin(dsql_settings: Mapping[str, Value], pytestconfig: pytest.Config) -> Iterator[Running]:
    """The stand-in of this test run. Its settings: those of `dsql_settings`, over `DSQL_LOCAL_…`, over the
    defaults; above all of them `--dsql-as-of`.
    """
    as_of = pytestconfig.getoption("--dsql-as-of")
    settings = Settings.from_environment().as_dict() | dict(dsql_settings)
    with start(settings=settings | ({"as_of": as_of} if as_of else {})) as running:
        yield running


@pytest.fixture(scope="session")
def _dsql_clusters(dsql_standin: Running) -> Iterator[_Clusters]:
    clusters = _Clusters(dsql_standin)
    yield clusters
    clusters.close()


@pytest.fixture
def dsql_cluster(_dsql_clusters: _Clusters) -> Iterator[LocalCluster]:
    """An empty cluster for one test."""
    cluster = _dsql_clusters.take()
    yield cluster
    _dsql_clusters.give_back(cluster)


@pytest.fixture(scope="module")
def dsql_module_cluster(_dsql_clusters: _Clusters) -> Iterator[LocalCluster]:
    """An empty cluster for all tests of a module."""
    cluster = _dsql_clusters.take()
    yield cluster
    _dsql_clusters.give_back(cluster)


@pytest.fixture
def dsql_environ(dsql_cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> LocalCluster:
    """The cluster of `dsql_cluster`, found by every client through this process's environment."""
    environ = dsql_cluster.environ
    for name in os.environ.keys() - environ.keys():
        monkeypatch.delenv(name)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    return dsql_cluster
