"""Messages that are almost right: whatever a client says, it harms nobody but itself, and leaves nothing."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg
import pytest

from dsql_local.postgres import SUPERUSER
from local.mutations import mutated, seeded
from local.wire.by_hand import (
    DESCRIBE_PORTAL,
    DESCRIBE_STATEMENT,
    FLUSH,
    GOODBYE,
    STARTUP,
    SYNC,
    bind,
    by_hand,
    execute,
    message,
    parse,
    query,
    tls,
)
from local.wire.cluster import PASSWORD, WireCluster, ask, rows
from standin import eventually

_THREADS = 4
_IN_A_SESSION = 12  # mutated messages
_SECONDS = 20.0  # until a session whose messages have sensible lengths must have ended
_ENDING = (SYNC, GOODBYE) * 2  # the first goodbye may be taken for the data of a COPY

_CONVERSATIONS = (
    (query("SELECT 1; INSERT INTO fuzzed VALUES (1); SELECT 'é'"),),
    (query("BEGIN"), query("INSERT INTO fuzzed VALUES (2)"), query("SAVEPOINT s"), query("COMMIT")),
    (query("COPY fuzzed FROM STDIN"), message(b"d", b"3\n4\n"), message(b"d", b"5\n"), message(b"c")),
    (query("COPY fuzzed FROM STDIN"), message(b"f", b"enough\0"), query("COPY fuzzed TO STDOUT")),
    (query("CREATE TABLE IF NOT EXISTS fuzzed (a int)"), query("CREATE INDEX ASYNC ON fuzzed (a)")),
    (parse("SELECT $1::int + a FROM fuzzed"), bind(b"", b"", b"1"), DESCRIBE_PORTAL, execute(), SYNC),
    (
        parse("UPDATE fuzzed SET a = $1", b"s"),
        DESCRIBE_STATEMENT,
        bind(b"p", b"s", b"7"),
        execute(b"p"),
        SYNC,
    ),
    (parse("SELECT generate_series(1, 9)"), bind(b"p"), execute(b"p", 2), FLUSH, execute(b"p", 3), SYNC),
    (parse("TRUNCATE fuzzed"), bind(), execute(), SYNC, message(b"C", b"Sx\0"), message(b"C", b"Pp\0"), SYNC),
    (query("BEGIN"), parse("DELETE FROM fuzzed"), bind(), execute(), SYNC, query("ROLLBACK")),
    (message(b"F", b"\0\0\0\x01\0\0\0\0\0\0"), message(b"p", b"secret\0")),
)


def _with_a_wrong_one(draw: random.Random) -> tuple[bytes, bool]:
    """A conversation with one wrong message, and whether all of its messages are as long as they say."""
    conversation = list(draw.choice(_CONVERSATIONS))
    place = draw.randrange(len(conversation))
    kind, body = conversation[place][:1], conversation[place][5:]
    match draw.randrange(6):
        case 0:
            conversation[place] = mutated(draw, conversation[place])
            return b"".join(conversation), False
        case 1:
            size = draw.choice(
                (0, 3, 4, 5, 6, len(body) + 5, 1 << 20, (10 << 20) + 1, (1 << 31) - 1, 1 << 31)
            )
            conversation[place] = kind + struct.pack("!I", size) + body
            return b"".join(conversation), False
        case 2:
            conversation[place] = message(bytes([draw.randrange(256)]), body)
        case 3:
            conversation.insert(place, draw.choice(draw.choice(_CONVERSATIONS)))
        case 4:
            draw.shuffle(conversation)
        case _:
            conversation[place] = message(kind, mutated(draw, body))
    return b"".join(conversation), True


def _session(cluster: WireCluster, seed: int) -> None:
    """A session of mutated messages. When their lengths are right it must end by itself."""
    draw = random.Random(seed)
    session, _ = by_hand(cluster)
    session.settimeout(_SECONDS)
    with closing(session):
        for _ in range(_IN_A_SESSION):
            raw, is_framed = _with_a_wrong_one(draw)
            try:
                session.sendall(raw + SYNC)
                if not is_framed:
                    return
            except OSError:  # it has been shown the door before
                return
        session.sendall(b"".join(_ENDING))
        assert _ends(session), f"the session of seed {seed} hangs"


def _ends(session: socket.socket) -> bool:
    try:
        while session.recv(1 << 16):
            pass
    except TimeoutError:
        return False
    except OSError:
        pass
    return True


def _greeting(cluster: WireCluster, seed: int) -> None:
    """A client that stumbles as it connects."""
    draw = random.Random(seed)
    wrong_startup, wrong_password = (
        mutated(draw, STARTUP),
        mutated(draw, message(b"p", PASSWORD.encode() + b"\0")),
    )
    session: socket.socket
    if draw.random() < 0.3:
        session = socket.create_connection(("127.0.0.1", cluster.port), timeout=_SECONDS)
        said = mutated(draw, struct.pack("!II", 8, 80877103))
    else:
        session = tls(cluster)
        said = draw.choice((wrong_startup, STARTUP + wrong_password, wrong_startup + wrong_password))
    with closing(session):
        session.sendall(said)


def _backends(cluster: WireCluster) -> int:
    socket_dir = str(cluster.target.socket_dir)
    with psycopg.connect(host=socket_dir, user=SUPERUSER, dbname="postgres") as inside:
        # The view pg_stat_activity is empty, as on the service.
        activity = "SELECT count(*) FROM pg_stat_get_activity(NULL) WHERE usesysid = 'admin'::regrole"
        [(found,)] = inside.execute(activity)
        return int(found)


@pytest.mark.parametrize("number", [300, pytest.param(10_000, marks=pytest.mark.chaos)])
def test_mutated_messages(wire_cluster: WireCluster, number: int, caplog: pytest.LogCaptureFixture) -> None:
    draw = seeded()
    sessions = [draw.randrange(1 << 32) for _ in range(number // _IN_A_SESSION)]
    greetings = [draw.randrange(1 << 32) for _ in range(number // 10)]
    unhurried = wire_cluster.settings(connection_rate=1e6, row_limit=3000)
    with unhurried, wire_cluster.connect() as other, ThreadPoolExecutor(_THREADS) as pool:
        ask(other, "CREATE TABLE IF NOT EXISTS fuzzed (a int)", "CREATE TABLE IF NOT EXISTS unharmed (a int)")
        tasks = len(asyncio.all_tasks(wire_cluster.loop))
        ask(other, "BEGIN", "SELECT count(*) FROM unharmed")
        work = [pool.submit(_session, wire_cluster, seed) for seed in sessions]
        work += [pool.submit(_greeting, wire_cluster, seed) for seed in greetings]
        for done in work:
            assert rows(other, "SELECT count(*) FROM unharmed") == [(0,)]
            done.result(_SECONDS * 2)
        ask(other, "ROLLBACK")
        eventually(lambda: wire_cluster.target.connections == 1, _SECONDS)
        eventually(lambda: _backends(wire_cluster) == 1, _SECONDS)
        eventually(lambda: len(asyncio.all_tasks(wire_cluster.loop)) <= tasks, _SECONDS)
        assert ask(other, "SELECT 1") == ["SELECT 1"]
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
