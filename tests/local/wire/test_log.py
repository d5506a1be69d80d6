"""Every statement is in the log, with its verdict, and no secret is."""

import json
from typing import Any

import psycopg
import pytest

from dsql_local.wire.entry import Entry, redacted
from local.wire.cluster import ENDPOINT, WireCluster, ask


def logged(cluster: WireCluster, *statements: str) -> list[Entry]:
    """Run statements on a connection of their own; returns what the log says of them."""
    with cluster.connect(application_name="test_log") as connection:
        before = len(cluster.entries)
        ask(connection, *statements)
        return list(cluster.entries[before:])


def test_entries(wire_cluster: WireCluster) -> None:
    found = logged(
        wire_cluster,
        "CREATE TABLE logged (a int PRIMARY KEY)",
        "CREATE INDEX ASYNC ON logged (a)",
        "BEGIN; INSERT INTO logged VALUES (1); COMMIT",
        "INSERT INTO logged VALUES (1)",
        "TRUNCATE logged",
        "ALTER TABLE logged DROP COLUMN a",
        "SELEC 1",
    )
    assert [(entry.kind, entry.verdict, entry.sql) for entry in found] == [
        ("ddl", "ok", "CREATE TABLE logged (a int PRIMARY KEY)"),
        ("ddl", "ok", "CREATE INDEX ASYNC ON logged (a)"),
        ("transaction", "ok", "BEGIN"),
        ("dml", "ok", "INSERT INTO logged VALUES (1)"),
        ("transaction", "ok", "COMMIT"),
        ("dml", "23505", "INSERT INTO logged VALUES (1)"),
        ("other", "0A000", "TRUNCATE logged"),
        ("ddl", "0A000", "ALTER TABLE logged DROP COLUMN a"),
        ("other", "42601", "SELEC 1"),
    ]
    assert found[-2].message == "cannot drop primary key column a"
    assert {(entry.cluster, entry.user, entry.application_name) for entry in found} == {
        (ENDPOINT, "admin", "test_log")
    }
    assert len({entry.session for entry in found}) == 1
    assert all(entry.milliseconds > 0 for entry in found)
    assert json.loads(json.dumps([entry.as_dict() for entry in found]))[0]["verdict"] == "ok"


def test_what_fails_as_it_commits_was_not_ok(wire_cluster: WireCluster) -> None:
    found = logged(
        wire_cluster,
        "CREATE TABLE late_parent (id int PRIMARY KEY)",
        "CREATE TABLE late_child (id int REFERENCES late_parent DEFERRABLE INITIALLY DEFERRED)",
        "INSERT INTO late_child VALUES (1)",
    )
    assert [entry.verdict for entry in found] == ["ok", "ok", "23503"]


def test_parameters_are_not_logged(wire_cluster: WireCluster) -> None:
    with wire_cluster.connect() as connection:
        before = len(wire_cluster.entries)
        connection.execute("SELECT %s::text", ["my secret"])
        [entry] = wire_cluster.entries[before:]
    assert entry.sql == "SELECT $1::text"


def test_a_statement_that_fails_before_it_runs(wire_cluster: WireCluster) -> None:
    with wire_cluster.connect() as connection:
        before = len(wire_cluster.entries)
        for sql in ("SELECT nothing", "TRUNCATE nothing"):
            with pytest.raises(psycopg.Error):
                connection.execute(sql.encode(), prepare=True)
        assert [entry.verdict for entry in wire_cluster.entries[before:]] == ["42703", "0A000"]


@pytest.mark.parametrize(
    "text, clean",
    [
        ("CREATE ROLE r PASSWORD 'it''s'", "CREATE ROLE r PASSWORD '…'"),
        ("alter role r password  E'x' valid until 'y'", "alter role r password  '…' valid until 'y'"),
        ("CREATE ROLE r PASSWORD $$x$$", "CREATE ROLE r PASSWORD '…'"),
        ("SELECT 'h/?X-Amz-Signature=0af3&X-Amz-Date=1'", "SELECT 'h/?X-Amz-Signature=…&X-Amz-Date=1'"),
        ("SELECT 'password'", "SELECT 'password'"),
    ],
)
def test_redacted(text: str, clean: str) -> None:
    assert redacted(text) == clean


def test_no_password_in_the_log(wire_cluster: WireCluster) -> None:
    entries: list[Any] = logged(wire_cluster, "CREATE ROLE secretive LOGIN PASSWORD 'hunter2'")
    assert entries[0].verdict == "0A000"
    assert "hunter2" not in json.dumps([entry.as_dict() for entry in wire_cluster.entries])
