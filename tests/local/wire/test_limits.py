"""Types, keys and counts, which PostgreSQL checks inside the statement."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from local.wire.cluster import WireCluster, ask, rows

Connection = psycopg.Connection[Any]


@pytest.mark.parametrize(
    "type_, shown",
    [
        ("int[]", "integer[]"),
        ("varchar(3)[]", "character varying[]"),
        ("bit(8)", "bit"),
        ("varbit(8)", "bit varying"),
        ("money", "money"),
        ("inet", "inet"),
        ("xml", "xml"),
        ("tsquery", "tsquery"),
        ("oid", "oid"),
        ('"char"', '"char"'),
    ],
)
def test_types_that_cannot_be_stored(admin: Connection, type_: str, shown: str) -> None:
    ask(admin, "CREATE TABLE IF NOT EXISTS stores (a int)")
    refusal = f"0A000 datatype {shown} not supported"
    assert (
        ask(
            admin,
            f"CREATE TABLE unstorable (a {type_})",
            f"ALTER TABLE stores ADD b {type_}",
            f"CREATE DOMAIN unstorable AS {type_}",
        )
        == [refusal] * 3
    )


@pytest.mark.parametrize("type_", ["bytea", "json", "jsonb", "interval", "time with time zone", "key_domain"])
def test_types_that_cannot_be_in_a_key(admin: Connection, type_: str) -> None:
    ask(admin, "DROP TABLE IF EXISTS keyless", "CREATE DOMAIN key_domain AS bytea")
    refusal = f"0A000 datatype {'bytea' if type_ == 'key_domain' else type_} is not supported in a key"
    assert ask(
        admin,
        f"CREATE TABLE keyless (a {type_}, b int)",
        f"CREATE TABLE keyed (a {type_} PRIMARY KEY)",
        f"CREATE TABLE keyed (a {type_} UNIQUE)",
        "CREATE INDEX ASYNC ON keyless (a)",
        "CREATE INDEX ASYNC ON keyless (b) INCLUDE (a)",
    ) == ["CREATE TABLE", refusal, refusal, refusal, "CREATE INDEX"]


def test_a_bare_numeric_has_a_precision(admin: Connection) -> None:
    ask(admin, "CREATE TABLE numbers (a numeric, b decimal(4,1))", "ALTER TABLE numbers ADD c numeric")
    shown = rows(
        admin,
        "SELECT format_type(atttypid, atttypmod) FROM pg_attribute"
        " WHERE attrelid = 'numbers'::regclass AND attnum > 0 ORDER BY attnum",
    )
    assert shown == [("numeric(18,6)",), ("numeric(4,1)",), ("numeric(18,6)",)]


def test_key_columns(admin: Connection) -> None:
    columns = [f"c{number}" for number in range(9)]
    ask(admin, f"CREATE TABLE wide_key ({', '.join(f'{column} int' for column in columns)})")
    refusal = "54011 more than 8 column keys in an index are not supported"
    assert ask(
        admin,
        f"CREATE INDEX ASYNC ON wide_key ({', '.join(columns)})",
        f"CREATE INDEX ASYNC ON wide_key ({', '.join(columns[:8])}) INCLUDE (c8)",
        f"CREATE TABLE wider_key (LIKE wide_key, PRIMARY KEY ({', '.join(columns)}))",
    ) == [refusal, "CREATE INDEX", refusal]


def test_columns(admin: Connection) -> None:
    assert ask(
        admin,
        f"CREATE TABLE too_wide ({', '.join(f'c{number} int' for number in range(256))})",
        f"CREATE TABLE just_wide ({', '.join(f'c{number} int' for number in range(255))})",
        "ALTER TABLE just_wide ADD one_more int",
        "ALTER TABLE just_wide DROP COLUMN c0, ADD one_more int",
    ) == [
        "54011 tables can have at most 255 columns",
        "CREATE TABLE",
        "54011 tables can have at most 255 columns",
        "ALTER TABLE",
    ]


def test_indexes_count_the_primary_key(admin: Connection, wire_cluster: WireCluster) -> None:
    ask(admin, "CREATE TABLE indexed (a int PRIMARY KEY)")
    with wire_cluster.settings(job_seconds=60):  # a job that ends makes the next statement fail (OC001)
        answers = ask(admin, *["CREATE INDEX ASYNC ON indexed (a)"] * 24)
        assert ask(admin, "DROP TABLE indexed") == ["DROP TABLE"]
    assert answers == ["CREATE INDEX"] * 23 + ["54000 more than 24 indexes per table are not allowed"]


def test_statistics(admin: Connection) -> None:
    ask(admin, "CREATE TABLE measured (a int, b int)")
    answers = ask(
        admin, *[f"CREATE STATISTICS measured_{number} ON a, b FROM measured" for number in range(6)]
    )
    assert answers == ["CREATE STATISTICS"] * 5 + [
        "54000 more than 5 extended statistics per table are not allowed"
    ]


def test_schemas_and_tables(start_cluster: Callable[[], WireCluster]) -> None:
    with start_cluster().connect() as connection:
        answers = ask(connection, *[f"CREATE SCHEMA s{number}" for number in range(10)])
        assert answers == ["CREATE SCHEMA"] * 9 + ["54000 more than 10 schemas not allowed"]
        answers = ask(connection, *[f"CREATE TABLE s1.t{number} (a int)" for number in range(1001)])
        assert answers == ["CREATE TABLE"] * 1000 + ["54000 creating more than 1000 tables not allowed"]


def test_the_primary_key_stays(admin: Connection) -> None:
    ask(admin, "CREATE TABLE kept (a int, b int, c int, PRIMARY KEY (a, b))")
    assert ask(
        admin,
        "ALTER TABLE kept DROP COLUMN b",
        "ALTER TABLE kept DROP COLUMN c, DROP COLUMN IF EXISTS a",
        "ALTER TABLE kept DROP CONSTRAINT kept_pkey",
        "ALTER TABLE kept ALTER c ADD GENERATED ALWAYS AS IDENTITY (CACHE 1)",
        "ALTER TABLE nothing DROP COLUMN b",
        "ALTER TABLE kept DROP COLUMN c",
    ) == [
        "0A000 cannot drop primary key column b",
        "0A000 cannot drop primary key column a",
        "0A000 unsupported ALTER TABLE DROP CONSTRAINT statement",
        "0A000 datatype integer not supported, identity column type must be bigint",
        '42P01 relation "nothing" does not exist',
        "ALTER TABLE",
    ]


def test_roles_and_their_mappings(wire_cluster: WireCluster, admin: Connection) -> None:
    assert ask(
        admin,
        "CREATE ROLE clerk WITH LOGIN",
        "CREATE ROLE group_of_clerks",
        "AWS IAM GRANT clerk TO 'arn:aws:iam::1:role/c'",
        "AWS IAM GRANT group_of_clerks TO 'arn:aws:iam::1:role/c'",
        "AWS IAM GRANT nobody TO 'arn:aws:iam::1:role/c'",
        "DROP ROLE clerk",
        "CREATE SCHEMA clerks AUTHORIZATION clerk",
    ) == [
        "CREATE ROLE",
        "CREATE ROLE",
        "AWS IAM GRANT",
        '0A000 role "group_of_clerks" cannot log in',
        '42704 role "nobody" does not exist',
        '2BP01 role "clerk" cannot be dropped because some objects depend on it',
        "CREATE SCHEMA",
    ]
    found = rows(admin, "SELECT arn, pg_role_name, grantor_pg_role_name FROM sys.iam_pg_role_mappings")
    assert found == [("arn:aws:iam::1:role/c", "clerk", "admin")]
    with wire_cluster.connect(user="clerk") as clerk:
        assert ask(clerk, "CREATE TABLE clerks.t (a int)", "CREATE TABLE public.t (a int)") == [
            "CREATE TABLE",
            "42501 permission denied for schema public",
        ]
        assert ask(clerk, "AWS IAM REVOKE clerk FROM 'arn:aws:iam::1:role/c'")[0].startswith("42501 ")
    ask(admin, "DROP SCHEMA clerks CASCADE", "AWS IAM REVOKE clerk FROM 'arn:aws:iam::1:role/c'")
    assert ask(admin, "DROP ROLE clerk") == ["DROP ROLE"]


def test_tables_that_are_gone_do_not_count(wire_cluster: WireCluster, admin: Connection) -> None:
    made = "SELECT last_value FROM pg_dsql._tables_made"
    with wire_cluster.past_the_rules() as superuser:
        ask(superuser, "SELECT setval('pg_dsql._tables_made', 5000)")
        assert ask(admin, "CREATE TABLE uncounted (a int)", "DROP TABLE uncounted") == [
            "CREATE TABLE",
            "DROP TABLE",
        ]
        [(bound,)] = rows(superuser, made)
        assert bound < 1000  # the next ones are not counted
        assert ask(admin, "CREATE TABLE uncounted (a int)", "DROP TABLE uncounted") == [
            "CREATE TABLE",
            "DROP TABLE",
        ]
        assert rows(superuser, made) == [(bound + 1,)]
