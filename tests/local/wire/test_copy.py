"""COPY FROM STDIN and TO STDOUT, which count and refuse as other statements do."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from local.wire.by_hand import SYNC, answers, bind, by_hand, execute, kinds, message, parse, query
from local.wire.cluster import WireCluster, ask, rows

Connection = psycopg.Connection[Any]


def load(connection: Connection, table: str, numbers: range, how: str = "") -> None:
    with connection.cursor().copy(f"COPY {table} (a) FROM STDIN {how}".encode()) as copy:
        if "binary" in how:
            copy.set_types(["int4"])
        for number in numbers:
            copy.write_row([number])


@pytest.fixture
def table(admin: Connection) -> str:
    """An empty table."""
    ask(admin, "CREATE TABLE IF NOT EXISTS copied (a int PRIMARY KEY)", "DELETE FROM copied")
    return "copied"


def count(connection: Connection, table: str) -> int:
    [(number,)] = rows(connection, f"SELECT count(*) FROM {table}")
    return int(number)


@pytest.mark.parametrize("how", ["", "(FORMAT csv)", "(FORMAT binary)"])
def test_what_goes_in_comes_out(admin: Connection, table: str, how: str) -> None:
    load(admin, table, range(3000), "" if "csv" in how else how)
    with admin.cursor().copy(f"COPY (SELECT a FROM {table} ORDER BY a) TO STDOUT {how}".encode()) as copy:
        if "binary" in how:
            copy.set_types(["int4"])
            assert [row[0] for row in copy.rows()] == list(range(3000))
        else:
            assert b"".join(bytes(data) for data in copy).split() == [b"%d" % n for n in range(3000)]


def test_its_rows_count(admin: Connection, table: str) -> None:
    with pytest.raises(psycopg.errors.ProgramLimitExceeded, match="transaction row limit exceeded"):
        load(admin, table, range(3001))
    assert count(admin, table) == 0
    ask(admin, "BEGIN")
    load(admin, table, range(2000))
    with pytest.raises(psycopg.errors.ProgramLimitExceeded):
        load(admin, table, range(2000, 3001))
    assert ask(admin, "COMMIT") == ["ROLLBACK"]
    assert count(admin, table) == 0
    with admin.transaction():
        load(admin, table, range(2000))
        load(admin, table, range(2000, 3000))
    assert count(admin, table) == 3000


def test_what_goes_out_does_not_count(admin: Connection) -> None:
    with admin.cursor().copy("COPY (SELECT generate_series(1, 10000)) TO STDOUT") as copy:
        assert len(b"".join(bytes(data) for data in copy).split()) == 10_000


@pytest.mark.parametrize(
    "statement",
    [
        "COPY copied FROM '/etc/hostname'",
        "COPY copied TO '/tmp/copied'",
        "COPY copied FROM PROGRAM 'true'",
        "COPY copied TO PROGRAM 'true'",
    ],
)
def test_files_and_programs_are_refused(admin: Connection, table: str, statement: str) -> None:
    assert ask(admin, statement) == ["0A000 COPY from or to a file or program not supported"]


def test_a_client_may_sync_before_its_data(wire_cluster: WireCluster, table: str) -> None:
    session, _ = by_hand(wire_cluster)
    asked = parse(f"COPY {table} FROM STDIN"), bind(), execute(), SYNC
    assert kinds(answers(session, *asked, end=b"G")) == "12G"
    data = message(b"d", b"1\n2\n"), message(b"d", b"3\n"), message(b"c"), SYNC
    assert kinds(answers(session, *data)) == "CZ"
    session.close()
    with wire_cluster.connect() as connection:
        assert count(connection, table) == 3


def test_what_comes_after_it_in_a_query_runs(wire_cluster: WireCluster, table: str) -> None:
    session, _ = by_hand(wire_cluster)
    assert kinds(answers(session, query(f"COPY {table} FROM STDIN; SELECT 1"), end=b"G")) == "G"
    assert kinds(answers(session, message(b"d", b"1\n"), message(b"c"))) == "CTDCZ"
    session.close()


def test_a_client_that_leaves_in_the_middle(wire_cluster: WireCluster, table: str) -> None:
    session, _ = by_hand(wire_cluster)
    answers(session, query(f"COPY {table} FROM STDIN"), message(b"d", b"1\n2\n"), end=b"G")
    session.close()
    with wire_cluster.connect() as connection:
        assert count(connection, table) == 0
