"""What roles other than admin may do, and how they are mapped to IAM."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from local.wire.cluster import WireCluster, ask, rows

Connection = psycopg.Connection[Any]
CLERK, BOSS = "arn:aws:iam::123456789012:role/clerk", "arn:aws:iam::123456789012:role/boss"


@pytest.fixture(scope="module")
def boss(wire_cluster: WireCluster) -> Iterator[Connection]:
    """A connection as admin, to a cluster with a table and a role."""
    with wire_cluster.connect() as connection:
        made = ("CREATE ROLE clerk LOGIN", "CREATE SCHEMA office", "CREATE TABLE files (a int CHECK (a > 0))")
        assert ask(connection, *made) == ["CREATE ROLE", "CREATE SCHEMA", "CREATE TABLE"]
        yield connection
        ask(connection, "DROP TABLE files", "DROP SCHEMA office CASCADE", "DROP ROLE clerk")


@pytest.fixture
def clerk(wire_cluster: WireCluster, boss: Connection) -> Iterator[Connection]:
    """A connection as the role."""
    with wire_cluster.connect(user="clerk") as connection:
        yield connection


@pytest.mark.parametrize(
    "sql, answer",
    [
        ("CREATE TABLE mine (a int)", "42501 permission denied for schema public"),
        ("CREATE TABLE office.mine (a int)", "42501 permission denied for schema office"),
        ("CREATE SCHEMA mine", "42501 permission denied for database postgres"),
        ("CREATE ROLE mine", "42501 permission denied to create role"),
        ("SELECT FROM files", "42501 permission denied for table files"),
        ("INSERT INTO files VALUES (1)", "42501 permission denied for table files"),
        ("CREATE INDEX ASYNC ON files (a)", "42501 must be owner of table files"),
        ("ALTER TABLE files ADD b int", "42501 must be owner of table files"),
        ("ALTER TABLE ASYNC files VALIDATE CONSTRAINT files_a_check", "42501 must be owner of table files"),
        ("DROP TABLE files", "42501 must be owner of table files"),
        ("DROP SCHEMA public", "42501 must be owner of schema public"),
        (
            f"AWS IAM GRANT clerk TO '{CLERK}'",
            "42501 permission denied: only admin can map roles to IAM",
        ),
        ("SET LOCAL ROLE admin", '42501 permission denied to set role "admin"'),
        ("DELETE FROM sys.jobs", "42501 permission denied for view jobs"),
    ],
)
def test_what_is_not_a_roles_to_do(clerk: Connection, sql: str, answer: str) -> None:
    assert ask(clerk, "BEGIN", sql, "ROLLBACK")[1] == answer


def test_what_it_is_granted(boss: Connection, clerk: Connection) -> None:
    granted = ("GRANT CREATE, USAGE ON SCHEMA office TO clerk", "GRANT SELECT, INSERT ON files TO clerk")
    assert ask(boss, *granted) == ["GRANT", "GRANT"]
    made = (
        "INSERT INTO files VALUES (1)",
        "CREATE TABLE office.mine (a int)",
        "CREATE INDEX ASYNC ON office.mine (a)",
    )
    assert ask(clerk, *made) == ["INSERT 0 1", "CREATE TABLE", "CREATE INDEX"]
    assert ask(boss, "REVOKE INSERT ON files FROM clerk") == ["REVOKE"]
    assert ask(clerk, "INSERT INTO files VALUES (1)") == ["42501 permission denied for table files"]


def test_mapping_to_iam(boss: Connection) -> None:
    mapped = "SELECT arn, pg_role_name, grantor_pg_role_name FROM sys.iam_pg_role_mappings ORDER BY arn"
    assert ask(
        boss,
        f"AWS IAM GRANT clerk TO '{CLERK}', '{BOSS}'",
        f"AWS IAM GRANT clerk TO '{CLERK}'",
        f"AWS IAM GRANT nobody_there TO '{CLERK}'",
        "DROP ROLE clerk",
    ) == [
        "AWS IAM GRANT",
        "AWS IAM GRANT",
        '42704 role "nobody_there" does not exist',
        '2BP01 role "clerk" cannot be dropped because some objects depend on it',
    ]
    assert rows(boss, mapped) == [(BOSS, "clerk", "admin"), (CLERK, "clerk", "admin")]
    assert ask(boss, f"AWS IAM REVOKE clerk FROM '{CLERK}', '{BOSS}'") == ["AWS IAM REVOKE"]
    assert rows(boss, mapped) == []


def test_the_mappings_have_the_columns_of_the_service(boss: Connection) -> None:
    cursor = boss.execute("SELECT * FROM sys.iam_pg_role_mappings")
    assert [column.name for column in cursor.description or ()] == [
        "iam_oid",
        "arn",
        "pg_role_oid",
        "pg_role_name",
        "grantor_pg_role_oid",
        "grantor_pg_role_name",
    ]
