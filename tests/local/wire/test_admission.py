"""Who is let in when there are many, and what is said to clients of another version of the protocol."""

from __future__ import annotations

import struct

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsql_local.postgres import SUPERUSER
from dsql_local.wire.arrivals import Arrivals
from local.wire.by_hand import GOODBYE, answers, kinds, message, tls
from local.wire.cluster import PASSWORD, WireCluster, ask

_RATE_EXCEEDED = "FATAL:  Unable to accept connection, rate exceeded."


def test_a_burst_and_then_the_rate(wire_cluster: WireCluster) -> None:
    wire_cluster.target.arrivals = Arrivals()
    with wire_cluster.settings(connection_rate=0, connection_burst=3):
        for _ in range(3):
            wire_cluster.connect().close()
        for changes in ({}, {"password": "wrong"}):
            with pytest.raises(psycopg.OperationalError, match=_RATE_EXCEEDED):
                wire_cluster.connect(**changes)
    with wire_cluster.settings(connection_rate=1e6, connection_burst=3):
        wire_cluster.connect().close()


@given(
    rate=st.floats(0, 1000),
    burst=st.integers(1, 50),
    pauses=st.lists(st.floats(0, 0.2), min_size=1, max_size=200),
)
def test_never_more_than_burst_and_rate(rate: float, burst: int, pauses: list[float]) -> None:
    arrivals, now, admitted = Arrivals(), 1000.0, 0
    for pause in pauses:
        now += pause
        admitted += arrivals.admit(rate, burst, now)
        assert admitted <= burst + rate * (now - 1000.0) + 1e-6
    assert arrivals.admit(rate, burst, now + 1 / rate + 1e-6) if rate > 1e-3 else True


def test_postgresql_has_no_room(wire_cluster: WireCluster) -> None:
    socket_dir = str(wire_cluster.target.socket_dir)
    with psycopg.connect(host=socket_dir, user=SUPERUSER, dbname="postgres", autocommit=True) as inside:
        inside.execute("ALTER ROLE admin CONNECTION LIMIT 0")
        try:
            with pytest.raises(psycopg.OperationalError) as raised:
                wire_cluster.connect()
        finally:
            inside.execute("ALTER ROLE admin CONNECTION LIMIT -1")
    assert "FATAL:  Unable to accept connection, too many open connections." in str(raised.value)


def test_a_newer_version_of_the_protocol(wire_cluster: WireCluster) -> None:
    with wire_cluster.connect(max_protocol_version="latest") as connection:
        assert ask(connection, "SELECT 1") == ["SELECT 1"]


def test_what_is_negotiated(wire_cluster: WireCluster) -> None:
    parameters = b"user\0admin\0database\0postgres\0_pq_.compression\0on\0\0"
    session = tls(wire_cluster)
    startup = struct.pack("!II", 8 + len(parameters), (3 << 16) + 2) + parameters
    negotiated, asked = answers(session, startup, end=b"R")
    session.close()
    assert negotiated == (b"v", struct.pack("!II", 3 << 16, 1) + b"_pq_.compression\0")
    assert asked == (b"R", struct.pack("!I", 3))


def test_a_name_that_is_not_utf_8(wire_cluster: WireCluster) -> None:
    parameters = b"user\0admin\0database\0postgres\0application_name\0caf\xe9\0\0"
    with tls(wire_cluster) as session:
        answers(session, struct.pack("!II", 8 + len(parameters), 3 << 16) + parameters, end=b"R")
        greeting = answers(session, message(b"p", PASSWORD.encode() + b"\0"))
        assert kinds(greeting).endswith("KZ")
        session.sendall(GOODBYE)
