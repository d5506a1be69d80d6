"""Connecting, being refused, cancelling, leaving, and talking nonsense."""

import contextlib
import socket
import struct
import threading
import time
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.wire.by_hand import STARTUP, by_hand, message, read_all, tls
from local.wire.cluster import WireCluster, ask


def use(connection: psycopg.Connection[Any]) -> None:
    """Ask something again and again, until it fails or enough time has passed."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        connection.execute("SELECT 1")
        time.sleep(0.02)


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"password": "wrong"}, "unable to accept connection, access denied"),
        ({"dbname": "other"}, 'database "other" does not exist'),
        ({"user": "stranger"}, 'role "stranger" does not exist'),
        (
            {"options": "-c statement_timeout=5"},
            'setting configuration parameter "statement_timeout" not supported',
        ),
        ({"options": "--lock-timeout=5"}, 'setting configuration parameter "lock_timeout" not supported'),
        ({"options": "-c search_path"}, "startup option -c not supported"),
        ({"replication": "database"}, "replication connections are not supported"),
        ({"sslmode": "disable", "sslrootcert": ""}, "unable to accept connection, TLS is required"),
    ],
)
def test_refused(wire_cluster: WireCluster, changes: dict[str, str], message: str) -> None:
    with pytest.raises(psycopg.OperationalError) as raised:
        wire_cluster.connect(**changes)
    assert f"FATAL:  {message}" in str(raised.value)


def test_allowed_options(wire_cluster: WireCluster) -> None:
    options = (
        '-c search_path="a\\ b",public --DateStyle=ISO -cdisable_sync_create_index=off --amzn-cluster-id=abc'
    )
    with wire_cluster.connect(options=options, application_name="tester") as connection:
        assert connection.execute("SHOW search_path").fetchone() == ('"a b",public',)
        assert connection.execute("SHOW application_name").fetchone() == ("tester",)


def test_too_many_connections(wire_cluster: WireCluster) -> None:
    with (
        wire_cluster.settings(max_connections=0),
        pytest.raises(psycopg.OperationalError, match="too many open"),
    ):
        wire_cluster.connect()


def test_an_unknown_endpoint(wire_cluster: WireCluster) -> None:
    for name in ("zzz.dsql.eu-west-1.on.aws", None):
        connection = tls(wire_cluster, name)
        connection.sendall(STARTUP)
        assert b"C08006\0" in read_all(connection)


def test_direct_tls(wire_cluster: WireCluster) -> None:
    connection = tls(wire_cluster, ask_first=False)
    assert connection.selected_alpn_protocol() == "postgresql"
    connection.sendall(STARTUP)
    assert connection.recv(9) == b"R\0\0\0\x08\0\0\0\x03"
    connection.close()


def test_cancel(wire_cluster: WireCluster) -> None:
    with wire_cluster.connect() as connection:
        timer = threading.Timer(0.2, connection.cancel_safe)
        timer.start()
        started = time.monotonic()
        assert ask(connection, "SELECT pg_sleep(20)") == ["57014 canceling statement due to user request"]
        assert time.monotonic() - started < 10
        timer.join()


def test_cancel_without_tls(wire_cluster: WireCluster) -> None:
    session, greeting = by_hand(wire_cluster)
    key = greeting.index(b"K\0\0\0\x0c") + 5
    session.sendall(message(b"Q", b"SELECT pg_sleep(20)\0"))
    answer = b""
    session.settimeout(0.1)
    for _ in range(50):  # a request that comes before the statement has begun is lost
        with socket.create_connection(("127.0.0.1", wire_cluster.port), timeout=10) as plain:
            plain.sendall(struct.pack("!II", 16, 80877102) + greeting[key : key + 8])
            assert plain.recv(1) == b""
        with contextlib.suppress(TimeoutError):
            answer = session.recv(4096)
            break
    session.close()
    assert b"C57014\0" in answer


def test_a_backend_that_ends_takes_its_client_along(wire_cluster: WireCluster) -> None:
    with wire_cluster.connect() as victim, wire_cluster.connect() as other:
        pid = victim.info.backend_pid
        other.execute("SELECT pg_terminate_backend(%s)", [pid])
        with pytest.raises(psycopg.OperationalError):
            use(victim)


def test_connections_are_counted_and_end(wire_cluster: WireCluster) -> None:
    def wait_for(number: int) -> None:
        deadline = time.monotonic() + 10
        while wire_cluster.target.connections != number:
            assert time.monotonic() < deadline
            time.sleep(0.01)

    wait_for(0)
    connections = [wire_cluster.connect() for _ in range(5)]
    wait_for(5)
    for connection in connections:
        connection.close()
    wait_for(0)


def test_an_old_connection_is_closed(wire_cluster: WireCluster) -> None:
    with (
        wire_cluster.settings(connection_seconds=0.2),
        wire_cluster.connect() as connection,
        pytest.raises(psycopg.OperationalError, match="due to its age"),
    ):
        use(connection)


@settings(max_examples=40)
@given(data=st.binary(min_size=1, max_size=80), encrypted=st.booleans())
def test_garbage_instead_of_a_greeting(wire_cluster: WireCluster, data: bytes, encrypted: bool) -> None:
    connection: socket.socket
    connection = (
        tls(wire_cluster) if encrypted else socket.create_connection(("127.0.0.1", wire_cluster.port), 10)
    )
    connection.sendall(data)
    connection.close()
    with wire_cluster.connect() as good:
        assert ask(good, "SELECT 1") == ["SELECT 1"]


@pytest.mark.parametrize(
    "garbage",
    [
        b"Q\0\0\0\0",
        b"Q\xff\xff\xff\xff",
        b"?\0\0\0\x04",
        b"F\0\0\0\x08abcd",
        b"B\0\0\0\x04",
        b"E\0\0\0\x04",
        b"P\0\0\0\x06a\0",
    ],
)
def test_garbage_in_a_session(wire_cluster: WireCluster, garbage: bytes) -> None:
    session, _ = by_hand(wire_cluster)
    session.sendall(garbage + message(b"S") + message(b"X"))
    assert b"SERROR\0" in (found := read_all(session)) or b"SFATAL\0" in found
    with wire_cluster.connect() as good:
        assert ask(good, "SELECT 1") == ["SELECT 1"]
