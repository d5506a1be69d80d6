"""How many bytes and rows a transaction may write, whoever writes them."""

from typing import Any

import psycopg
import pytest

from local.wire.cluster import WireCluster, ask, job, rows, wait

Connection = psycopg.Connection[Any]
MIB = 1024 * 1024
KEY, COLUMN, ROW, TRANSACTION, ROWS = (
    f"54000 {text}"
    for text in (
        "key size too large",
        "maximum column size exceeded",
        "maximum row size exceeded",
        "transaction size limit 10mb exceeded",
        "transaction row limit exceeded",
    )
)


@pytest.fixture(scope="module")
def sized(wire_cluster: WireCluster) -> str:
    """A table with two text columns of which an index has one, in lower case, and its key is another."""
    with wire_cluster.connect() as connection:
        answers = ask(
            connection,
            "CREATE TABLE sized (k text PRIMARY KEY, a text, b text, n int)",
        )
        wait(connection, job(connection, "CREATE INDEX ASYNC sized_lower ON sized (lower(a), n) WHERE n > 0"))
    return answers[-1]


@pytest.mark.parametrize(
    "values, answer",
    [
        (("x" * 1024, None, None, 0), "INSERT 0 1"),
        (("x" * 1025, None, None, 0), KEY),
        (("1", "x" * 1020, None, 1), "INSERT 0 1"),
        (("1", "x" * 1021, None, 1), KEY),
        (("1", "x" * 2000, None, 0), "INSERT 0 1"),  # the index is only on others
        (("1", None, "x" * MIB, 0), "INSERT 0 1"),
        (("1", None, "x" * (MIB + 1), 0), COLUMN),
        (("1", "x" * MIB, "x" * MIB, 0), ROW),
        (("1", "é" * (MIB // 2), "x", 0), "INSERT 0 1"),
        (("1", "é" * (MIB // 2 + 1), "x", 0), COLUMN),
    ],
)
@pytest.mark.parametrize("is_block", [True, False])
def test_values(admin: Connection, sized: str, values: tuple[Any, ...], answer: str, is_block: bool) -> None:
    def insert() -> str:
        try:
            return admin.execute("INSERT INTO sized VALUES (%s, %s, %s, %s)", values).statusmessage or ""
        except psycopg.Error as error:
            return f"{error.sqlstate} {error.diag.message_primary}"

    if is_block:
        ask(admin, "BEGIN")
    assert insert() == answer
    assert ask(admin, "ROLLBACK") == ["ROLLBACK"]
    ask(admin, "DELETE FROM sized")


@pytest.mark.parametrize(
    "statement, answer",
    [
        ("UPDATE sized SET a = repeat('x', 1025), n = 1", KEY),
        ("UPDATE sized SET b = repeat('x', 1048577)", COLUMN),
        (
            "INSERT INTO sized SELECT 'y' || g, repeat('y', 1000000) FROM generate_series(1, 11) g",
            TRANSACTION,
        ),
        ("INSERT INTO sized VALUES ('y', repeat('y', 1048577))", COLUMN),
        ("INSERT INTO sized VALUES ('y') ON CONFLICT (k) DO UPDATE SET k = repeat('y', 1025)", "INSERT 0 1"),
        ("INSERT INTO sized VALUES ('x') ON CONFLICT (k) DO UPDATE SET k = repeat('y', 1025)", KEY),
        ("WITH u AS (UPDATE sized SET b = repeat('x', 1048577) RETURNING b) SELECT FROM u", COLUMN),
    ],
)
def test_computed_values(admin: Connection, sized: str, statement: str, answer: str) -> None:
    ask(admin, "INSERT INTO sized VALUES ('x')")
    assert ask(admin, statement) == [answer]
    assert ask(admin, "BEGIN", statement, "ROLLBACK") == ["BEGIN", answer, "ROLLBACK"] or answer[:1] == "I"
    ask(admin, "DELETE FROM sized")


def test_copied_values(admin: Connection, sized: str) -> None:
    def load() -> None:
        with admin.cursor().copy("COPY sized FROM STDIN") as copy:
            copy.write_row(("1", "x" * (MIB + 1), None, 0))

    with pytest.raises(psycopg.errors.ProgramLimitExceeded, match="column size"):
        load()


def test_the_bytes_of_a_transaction_add_up(admin: Connection, sized: str) -> None:
    insert = "INSERT INTO sized SELECT '{0}' || g, repeat('y', 1000000) FROM generate_series(1, {1}) g"
    assert ask(admin, "BEGIN", *[insert.format(n, 5) for n in range(3)], "COMMIT") == [
        *("BEGIN", "INSERT 0 5", "INSERT 0 5", TRANSACTION, "ROLLBACK")
    ]
    assert ask(admin, *[insert.format(n, 5) for n in range(3)]) == ["INSERT 0 5"] * 3
    assert ask(admin, "DELETE FROM sized", "SELECT 1") == ["DELETE 15", "SELECT 1"]


@pytest.fixture(scope="module")
def family(wire_cluster: WireCluster) -> str:
    """A parent with 3 rows that cascade to 2 children each; none if its row limit is not set."""
    with wire_cluster.connect() as connection:
        answers = ask(
            connection,
            "CREATE TABLE family (a int PRIMARY KEY)",
            "CREATE TABLE family_child (a int PRIMARY KEY, up int"
            " REFERENCES family ON DELETE CASCADE ON UPDATE CASCADE)",
            "CREATE TABLE family_other (a int)",
            "INSERT INTO family VALUES (1), (2), (3)",
            "INSERT INTO family_child SELECT g, 1 + g % 3 FROM generate_series(0, 5) g",
        )
    return answers[-1]


@pytest.mark.parametrize(
    "statement, number",
    [
        ("DELETE FROM family", 9),
        ("DELETE FROM family WHERE a = 1", 3),
        ("UPDATE family SET a = a + 10 RETURNING a", 9),
        ("INSERT INTO family VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 11", 3),
        ("WITH d AS (DELETE FROM family_child RETURNING a) SELECT count(*) FROM d", 6),
        ("WITH d AS (DELETE FROM family_child RETURNING a) INSERT INTO family_other TABLE d LIMIT 3", 9),
        ("EXPLAIN ANALYZE DELETE FROM family", 9),
        ("SELECT * FROM family, family_child", 0),
    ],
)
def test_rows_that_no_tag_tells(
    wire_cluster: WireCluster, admin: Connection, family: str, statement: str, number: int
) -> None:
    with wire_cluster.settings(row_limit=number), admin.transaction(force_rollback=True):
        assert not ask(admin, statement)[0][0].isdigit()
    if number:
        with wire_cluster.settings(row_limit=number - 1):
            assert ask(admin, statement, "BEGIN", statement, "ROLLBACK") == [ROWS, "BEGIN", ROWS, "ROLLBACK"]
            assert rows(admin, "SELECT count(*) FROM family_child") == [(6,)]


def test_clients_see_no_trace_of_the_measuring(admin: Connection, sized: str) -> None:
    assert rows(admin, "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal") == [(0,)]
    assert rows(admin, "SELECT count(*) FROM information_schema.triggers") == [(0,)]
    ask(
        admin,
        "CREATE TABLE sized_too (LIKE sized INCLUDING ALL)",
        "ALTER TABLE sized_too RENAME TO sized_more",
    )
    assert ask(admin, "INSERT INTO sized_more VALUES ('1', '', repeat('x', 1048577))") == [COLUMN]
    assert ask(admin, "DROP TABLE sized_more") == ["DROP TABLE"]
