"""OC001: what a change of the catalog does to the transactions that are under way."""

import concurrent.futures
import itertools
import threading
from typing import Any

import psycopg
import pytest

from local.wire.cluster import WireCluster, ask, job, rows, wait

Connection = psycopg.Connection[Any]
OC001 = "40001 schema has been updated by another transaction (OC001)"


@pytest.fixture(scope="module")
def touched(wire_cluster: WireCluster) -> str:
    """A table `touched` with a child, a view and an index, and what has nothing to do with it."""
    with wire_cluster.connect() as connection:
        answers = ask(
            connection,
            "CREATE ROLE toucher",
            "CREATE TABLE touched (a int PRIMARY KEY, b int)",
            "CREATE TABLE touched_child (a int PRIMARY KEY, up int REFERENCES touched)",
            "CREATE TABLE touched_by_nobody (a int PRIMARY KEY, b int)",
            "CREATE VIEW touched_view AS SELECT a FROM touched",
            "INSERT INTO touched VALUES (1, 1)",
        )
        wait(connection, job(connection, "CREATE INDEX ASYNC touched_b ON touched (b)"))
    return answers[-1]


CHANGES = [
    "ALTER TABLE {0} ADD c{n} int",
    "ALTER TABLE {0} ALTER b SET DEFAULT {n}",
    "COMMENT ON TABLE {0} IS '{n}'",
    "GRANT SELECT ON {0} TO toucher",
    "REVOKE SELECT (b) ON TABLE public.{0} FROM toucher",
    "CREATE STATISTICS ON a, b FROM {0}",
    "CREATE TABLE {0}_child_{n} (a int REFERENCES {0})",
]
WORK = [
    "INSERT INTO touched (a) VALUES ({n})",
    "UPDATE touched SET b = 1",
    "DELETE FROM touched_view WHERE a = 0",
    "INSERT INTO touched_child VALUES ({n}, 1)",
    "INSERT INTO touched_by_nobody (a) SELECT count(*) + {n} FROM touched_view",
]
_PAIRS = [(change, WORK[number % len(WORK)]) for number, change in enumerate(CHANGES)]
_NUMBERS = itertools.count(100)


@pytest.mark.parametrize("change, work", _PAIRS)
def test_a_change_dooms_who_touches_what_it_changes(
    wire_cluster: WireCluster, admin: Connection, touched: str, change: str, work: str
) -> None:
    assert (
        overtaken(wire_cluster, admin, change.format("touched_by_nobody", n=next(_NUMBERS)), WORK[0])
        == "COMMIT"
    )
    assert overtaken(wire_cluster, admin, change.format("touched", n=next(_NUMBERS)), work) == OC001


def overtaken(cluster: WireCluster, admin: Connection, change: str, work: str) -> str:
    """What COMMIT answers to work that is done after a change of the catalog, in a transaction older than
    that.
    """
    with cluster.connect() as other:
        ask(other, "BEGIN", "SELECT 1")
        [changed] = ask(admin, change)
        assert not changed[0].isdigit(), changed
        [done, committed] = ask(other, work.format(n=next(_NUMBERS)), "COMMIT")
        assert not done[0].isdigit(), done
        return committed


@pytest.mark.parametrize(
    "change",
    [
        "GRANT SELECT ON ALL TABLES IN SCHEMA {0} TO toucher",
        "GRANT USAGE ON SCHEMA {0} TO toucher",
        "ALTER SCHEMA {0} OWNER TO admin",
        "ALTER SCHEMA {0} RENAME TO {0}_later",
        "ALTER TABLE {0}.t RENAME TO u",
    ],
)
def test_a_change_of_a_schema_dooms_who_works_in_it(
    wire_cluster: WireCluster, admin: Connection, change: str
) -> None:
    number = next(_NUMBERS)
    name, elsewhere = f"within_{number}", f"without_{number}"
    for schema in (name, elsewhere):
        ask(admin, f"CREATE SCHEMA {schema}", f"CREATE TABLE {schema}.t (a int)")
    table = rows(admin, f"SELECT '{name}.t'::regclass::oid")[0][0]
    find = f"SELECT oid::regclass::text FROM pg_class WHERE oid = {table}"
    assert (
        overtaken(wire_cluster, admin, change.format(elsewhere), f"INSERT INTO {name}.t VALUES (1)")
        == "COMMIT"
    )
    with wire_cluster.connect() as other:
        ask(other, "BEGIN", "SELECT 1")
        ask(admin, change.format(name))
        [(now,)] = rows(admin, find)
        assert ask(other, f"INSERT INTO {now} VALUES (1)", "COMMIT") == ["INSERT 0 1", OC001]
    ask(
        admin,
        *[f"DROP SCHEMA IF EXISTS {one} CASCADE" for n in (name, elsewhere) for one in (n, f"{n}_later")],
    )


@pytest.mark.parametrize(
    "change", ["CREATE TABLE beside_{n} (a int)", "CREATE ROLE beside_{n}", "CREATE DOMAIN beside_{n} AS int"]
)
def test_what_nobody_touches_dooms_nobody(
    wire_cluster: WireCluster, admin: Connection, touched: str, change: str
) -> None:
    assert overtaken(wire_cluster, admin, change.format(n=next(_NUMBERS)), WORK[1]) == "COMMIT"


def test_an_implicit_transaction_is_doomed_as_well(
    wire_cluster: WireCluster, admin: Connection, touched: str
) -> None:
    insert = f"INSERT INTO touched (a) VALUES ({next(_NUMBERS)})"

    def work(connection: Connection) -> None:
        with connection.pipeline():
            connection.execute("SELECT 1").fetchone()
            ask(admin, f"ALTER TABLE touched ADD c{next(_NUMBERS)} int")
            connection.execute(insert.encode())

    # The client library does not take it well that an answer is followed by an error.
    with pytest.raises(psycopg.OperationalError), wire_cluster.connect() as other:
        work(other)
    assert [entry.verdict for entry in wire_cluster.entries if entry.sql == insert] == ["40001"]
    assert ask(admin, insert) == ["INSERT 0 1"]


