"""The catalog reads as it does on the service."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from local.wire.cluster import WireCluster, ask, job, rows, wait

Connection = psycopg.Connection[Any]


def test_indexes(admin: Connection) -> None:
    ask(admin, 'CREATE TABLE seen (a int, b text, "C c" int, PRIMARY KEY (b))')
    wait(
        admin, job(admin, "CREATE INDEX ASYNC seen_a ON seen (lower(b) NULLS FIRST) INCLUDE (a) WHERE a > 0")
    )
    shown = rows(admin, "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'seen' ORDER BY 1")
    assert shown == [
        (
            "seen_a",
            (
                "CREATE INDEX seen_a ON public.seen USING btree_index"
                " (lower(b) NULLS FIRST) INCLUDE (a) WHERE (a > 0)"
            ),
        ),
        (
            "seen_pkey",
            'CREATE UNIQUE INDEX seen_pkey ON public.seen USING btree_index (b) INCLUDE (a, "C c")',
        ),
    ]
    assert [(text,) for _, text in shown] == rows(
        admin,
        "SELECT pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = 'seen'::regclass ORDER BY indisprimary",
    )


def test_a_primary_key_includes_all_other_columns(admin: Connection) -> None:
    ask(admin, "CREATE TABLE whole (a int, b text, c int PRIMARY KEY)")
    ask(admin, "ALTER TABLE whole ADD d int")
    ask(admin, "ALTER TABLE whole DROP COLUMN a")
    [(definition, pretty)] = rows(
        admin,
        "SELECT pg_get_constraintdef(oid), pg_get_constraintdef(oid, true) FROM pg_constraint"
        " WHERE conname = 'whole_pkey'",
    )
    assert definition == pretty == "PRIMARY KEY (c) INCLUDE (b, d)"
    key = "SELECT indkey::text, indnatts, indnkeyatts, pg_get_indexdef(indexrelid, 2, true) FROM pg_index"
    assert rows(admin, f"{key} WHERE indexrelid = 'whole_pkey'::regclass") == [("3 2 4", 3, 1, "b")]
    ask(admin, "CREATE TABLE only_key (a int PRIMARY KEY)")
    assert rows(
        admin, "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'only_key_pkey'"
    ) == [("PRIMARY KEY (a)",)]


def test_other_constraints_are_as_ever(admin: Connection) -> None:
    ask(admin, "CREATE TABLE plain (a int UNIQUE, CHECK (a IN (1, 2)))")
    assert rows(
        admin,
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = 'plain'::regclass ORDER BY contype",
    ) == [("CHECK ((a = ANY (ARRAY[1, 2])))",), ("UNIQUE (a)",)]


def test_access_method(admin: Connection) -> None:
    assert rows(admin, "SELECT amname FROM pg_am WHERE oid = 403") == [("btree_index",)]


def test_environment(admin: Connection) -> None:
    assert rows(
        admin, "SELECT version(), current_setting('server_version_num'), sys.dsql_major_version()"
    ) == [("PostgreSQL 16", "160015", 1)]
    assert rows(admin, "SHOW server_version") == [("16.15",)]
    assert admin.info.parameter_status("server_version") == "16.15"
    assert rows(admin, "SHOW transaction_isolation") == [("repeatable read",)]
    assert rows(admin, "SHOW TimeZone") == [("UTC",)]
    assert ask(
        admin, "SHOW lc_collate", "SET disable_sync_create_index = off", "RESET disable_sync_create_index"
    ) == [
        '42704 unrecognized configuration parameter "lc_collate"',
        "SET",
        "RESET",
    ]
    assert rows(
        admin, "SELECT count(*) FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND oid < 16384"
    ) == [(2,)]


def test_a_parameter_that_only_the_service_has(admin: Connection) -> None:
    name = "disable_sync_create_index"
    for value in ("off", "on"):
        assert ask(admin, f"SET {name} = {value}") == ["SET"]
        assert rows(admin, f"SHOW {name}") == rows(admin, f"SELECT current_setting('{name}')") == [(value,)]
    assert ask(admin, f"SET {name} = off", f"RESET {name}") == ["SET", "RESET"]
    assert rows(admin, f"SHOW {name}") == [("on",)]


def test_show_all(admin: Connection) -> None:
    cursor = admin.execute("SHOW ALL")
    assert [column.name for column in cursor.description or ()] == ["name", "setting", "description"]
    assert cursor.statusmessage == "SHOW"
    shown = {name: setting for name, setting, _ in cursor}
    assert (shown["server_version"], shown["lock_timeout"], shown["work_mem"]) == ("16.15", "0", "4MB")


def test_parameters_read_the_same_wherever_they_are_read(admin: Connection) -> None:
    wanted = {"server_version": "16.15", "server_version_num": "160015", "lock_timeout": "0"}
    for name, value in wanted.items():
        assert rows(admin, f"SHOW {name}") == [(value,)]
        assert rows(admin, f"SELECT current_setting('{name}')") == [(value,)]
        assert rows(admin, f"SELECT setting FROM pg_settings WHERE name = '{name}'") == [(value,)]


OUTSIDE = """JOIN pg_namespace AS n ON n.oid = {}
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"""


@pytest.mark.parametrize(
    "sql, found",
    [
        (f"SELECT n.nspname FROM pg_namespace AS self {OUTSIDE.format('self.oid')}", {"sys", "public"}),
        (f"SELECT relname FROM pg_class {OUTSIDE.format('relnamespace')}", {"jobs", "iam_pg_role_mappings"}),
        (
            f"SELECT proname FROM pg_proc {OUTSIDE.format('pronamespace')}",
            {"wait_for_job", "dsql_major_version"},
        ),
        ("SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_'", {"admin"}),
        ("SELECT usename FROM pg_user", {"admin"}),
        ("SELECT lanname FROM pg_language", {"internal", "c", "sql"}),
        ("SELECT extname FROM pg_extension", set()),
        ("SELECT evtname FROM pg_event_trigger", set()),
        ("SELECT collname FROM pg_collation", {"default", "C", "POSIX", "ucs_basic"}),
        ("SELECT name FROM pg_settings WHERE name ~ '^dsql'", set()),
        ("SELECT query FROM pg_stat_activity", set()),
        ("SELECT relname FROM pg_stat_all_tables", set()),
        ("SELECT locktype FROM pg_locks", set()),
    ],
)
def test_nothing_of_the_stand_in_shows(fresh: WireCluster, sql: str, found: set[str]) -> None:
    with fresh.connect() as connection:
        assert {name for (name,) in rows(connection, sql)} == found


@pytest.fixture(scope="module")
def fresh(start_cluster: Callable[[], WireCluster]) -> WireCluster:
    """A cluster in which nobody has made anything."""
    return start_cluster()


@pytest.mark.parametrize("catalog", ["pg_am", "pg_language", "pg_event_trigger"])
def test_what_clients_ask_of_a_catalog_beside_its_columns(admin: Connection, catalog: str) -> None:
    assert ask(admin, f"SELECT tableoid, xmin FROM {catalog} WHERE false") == ["SELECT 0"]


def test_what_is_hidden_still_works(admin: Connection) -> None:
    ask(admin, "CREATE TABLE triggered (a int, b int)")
    assert ask(
        admin,
        "CREATE TABLE also_triggered (a money)",
        "SELECT 'x'::text COLLATE \"C\" < 'y'",
        "SELECT 'x'::text COLLATE \"C.utf8\" < 'y'",
        "DROP EVENT TRIGGER IF EXISTS nothing",
    ) == [
        "0A000 datatype money not supported",
        "SELECT 1",
        '42704 collation "C.utf8" for encoding "UTF8" does not exist',
        "DROP EVENT TRIGGER",
    ]
