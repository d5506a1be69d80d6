"""The catalog reads as it does on the service."""

from typing import Any

import psycopg

from local.wire.cluster import ask, job, rows, wait

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


def test_parameters_read_the_same_wherever_they_are_read(admin: Connection) -> None:
    wanted = {"server_version": "16.15", "server_version_num": "160015", "lock_timeout": "0"}
    for name, value in wanted.items():
        assert rows(admin, f"SHOW {name}") == [(value,)]
        assert rows(admin, f"SELECT current_setting('{name}')") == [(value,)]
        assert rows(admin, f"SELECT setting FROM pg_settings WHERE name = '{name}'") == [(value,)]
