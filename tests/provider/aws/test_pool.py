"""The threads of a process share connections, never at the same time."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from dsql_local import LocalCluster
from pulumi_dsql_provider.aws import pool as module
from pulumi_dsql_provider.aws.endpoint import Endpoint
from pulumi_dsql_provider.aws.pool import close_pools, pool


@pytest.fixture
def endpoint(shared_cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    for name, value in shared_cluster.environ.items():
        monkeypatch.setenv(name, value)
    yield Endpoint.parse(shared_cluster.endpoint)
    close_pools()


def test_a_connection_that_came_back_is_used_again(endpoint: Endpoint) -> None:
    with pool(endpoint) as first:
        backend = first.query("SELECT pg_backend_pid()")
    with pool(endpoint) as second:
        assert second.query("SELECT pg_backend_pid()") == backend


def test_each_thread_has_its_own(endpoint: Endpoint) -> None:
    together = threading.Barrier(8, timeout=30)

    def work(_: int) -> int:
        with pool(endpoint) as session:
            together.wait()
            return int(session.query("SELECT pg_backend_pid()")[0][0])

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(work, range(8)))) == 8


def test_it_comes_back_after_an_error_too(endpoint: Endpoint) -> None:
    with pytest.raises(ZeroDivisionError), pool(endpoint) as first:
        raise ZeroDivisionError
    with pool(endpoint) as second:
        assert second is first


def test_endpoints_users_and_profiles_are_apart(endpoint: Endpoint) -> None:
    other = Endpoint.parse("abcdefghij0123456789uvwxyz.dsql.eu-west-1.on.aws")
    with (
        pool(endpoint) as one,
        pool(other) as two,
        pool(endpoint, "app") as three,
        pool(endpoint, profile="p") as four,
    ):
        sessions = [one, two, three, four]
    assert len(set(map(id, sessions))) == 4
    with pool(endpoint, "app") as again:
        assert again is three


def test_no_more_than_some_are_kept(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_IDLE", 1)
    with pool(endpoint) as first, pool(endpoint) as second:
        first.query("SELECT 1")
        second.query("SELECT 1")
    assert first._live is None
    assert second._live is not None


def test_closing_ends_them(endpoint: Endpoint) -> None:
    with pool(endpoint) as first:
        first.query("SELECT 1")
    close_pools()
    assert first._live is None
    with pool(endpoint) as second:
        assert second is not first
