"""What one transaction may hold, however it is written down."""

from typing import Any

import psycopg
import pytest

from local.wire.cluster import WireCluster, ask, rows

Connection = psycopg.Connection[Any]
MULTIPLE = "0A000 multiple ddl statements not supported in a transaction"
MIXED = "0A000 ddl and dml are not supported in the same transaction"
TOO_MANY = "54000 transaction row limit exceeded"
ABORTED = "25P02 current transaction is aborted, commands ignored until end of transaction block"


@pytest.fixture
def table(admin: Connection, request: pytest.FixtureRequest) -> str:
    """An empty table of one integer column, named after the test."""
    name = f"x_{request.node.originalname}"
    ask(admin, f"DROP TABLE IF EXISTS {name}", f"CREATE TABLE {name} (a int)")
    return name


def test_one_ddl_in_an_explicit_transaction(admin: Connection, table: str) -> None:
    assert ask(
        admin,
        "BEGIN",
        f"ALTER TABLE {table} ADD b int",
        f"ALTER TABLE {table} ADD c int",
        "SELECT 1",
        "COMMIT",
    ) == ["BEGIN", "ALTER TABLE", MULTIPLE, ABORTED, "ROLLBACK"]
    assert ask(admin, f"SELECT b FROM {table}") == ['42703 column "b" does not exist']


@pytest.mark.parametrize("who", ["ALL", "USER", "aLL, DROP COLUMN b"])
@pytest.mark.parametrize("verb", ["ENABLE", "DISABLE"])
def test_triggers_are_switched_without_effect(admin: Connection, verb: str, who: str) -> None:
    ask(
        admin,
        "DROP TABLE IF EXISTS switched",
        "CREATE TABLE switched (id int PRIMARY KEY, b int, up int REFERENCES switched)",
    )
    assert ask(admin, f"ALTER TABLE switched {verb} TRIGGER {who}") == ["ALTER TABLE"]
    assert ask(admin, "INSERT INTO switched (id, up) VALUES (1, 2)")[0].startswith("23503 ")
    assert ask(admin, f"ALTER TABLE switched_not {verb} TRIGGER ALL") == [
        '42P01 relation "switched_not" does not exist'
    ]


def test_dml_then_ddl(admin: Connection, table: str) -> None:
    assert ask(admin, "BEGIN", f"INSERT INTO {table} VALUES (1)", f"DROP TABLE {table}", "ROLLBACK") == [
        "BEGIN",
        "INSERT 0 1",
        MIXED,
        "ROLLBACK",
    ]


def test_an_async_index_is_ddl(admin: Connection, table: str) -> None:
    assert ask(admin, "BEGIN", f"CREATE INDEX ASYNC ON {table} (a)", f"DROP TABLE {table}", "ROLLBACK") == [
        "BEGIN",
        "CREATE INDEX",
        MULTIPLE,
        "ROLLBACK",
    ]


def test_a_query_string_is_one_transaction(admin: Connection, table: str) -> None:
    assert ask(admin, f"INSERT INTO {table} VALUES (1); ALTER TABLE {table} ADD b int") == [MIXED]
    assert rows(admin, f"SELECT count(*) FROM {table}") == [(0,)]
    assert ask(admin, f"INSERT INTO {table} VALUES (1); TRUNCATE {table}; SELECT 1") == [
        "0A000 unsupported statement: Truncate"
    ]
    assert rows(admin, f"SELECT count(*) FROM {table}") == [(0,)]


def test_transactions_inside_a_query_string(admin: Connection, table: str) -> None:
    sql = f"BEGIN; CREATE INDEX ASYNC ON {table} (a); COMMIT; BEGIN; INSERT INTO {table} VALUES (1); COMMIT"
    assert ask(admin, sql) == ["BEGIN"]
    assert rows(admin, f"SELECT count(*) FROM {table}") == [(1,)]


def test_a_pipeline_without_sync_is_one_transaction(wire_cluster: WireCluster, table: str) -> None:
    with wire_cluster.connect() as connection:

        def add_two() -> None:
            with connection.pipeline():
                connection.execute(f"ALTER TABLE {table} ADD b int".encode())
                connection.execute(f"ALTER TABLE {table} ADD c int".encode())

        with pytest.raises(psycopg.errors.FeatureNotSupported, match="multiple ddl"):
            add_two()
        assert ask(connection, f"SELECT b FROM {table}") == ['42703 column "b" does not exist']
        with connection.pipeline() as pipeline:
            connection.execute(f"ALTER TABLE {table} ADD b int".encode())
            pipeline.sync()
            connection.execute(f"ALTER TABLE {table} ADD c int".encode())
        assert ask(connection, f"SELECT b, c FROM {table}") == ["SELECT 0"]