def test_a_change_does_not_trouble_an_open_reader(
    wire_cluster: WireCluster, admin: Connection, touched: str
) -> None:
    with wire_cluster.connect() as other:
        ask(other, "BEGIN", "SELECT 1")
        ask(admin, f"ALTER TABLE touched ADD c{next(_NUMBERS)} int")
        assert ask(other, "SELECT count(*) FROM touched", "COMMIT") == ["SELECT 1", "COMMIT"]


def test_ddl_in_a_stale_transaction(wire_cluster: WireCluster, admin: Connection) -> None:
    with wire_cluster.connect() as other:
        ask(other, "BEGIN")
        ask(admin, "CREATE TABLE stale_one (a int)")
        assert ask(other, "CREATE TABLE stale_two (a int)", "ROLLBACK") == [OC001, "ROLLBACK"]
        assert ask(other, "CREATE TABLE stale_two (a int)") == ["CREATE TABLE"]


def test_a_lock_that_ddl_does_not_get(wire_cluster: WireCluster, admin: Connection) -> None:
    ask(admin, "CREATE TABLE locked (a int)")
    with wire_cluster.connect() as other:
        ask(other, "BEGIN", "INSERT INTO locked VALUES (1)")
        assert ask(admin, "ALTER TABLE locked ADD b int") == [OC001]
        assert ask(other, "COMMIT") == ["COMMIT"]


def test_a_finished_job_dooms_who_works_in_its_schema(wire_cluster: WireCluster, admin: Connection) -> None:
    ask(admin, "CREATE TABLE finished (a int)", "CREATE TABLE finished_other (a int)")
    ask(admin, "CREATE SCHEMA unfinished", "CREATE TABLE unfinished.t (a int)")
    submitted = job(admin, "CREATE INDEX ASYNC ON finished (a)")
    with wire_cluster.connect() as other, wire_cluster.connect() as elsewhere:
        ask(other, "BEGIN", "INSERT INTO finished_other VALUES (1)")
        ask(elsewhere, "BEGIN", "INSERT INTO unfinished.t VALUES (1)")
        before = wire_cluster.target.catalog.version
        wait(admin, submitted)
        while wire_cluster.target.catalog.version == before:
            ask(admin, "SELECT 1")
        assert ask(other, "COMMIT") == [OC001]
        assert ask(elsewhere, "COMMIT") == ["COMMIT"]
    ask(admin, "DROP SCHEMA unfinished CASCADE")


def test_of_ddl_at_once_one_wins(wire_cluster: WireCluster) -> None:
    answers: list[str] = []

    def create(number: int, connection: Connection) -> None:
        answers.extend(ask(connection, f"CREATE TABLE at_once_{number} (a int)"))

    connections = [wire_cluster.connect() for _ in range(4)]
    threads = [threading.Thread(target=create, args=pair) for pair in enumerate(connections)]
    with wire_cluster.settings(ddl_milliseconds=150):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    for connection in connections:
        connection.close()
    assert sorted(answers) == [OC001, OC001, OC001, "CREATE TABLE"]


def test_a_new_table_dooms_who_works_on_it_in_an_older_transaction(
    wire_cluster: WireCluster, admin: Connection
) -> None:
    with wire_cluster.connect() as other:
        ask(other, "BEGIN", "SELECT 1")
        ask(admin, "CREATE TABLE newborn (a int)")
        assert ask(other, "INSERT INTO newborn VALUES (1)", "COMMIT") == ["INSERT 0 1", OC001]
        assert ask(other, "INSERT INTO newborn VALUES (1)") == ["INSERT 0 1"]


def test_while_ddl_is_under_way_nobody_else_runs_any(wire_cluster: WireCluster, admin: Connection) -> None:
    ask(admin, "CREATE TABLE slow (a int)")
    with (
        wire_cluster.settings(lock_milliseconds=20_000),
        wire_cluster.connect() as slow,
        wire_cluster.connect() as other,
        wire_cluster.past_the_rules() as superuser,
        concurrent.futures.ThreadPoolExecutor() as threads,
    ):
        ask(superuser, "BEGIN", "LOCK TABLE slow IN ACCESS SHARE MODE")
        before = wire_cluster.target.catalog.version
        altering = threads.submit(ask, slow, "ALTER TABLE slow ADD b int")
        while wire_cluster.target.catalog.version == before:
            ask(other, "SELECT 1")
        assert ask(other, "BEGIN", "CREATE TABLE slow_no (a int)", "ROLLBACK") == ["BEGIN", OC001, "ROLLBACK"]
        assert ask(other, "CREATE TABLE slow_no (a int)") == [OC001]
        assert ask(superuser, "ROLLBACK") == ["ROLLBACK"]
        assert altering.result() == ["ALTER TABLE"]
        assert ask(other, "CREATE TABLE slow_yes (a int)") == ["CREATE TABLE"]


def test_ddl_that_fails_dooms_nobody(wire_cluster: WireCluster, admin: Connection) -> None:
    ask(admin, "CREATE TABLE there (a int)")
    with wire_cluster.connect() as other:
        ask(other, "BEGIN", "SELECT 1")
        assert ask(admin, "CREATE TABLE there (a int)") == ['42P07 relation "there" already exists']
        assert ask(other, "CREATE TABLE not_there (a int)", "COMMIT") == ["CREATE TABLE", "COMMIT"]
