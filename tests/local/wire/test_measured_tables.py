"""The hidden trigger of a table, copied into the catalog when it is needed first: it dies with its table."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dsql_local import places, temporary
from dsql_local.cluster_template import cluster_template
from dsql_local.postgres import SUPERUSER, Postgres
from dsql_local.wire.measured_tables import make_measured
from local.wire.cluster import WireCluster, ask, rows

Connection = psycopg.Connection[Any]
TOO_LARGE = "54000 maximum column size exceeded"
OURS = (
    "SELECT count(*) FROM pg_trigger WHERE tgrelid = {0} AND tgname ~ '_dsql_measure'",
    "SELECT count(*) FROM pg_depend WHERE classid = 'pg_trigger'::regclass AND refobjid = {0}",
)


@pytest.fixture
def table(admin: Connection) -> Iterator[str]:
    """The name of a table; it has a column `t` that can be filled with `too_large`."""
    ask(admin, "CREATE TABLE kept_small (k int PRIMARY KEY, t text, n int)")
    yield "kept_small"
    ask(admin, "DROP TABLE kept_small CASCADE")


def too_large(table: str, key: int = 1) -> str:
    return f"INSERT INTO {table} (k, t) VALUES ({key}, repeat('x', 1048577))"


def large(table: str) -> str:
    return f"INSERT INTO {table} (k, t) VALUES (1, repeat('x', 5000))"


def triggers(cluster: WireCluster, table: str) -> list[tuple[Any, ...]]:
    """How many triggers of ours a table has, and how many rows tie them to it."""
    with cluster.past_the_rules() as superuser:
        [(number,)] = rows(superuser, f"SELECT '{table}'::regclass::oid")
        return [rows(superuser, query.format(number))[0] for query in OURS]


def test_a_table_gets_it_with_the_first_write_that_may_be_large(
    wire_cluster: WireCluster, admin: Connection, table: str
) -> None:
    ask(admin, f"INSERT INTO {table} (k) VALUES (0)")
    assert triggers(wire_cluster, table) == [(0,), (0,)]
    for _ in range(2):
        ask(admin, large(table), f"DELETE FROM {table}")
        assert triggers(wire_cluster, table) == [(1,), (1,)]


@pytest.mark.parametrize(
    "create",
    [
        "CREATE TABLE made_so (k int PRIMARY KEY, t text)",
        'CREATE SCHEMA "Made" CREATE TABLE "So" (k int PRIMARY KEY, t text)',
    ],
)
@pytest.mark.parametrize("is_block", [True, False])
def test_a_table_is_measured_however_it_is_made(admin: Connection, create: str, is_block: bool) -> None:
    made, drop = ("made_so", "DROP TABLE made_so")
    if "SCHEMA" in create:
        made, drop = '"Made"."So"', 'DROP SCHEMA "Made" CASCADE'
    ask(admin, *(("BEGIN", create, "COMMIT") if is_block else (create,)))
    assert ask(admin, large(made), too_large(made, 2), drop)[:2] == ["INSERT 0 1", TOO_LARGE]


def test_a_block_that_has_written_to_the_table_before_is_measured(admin: Connection, table: str) -> None:
    small = f"INSERT INTO {table} (k) VALUES (0)"
    assert ask(admin, "BEGIN", small, too_large(table)) == ["BEGIN", "INSERT 0 1", TOO_LARGE]
    ask(admin, "ROLLBACK")


def test_a_prepared_statement_that_has_run_before_is_measured(admin: Connection, table: str) -> None:
    insert = f"INSERT INTO {table} (k, t) VALUES (%s, %s)".encode()
    ask(admin, "BEGIN")
    admin.execute(insert, (0, "x"), prepare=True)
    with pytest.raises(psycopg.Error) as failed:
        admin.execute(insert, (1, "x" * 1048577), prepare=True)
    assert str(failed.value.diag.message_primary) in TOO_LARGE
    ask(admin, "ROLLBACK")


def test_a_table_whose_maker_has_not_committed_is_measured_later(
    wire_cluster: WireCluster, admin: Connection, table: str
) -> None:
    with wire_cluster.connect() as other:
        ask(other, "BEGIN", "CREATE TABLE made_later (k int PRIMARY KEY, t text)")
        assert ask(admin, large(table)) == ["INSERT 0 1"]
        with wire_cluster.past_the_rules() as superuser:
            assert rows(superuser, "SELECT pg_dsql._measure_new_tables()") == [(False,)]
            assert ask(other, "COMMIT", too_large("made_later")) == ["COMMIT", TOO_LARGE]
            assert rows(superuser, "SELECT pg_dsql._measure_new_tables()") == [(True,)]
        ask(other, "DROP TABLE made_later")


def test_a_table_that_is_being_changed_is_measured_later(
    wire_cluster: WireCluster, admin: Connection, table: str
) -> None:
    with wire_cluster.past_the_rules() as superuser:
        ask(superuser, "BEGIN", f"LOCK TABLE {table} IN SHARE UPDATE EXCLUSIVE MODE")
        assert ask(admin, large(table)) == ["INSERT 0 1"]
    assert ask(admin, too_large(table, 2)) == [TOO_LARGE]


def test_those_who_need_it_at_once_wait_for_each_other(
    wire_cluster: WireCluster, admin: Connection, table: str
) -> None:
    async def eight_times() -> None:
        await asyncio.gather(*(make_measured(wire_cluster.target) for _ in range(8)))

    wire_cluster.run(eight_times())
    assert triggers(wire_cluster, table) == [(1,), (1,)]


def test_tables_that_are_being_made_are_looked_for_again(wire_cluster: WireCluster) -> None:
    catalog, common = wire_cluster.target.catalog, wire_cluster.target.common
    catalog.begin_change(makes_tables=True)
    wire_cluster.run(make_measured(wire_cluster.target))
    assert common.measured_as_of < catalog.tables_made_in
    catalog.end_change([])
    wire_cluster.run(make_measured(wire_cluster.target))
    assert common.measured_as_of == catalog.tables_made_in


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE {0} ADD more text",
        "ALTER TABLE {0} DROP COLUMN n",
        "ALTER TABLE {0} RENAME COLUMN n TO m",
        "ALTER TABLE {0} ALTER n SET DEFAULT 1",
        "ALTER TABLE {0} ADD CHECK (n > 0) NOT VALID",
        "ALTER TABLE {0} ENABLE TRIGGER ALL",
        "ALTER TABLE {0} DISABLE TRIGGER USER",
        "CREATE TABLE kept_child (k int REFERENCES {0})",
        "ANALYZE {0}",
    ],
)
def test_a_changed_table_is_measured_as_before(admin: Connection, table: str, change: str) -> None:
    ask(admin, large(table), f"DELETE FROM {table}")
    changed, inserted = ask(admin, change.format(table), f"INSERT INTO {table} (k, t) VALUES (0, 'x')")
    assert not changed[0].isdigit(), changed
    assert inserted == "INSERT 0 1"
    update = f"UPDATE {table} SET t = repeat('x', 1048577)"
    assert ask(admin, too_large(table), update) == [TOO_LARGE, TOO_LARGE]
    ask(admin, "DROP TABLE IF EXISTS kept_child")


def test_a_renamed_table_is_measured(admin: Connection, table: str) -> None:
    ask(admin, large(table), f"DELETE FROM {table}")
    assert ask(admin, f"ALTER TABLE {table} RENAME TO kept_other") == ["ALTER TABLE"]
    assert ask(admin, too_large("kept_other")) == [TOO_LARGE]
    assert ask(admin, f"ALTER TABLE kept_other RENAME TO {table}") == ["ALTER TABLE"]


def test_nothing_is_left_of_a_dropped_table(wire_cluster: WireCluster, admin: Connection) -> None:
    ask(admin, "CREATE TABLE kept_shortly (k int, t text)", large("kept_shortly"))
    with wire_cluster.past_the_rules() as superuser:
        [(number,)] = rows(superuser, "SELECT 'kept_shortly'::regclass::oid")
        assert [rows(superuser, query.format(number)) for query in OURS] == [[(1,)], [(1,)]]
        assert ask(admin, "DROP TABLE kept_shortly") == ["DROP TABLE"]
        assert [rows(superuser, query.format(number)) for query in OURS] == [[(0,)], [(0,)]]


def test_nothing_is_left_of_a_table_that_was_not_committed(
    wire_cluster: WireCluster, admin: Connection
) -> None:
    ask(admin, "BEGIN", "CREATE TABLE kept_not (a int)")
    [(number,)] = rows(admin, "SELECT 'kept_not'::regclass::oid")
    ask(admin, "ROLLBACK")
    with wire_cluster.past_the_rules() as superuser:
        assert [rows(superuser, query.format(number)) for query in OURS] == [[(0,)], [(0,)]]


def test_a_client_hears_nothing_of_it(admin: Connection) -> None:
    notices: list[str | None] = []
    admin.add_notice_handler(lambda notice: notices.append(notice.message_primary))
    ask(admin, "CREATE TABLE kept_quiet (a int)", "CREATE TABLE IF NOT EXISTS kept_quiet (a int)")
    ask(admin, "DROP TABLE kept_quiet")
    assert notices == ['relation "kept_quiet" already exists, skipping']


@pytest.fixture
def kept() -> Iterator[Path]:
    """A directory for a server that is kept."""
    directory = places.new_run_directory()
    (directory / "kept").mkdir(mode=0o700)
    yield directory / "kept"
    temporary.remove(directory)


def test_a_table_is_measured_after_a_restart(kept: Path) -> None:
    def run(*statements: str) -> list[str]:
        with (
            Postgres.start(template=cluster_template(), kept=kept) as server,
            psycopg.connect(
                host=str(server.socket_dir), user=SUPERUSER, dbname="postgres", autocommit=True
            ) as connection,
        ):
            return ask(connection, "SET dsql.measured = 'on'", *statements)

    create, measure = (
        "CREATE TABLE small (k int PRIMARY KEY, t text)",
        "SELECT pg_dsql._measure_new_tables()",
    )
    run(create, measure)
    assert run(too_large("small"), "DROP TABLE small") == ["SET", TOO_LARGE, "DROP TABLE"]
    assert run(create, measure, too_large("small")) == ["SET", "CREATE TABLE", "SELECT 1", TOO_LARGE]