def test_rules_hold_for_prepared_statements(admin: Connection, table: str) -> None:
    add = f"INSERT INTO {table} VALUES (1)".encode()
    for _ in range(3):
        admin.execute(add, prepare=True)
    ask(admin, "BEGIN", f"ALTER TABLE {table} ADD b int")
    with pytest.raises(psycopg.errors.FeatureNotSupported, match="ddl and dml"):
        admin.execute(add, prepare=True)
    ask(admin, "ROLLBACK")
    with pytest.raises(psycopg.errors.FeatureNotSupported, match="Truncate"):
        admin.execute(f"TRUNCATE {table}".encode(), prepare=True)
    assert ask(admin, "SELECT 1") == ["SELECT 1"]


@pytest.mark.parametrize(
    "write", ["INSERT INTO {0} SELECT generate_series(1, {1})", "UPDATE {0} SET a = 0", "DELETE FROM {0}"]
)
def test_row_limit(admin: Connection, table: str, write: str) -> None:
    if not write.startswith("INSERT"):
        ask(admin, *[f"INSERT INTO {table} SELECT generate_series(1, {n})" for n in (3000, 1)])
    assert ask(admin, write.format(table, 3001)) == [TOO_MANY]
    assert ask(admin, "BEGIN", write.format(table, 3001), "SELECT 1", "COMMIT") == [
        "BEGIN",
        TOO_MANY,
        ABORTED,
        "ROLLBACK",
    ]
    ask(admin, f"DELETE FROM {table} WHERE ctid = (SELECT min(ctid) FROM {table})")
    assert "3000" in ask(admin, write.format(table, 3000))[0]


def test_row_limit_counts_the_whole_transaction(admin: Connection, table: str) -> None:
    part = f"INSERT INTO {table} SELECT generate_series(1, 1500)"
    one_more = f"INSERT INTO {table} VALUES (1)"
    assert ask(admin, "BEGIN", part, part, "COMMIT", "BEGIN", part, part, one_more, "COMMIT") == [
        *("BEGIN", "INSERT 0 1500", "INSERT 0 1500", "COMMIT"),
        *("BEGIN", "INSERT 0 1500", "INSERT 0 1500", TOO_MANY, "ROLLBACK"),
    ]
    assert ask(admin, f"{part}; {part}; {one_more}") == [TOO_MANY]
    assert rows(admin, f"SELECT count(*) FROM {table}") == [(3000,)]


def test_row_limit_of_copy(admin: Connection, table: str) -> None:
    def load(number: int) -> None:
        with admin.cursor().copy(f"COPY {table} FROM STDIN".encode()) as copy:
            copy.write("1\n" * number)

    load(3000)
    with pytest.raises(psycopg.errors.ProgramLimitExceeded, match="row limit"):
        load(3001)
    assert rows(admin, f"SELECT count(*) FROM {table}") == [(3000,)]


def test_age_limit(wire_cluster: WireCluster, admin: Connection, table: str) -> None:
    with wire_cluster.settings(transaction_seconds=0.0):
        too_old = "54000 transaction age limit of 0s exceeded"
        assert ask(admin, "BEGIN", "SELECT 1", "ROLLBACK", "BEGIN", "COMMIT", "SHOW timezone") == [
            *("BEGIN", too_old, "ROLLBACK", "BEGIN", too_old, too_old)
        ]
        assert ask(admin, f"INSERT INTO {table} VALUES (1)", f"DROP TABLE {table}") == [too_old, too_old]
    assert rows(admin, f"SELECT count(*) FROM {table}") == [(0,)]


def test_a_statement_that_lasts_too_long(wire_cluster: WireCluster, admin: Connection) -> None:
    with wire_cluster.settings(transaction_seconds=0.2):
        assert ask(admin, "SELECT pg_sleep(0.21)", "SELECT 1", "BEGIN", "SELECT 1", "COMMIT") == [
            "54000 transaction age limit of 0.2s exceeded",
            *("SELECT 1", "BEGIN", "SELECT 1", "COMMIT"),
        ]


def test_snapshot_is_that_of_repeatable_read(
    wire_cluster: WireCluster, admin: Connection, table: str
) -> None:
    with wire_cluster.connect() as other:
        ask(admin, "BEGIN", f"SELECT * FROM {table}")
        ask(other, f"INSERT INTO {table} VALUES (1)")
        assert rows(admin, f"SELECT count(*) FROM {table}") == [(0,)]
        ask(admin, "COMMIT")


def test_a_failed_commit_is_told(admin: Connection) -> None:
    ask(
        admin,
        "CREATE TABLE deferred_parent (id int PRIMARY KEY)",
        "CREATE TABLE deferred_child (id int REFERENCES deferred_parent DEFERRABLE INITIALLY DEFERRED)",
    )
    [answer] = ask(admin, "INSERT INTO deferred_child VALUES (1)")
    assert answer.startswith("23503 ")
    assert rows(admin, "SELECT count(*) FROM deferred_child") == [(0,)]
