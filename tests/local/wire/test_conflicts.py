"""OC000: who loses when two sessions change the same rows, and where that shows."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from local.wire.cluster import WireCluster, ask, rows

Connection = psycopg.Connection[Any]
OC000 = "40001 change conflicts with another transaction (OC000)"


@pytest.fixture(scope="module")
def contested(wire_cluster: WireCluster) -> str:
    """A table with the rows (1, 0), (2, 0) and (3, 0), and a child of it that refers to the third."""
    with wire_cluster.connect() as connection:
        ask(
            connection,
            "CREATE TABLE contested (a int PRIMARY KEY, b int)",
            "CREATE TABLE contested_child (a int PRIMARY KEY, up int REFERENCES contested ON DELETE CASCADE)",
            "INSERT INTO contested VALUES (1, 0), (2, 0), (3, 0)",
            "INSERT INTO contested_child VALUES (1, 3)",
        )
    return "contested"


@pytest.fixture
def other(wire_cluster: WireCluster, contested: str) -> Iterator[Connection]:
    """A second connection."""
    with wire_cluster.connect() as connection:
        yield connection


STATEMENTS = [
    # what the winner does, what the loser does, the loser's answer
    ("UPDATE contested SET b = 1 WHERE a = 1", "UPDATE contested SET b = 2 WHERE a < 3", "UPDATE 2"),
    ("UPDATE contested SET b = 1 WHERE a = 1", "DELETE FROM contested WHERE a < 3", "DELETE 2"),
    (
        "DELETE FROM contested WHERE a = 1",
        "UPDATE contested t SET b = v.n FROM (VALUES (1), (1), (2)) v (n) WHERE t.a = v.n",
        "UPDATE 2",
    ),
    (
        "DELETE FROM contested WHERE a = 1",
        "WITH v AS (SELECT 1 AS n) DELETE FROM contested t USING v, v w WHERE t.a = v.n",
        "DELETE 1",
    ),
    (
        "UPDATE contested SET b = 1 WHERE a = 1",
        "SELECT * FROM contested WHERE a < 3 ORDER BY a FOR UPDATE",
        "SELECT 2",
    ),
    ("DELETE FROM contested WHERE a = 1", "SELECT * FROM contested WHERE a < 3 FOR KEY SHARE", "SELECT 2"),
    ("INSERT INTO contested VALUES (7, 1)", "INSERT INTO contested VALUES (8, 2), (7, 2)", "INSERT 0 2"),
    (
        "INSERT INTO contested VALUES (7, 1)",
        "INSERT INTO contested (a) SELECT generate_series(5, 9)",
        "INSERT 0 5",
    ),
    ("DELETE FROM contested WHERE a = 1", "INSERT INTO contested_child VALUES (7, 1)", "INSERT 0 1"),
    ("UPDATE contested_child SET a = 2", "DELETE FROM contested WHERE a = 3", "DELETE 1"),
]


@pytest.mark.parametrize("is_open", [True, False], ids=["winner open", "winner done"])
@pytest.mark.parametrize("won, lost, answer", STATEMENTS)
def test_the_loser_learns_it_at_commit(
    admin: Connection, other: Connection, won: str, lost: str, answer: str, is_open: bool
) -> None:
    ask(other, "BEGIN", "SELECT FROM contested")
    ask(admin, "BEGIN", won, *([] if is_open else ["COMMIT"]))
    assert ask(other, lost, "SELECT 1", "COMMIT", "SELECT 1") == [answer, "SELECT 1", OC000, "SELECT 1"]
    if is_open:
        assert ask(admin, "ROLLBACK") == ["ROLLBACK"]
    ask(
        admin,
        "DELETE FROM contested WHERE a > 4",
        "INSERT INTO contested VALUES (1, 0) ON CONFLICT DO NOTHING",
        "UPDATE contested SET b = 0",
        "UPDATE contested_child SET a = 1",
    )


@pytest.mark.parametrize("prepare", [None, True], ids=["unnamed", "prepared"])
def test_parameters(admin: Connection, other: Connection, prepare: bool | None) -> None:
    ask(admin, "BEGIN", "UPDATE contested SET b = 1 WHERE a = 2")
    with other.transaction(force_rollback=True):
        for given in (2, 1):
            cursor = other.execute(
                "UPDATE contested SET b = %s + %s WHERE a >= %s", [5, None, given], prepare=prepare
            )
            assert cursor.rowcount == 4 - given
            cursor = other.execute(
                "SELECT a FROM contested WHERE a >= %s ORDER BY a FOR UPDATE",
                [given],
                prepare=prepare,
                binary=True,
            )
            assert cursor.fetchall() == [(number,) for number in range(given, 4)]
    ask(admin, "ROLLBACK")


def test_clients_that_do_not_wait_for_answers(admin: Connection, other: Connection) -> None:
    ask(admin, "BEGIN", "UPDATE contested SET b = 1 WHERE a = 2")
    with other.pipeline():
        other.execute("BEGIN")
        cursors = [other.execute("UPDATE contested SET b = %s WHERE a = %s", [9, a]) for a in (1, 2, 3)]
        with pytest.raises(psycopg.errors.SerializationFailure, match="OC000"):
            other.execute("COMMIT").fetchall()
    assert [cursor.rowcount for cursor in cursors] == [1, 1, 1]
    ask(admin, "ROLLBACK")
    assert rows(admin, "SELECT DISTINCT b FROM contested") == [(0,)]


def test_a_query_string_with_a_transaction_block(admin: Connection, other: Connection) -> None:
    ask(admin, "BEGIN", "UPDATE contested SET b = 1 WHERE a = 2")
    sql = "BEGIN; UPDATE contested SET b = 2; SELECT a FROM contested ORDER BY a FOR UPDATE; COMMIT"
    assert ask(other, sql) == [OC000]
    ask(admin, "ROLLBACK")


def test_the_loser_works_on_in_its_snapshot(admin: Connection, other: Connection) -> None:
    ask(admin, "BEGIN", "UPDATE contested SET b = 1 WHERE a = 2")
    assert ask(
        other,
        "BEGIN",
        "UPDATE contested SET b = 2 WHERE a = 2",
        "UPDATE contested SET b = 2 WHERE a = 1",
        "UPDATE contested SET b = 2 WHERE a = 2",
    ) == ["BEGIN", *["UPDATE 1"] * 3]
    ask(admin, "COMMIT")
    assert rows(other, "SELECT b FROM contested ORDER BY a") == [(2,), (0,), (0,)]
    assert ask(other, "ROLLBACK") == ["ROLLBACK"]
    assert rows(admin, "SELECT b FROM contested ORDER BY a") == [(0,), (1,), (0,)]
    ask(admin, "UPDATE contested SET b = 0")


def test_no_trace_of_a_savepoint(admin: Connection, other: Connection) -> None:
    with admin.transaction():
        for number in range(3):
            assert ask(admin, f"UPDATE contested SET b = {number}") == ["UPDATE 3"]
        assert ask(admin, "SELECT 1/0") == ["22012 division by zero"]
        assert ask(admin, "SELECT 1")[0].startswith("25P02 ")
        admin.execute("ROLLBACK")
    assert ask(admin, "BEGIN", "UPDATE contested SET b = 1/0", "COMMIT") == [
        "BEGIN",
        "22012 division by zero",
        "ROLLBACK",
    ]
    assert rows(admin, "SELECT DISTINCT b FROM contested") == [(0,)]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO contested VALUES (1, 1)",
        "INSERT INTO contested SELECT generate_series(2, 5)",
        "UPDATE contested SET a = 1 WHERE a = 2",
    ],
)
def test_a_key_that_is_visibly_there_is_an_error_at_once(
    admin: Connection, other: Connection, statement: str
) -> None:
    assert ask(admin, "BEGIN", "SELECT 1", statement, "SELECT 1", "COMMIT", "SELECT 1") == [
        *("BEGIN", "SELECT 1", '23505 duplicate key value violates unique constraint "contested_pkey"'),
        "25P02 current transaction is aborted, commands ignored until end of transaction block",
        *("ROLLBACK", "SELECT 1"),
    ]
    with pytest.raises(psycopg.errors.UniqueViolation) as raised, admin.transaction():
        admin.execute(statement.encode())
    assert (raised.value.diag.table_name, raised.value.diag.constraint_name) == (
        "contested",
        "contested_pkey",
    )
    assert (raised.value.diag.message_detail or "").startswith("Key (a)=(")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE contested SET b = 2 WHERE a = 1 RETURNING b",
        "INSERT INTO contested VALUES (1, 1) ON CONFLICT (a) DO UPDATE SET b = 2",
        "WITH gone AS (DELETE FROM contested WHERE a = 1 RETURNING a) SELECT * FROM gone",
    ],
)
def test_what_only_its_run_can_answer_loses_at_once(
    admin: Connection, other: Connection, statement: str
) -> None:
    ask(admin, "BEGIN", "UPDATE contested SET b = 1 WHERE a = 1")
    assert ask(other, "BEGIN", statement, "COMMIT") == ["BEGIN", OC000, "ROLLBACK"]
    ask(admin, "ROLLBACK")


@pytest.mark.parametrize("statement", ["UPDATE contested SET b = 2", "SELECT * FROM contested FOR UPDATE"])
def test_outside_of_a_block_it_is_the_statement_that_loses(
    admin: Connection, other: Connection, statement: str
) -> None:
    ask(admin, "BEGIN", "UPDATE contested SET b = 1 WHERE a = 1")
    assert ask(other, statement, f"{statement}; SELECT 1") == [OC000, OC000]
    ask(admin, "ROLLBACK")


def test_answers_that_are_too_long_to_take_back_lose_at_once(admin: Connection, other: Connection) -> None:
    ask(admin, "BEGIN", "UPDATE contested SET b = 1 WHERE a = 3")
    padded = "SELECT a, repeat('x', 100000) FROM contested ORDER BY a FOR UPDATE"
    assert ask(other, "BEGIN", padded, "COMMIT") == ["BEGIN", OC000, "ROLLBACK"]
    ask(admin, "ROLLBACK")


def test_rows_of_a_lost_statement_count(
    wire_cluster: WireCluster, admin: Connection, other: Connection
) -> None:
    ask(admin, "BEGIN", "UPDATE contested SET b = 1 WHERE a = 1")
    with wire_cluster.settings(row_limit=5):
        update = "UPDATE contested SET b = 2"
        assert ask(other, "BEGIN", update, update) == [
            "BEGIN",
            "UPDATE 3",
            "54000 transaction row limit exceeded",
        ]
    ask(other, "ROLLBACK")
    ask(admin, "ROLLBACK")
