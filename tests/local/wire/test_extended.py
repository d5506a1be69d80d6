"""The extended protocol beyond what client libraries do by themselves: portals, Flush, pipelines, sizes."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from local.wire.by_hand import (
    DESCRIBE_PORTAL,
    DESCRIBE_STATEMENT,
    FLUSH,
    SYNC,
    answers,
    bind,
    by_hand,
    execute,
    kinds,
    message,
    parse,
    query,
)
from local.wire.cluster import WireCluster, ask, rows

Connection = psycopg.Connection[Any]
_MIB = 1 << 20


@pytest.fixture
def session(wire_cluster: WireCluster) -> Iterator[ssl.SSLSocket]:
    """A session without a client library."""
    made, _ = by_hand(wire_cluster)
    yield made
    made.close()


def test_a_named_portal_in_portions(session: ssl.SSLSocket) -> None:
    series = [parse("SELECT generate_series(1, 5)"), bind(b"p"), execute(b"p", 2), execute(b"p", 2)]
    first = answers(session, query("BEGIN"), end=b"Z") and answers(session, *series, FLUSH, end=b"s")
    assert kinds(first) == "12DDs"
    assert kinds(answers(session, end=b"s")) == "DDs"
    last = answers(session, execute(b"p", 2), message(b"C", b"Pp\0"), SYNC)
    assert kinds(last) == "DC3Z"
    assert last[-1] == (b"Z", b"T")
    [gone, _] = answers(session, execute(b"p"), SYNC)
    assert b"C34000\0" in gone[1]


def test_the_unnamed_portal_in_portions_outside_a_transaction(session: ssl.SSLSocket) -> None:
    asked = parse("SELECT generate_series(1, 3)"), bind(), DESCRIBE_PORTAL, execute(b"", 2), FLUSH
    assert kinds(answers(session, *asked, end=b"s")) == "12TDDs"
    assert kinds(answers(session, execute(), SYNC)) == "DCZ"


def test_flush_brings_what_there_is(session: ssl.SSLSocket) -> None:
    asked = parse("SELECT 1 + $1::int"), DESCRIBE_STATEMENT, FLUSH
    assert kinds(answers(session, *asked, end=b"T")) == "1tT"
    assert kinds(answers(session, bind(b"", b"", b"41"), execute(), SYNC)) == "2DCZ"


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param((parse("TRUNCATE t"), FLUSH), id="Flush"),
        pytest.param((parse("TRUNCATE t"), DESCRIBE_STATEMENT, FLUSH), id="Describe and Flush"),
        pytest.param((parse("TRUNCATE t"), bind(), DESCRIBE_PORTAL, execute(), FLUSH), id="all and Flush"),
        pytest.param((parse("SELEKT 1"), FLUSH), id="PostgreSQL's own error"),
    ],
)
def test_an_error_comes_before_the_client_s_sync(session: ssl.SSLSocket, asked: tuple[bytes, ...]) -> None:
    assert kinds(answers(session, *asked, end=b"E")) == "E"
    assert kinds(answers(session, parse("SELECT 1"), bind(), SYNC)) == "Z"  # skipped up to there
    assert kinds(answers(session, query("SELECT 1"))) == "TDCZ"


@pytest.mark.parametrize(
    "failing,code",
    [("TRUNCATE pipelined", b"0A000"), ("SELECT 1/0", b"22012"), ("SELEKT", b"42601")],
)
def test_an_error_in_the_middle_of_a_pipeline(
    admin: Connection, session: ssl.SSLSocket, failing: str, code: bytes
) -> None:
    ask(admin, "CREATE TABLE IF NOT EXISTS pipelined (a int)")

    def step(sql: str) -> bytes:
        return parse(sql) + bind() + execute()

    insert = step("INSERT INTO pipelined VALUES (1)")
    found = answers(session, insert, step(failing), insert, SYNC)
    assert b"C" + code + b"\0" in b"".join(body for kind, body in found if kind == b"E")
    assert kinds(found).replace("12", "", 1).rstrip("Z").endswith("E")
    assert kinds(answers(session, insert, SYNC)) == "12CZ"
    assert rows(admin, "DELETE FROM pipelined RETURNING a") == [(1,)]


def test_a_pipeline_of_a_client_library(admin: Connection) -> None:
    ask(admin, "CREATE TABLE piped (a int PRIMARY KEY)")

    def piped(*statements: bytes) -> None:
        with admin.pipeline():
            for statement in statements:
                admin.execute(statement)

    insert = b"INSERT INTO piped VALUES (1)"
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        piped(insert, b"TRUNCATE piped", insert)
    with admin.pipeline() as pipeline:
        admin.execute("INSERT INTO piped VALUES (3)")
        pipeline.sync()
        admin.execute("INSERT INTO piped VALUES (4)")
    assert rows(admin, "SELECT a FROM piped ORDER BY a") == [(3,), (4,)]


def test_a_function_call_is_refused(wire_cluster: WireCluster, session: ssl.SSLSocket) -> None:
    [said] = answers(session, message(b"F", b"\0\0\0\x01\0\0\0\0\0\0"), end=b"E")
    assert b"C08P01\0" in said[1]
    with wire_cluster.connect() as other:
        assert ask(other, "SELECT 1") == ["SELECT 1"]


def test_the_longest_message(wire_cluster: WireCluster) -> None:
    with wire_cluster.connect() as connection:
        fits, *_ = connection.execute("SELECT length(%b)", [b"x" * (10 * _MIB - 100)]).fetchall()
        assert fits == (10 * _MIB - 100,)
        with pytest.raises(psycopg.OperationalError, match="invalid message length"):
            connection.execute("SELECT length(%b)", [b"x" * (10 * _MIB)])
        assert connection.closed


def test_the_longest_message_says_08p01_before_it_is_there(session: ssl.SSLSocket) -> None:
    [said] = answers(session, b"Q" + (10 * _MIB + 1).to_bytes(4, "big"), end=b"E")
    assert b"SFATAL\0" in said[1]
    assert b"C08P01\0" in said[1]


@pytest.mark.parametrize("sql", [b"SELECT '\xff'", b"CREATE INDEX ASYNC \xff", b"\xff"])
def test_what_is_not_even_text(session: ssl.SSLSocket, sql: bytes) -> None:
    for asked in (message(b"Q", sql + b"\0"), message(b"P", b"\0" + sql + b"\0\0\0") + SYNC):
        [said, _] = answers(session, asked)
        assert b'invalid byte sequence for encoding "UTF8": 0xff\0' in said[1]
