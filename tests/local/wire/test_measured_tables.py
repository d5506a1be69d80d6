"""The hidden trigger of a table, copied into the catalog: it lives and dies with its table."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dsql_local import places, temporary
from dsql_local.cluster_template import cluster_template
from dsql_local.postgres import SUPERUSER, Postgres
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
    changed, inserted = ask(admin, change.format(table), f"INSERT INTO {table} (k, t) VALUES (0, 'x')")
    assert not changed[0].isdigit(), changed
    assert inserted == "INSERT 0 1"
    update = f"UPDATE {table} SET t = repeat('x', 1048577)"
    assert ask(admin, too_large(table), update) == [TOO_LARGE, TOO_LARGE]
    ask(admin, "DROP TABLE IF EXISTS kept_child")


def test_a_renamed_table_is_measured(admin: Connection, table: str) -> None:
    assert ask(admin, f"ALTER TABLE {table} RENAME TO kept_other") == ["ALTER TABLE"]
    assert ask(admin, too_large("kept_other")) == [TOO_LARGE]
    assert ask(admin, f"ALTER TABLE kept_other RENAME TO {table}") == ["ALTER TABLE"]


def test_nothing_is_left_of_a_dropped_table(wire_cluster: WireCluster, admin: Connection) -> None:
    ask(admin, "CREATE TABLE kept_shortly (a int)")
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

    run("CREATE TABLE small (k int PRIMARY KEY, t text)")
    assert run(too_large("small"), "DROP TABLE small") == ["SET", TOO_LARGE, "DROP TABLE"]
    assert run("CREATE TABLE small (k int PRIMARY KEY, t text)", too_large("small")) == [
        *("SET", "CREATE TABLE", TOO_LARGE)
    ]
