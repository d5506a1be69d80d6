"""OC000 and OC001: who loses when two sessions change the same thing."""

import threading
from typing import Any

import psycopg

from local.wire.cluster import WireCluster, ask, job, rows, wait

Connection = psycopg.Connection[Any]
OC000 = "40001 change conflicts with another transaction (OC000)"
OC001 = "40001 schema has been updated by another transaction (OC001)"


def test_two_open_writers(wire_cluster: WireCluster, admin: Connection) -> None:
    ask(admin, "CREATE TABLE fought (a int PRIMARY KEY, b int)", "INSERT INTO fought VALUES (1, 0)")
    with wire_cluster.connect() as other:
        assert ask(admin, "BEGIN", "UPDATE fought SET b = 1") == ["BEGIN", "UPDATE 1"]
        assert ask(other, "BEGIN", "UPDATE fought SET b = 2", "COMMIT") == ["BEGIN", OC000, "ROLLBACK"]
        assert ask(admin, "COMMIT") == ["COMMIT"]


def test_a_writer_with_an_older_snapshot(wire_cluster: WireCluster, admin: Connection) -> None:
    ask(admin, "CREATE TABLE overtaken (a int PRIMARY KEY, b int)", "INSERT INTO overtaken VALUES (1, 0)")
    with wire_cluster.connect() as other:
        ask(other, "BEGIN", "SELECT * FROM overtaken")
        ask(admin, "UPDATE overtaken SET b = 1")
        assert ask(other, "UPDATE overtaken SET b = 2", "COMMIT") == [OC000, "ROLLBACK"]


def test_ddl_dooms_an_open_writer(wire_cluster: WireCluster, admin: Connection) -> None:
    ask(admin, "CREATE TABLE doomed (a int)")
    with wire_cluster.connect() as other:
        ask(other, "BEGIN", "INSERT INTO doomed VALUES (1)")
        ask(admin, "CREATE TABLE doomed_other (a int)")
        assert ask(other, "COMMIT", "SELECT 1") == [OC001, "SELECT 1"]
    assert rows(admin, "SELECT count(*) FROM doomed") == [(0,)]


def test_ddl_does_not_trouble_an_open_reader(wire_cluster: WireCluster, admin: Connection) -> None:
    with wire_cluster.connect() as other:
        ask(other, "BEGIN", "SELECT 1")
        ask(admin, "CREATE TABLE untroubled (a int)")
        assert ask(other, "SELECT 1", "COMMIT") == ["SELECT 1", "COMMIT"]


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


def test_a_finished_job_dooms_an_open_writer(wire_cluster: WireCluster, admin: Connection) -> None:
    ask(admin, "CREATE TABLE finished (a int)", "CREATE TABLE finished_other (a int)")
    submitted = job(admin, "CREATE INDEX ASYNC ON finished (a)")
    with wire_cluster.connect() as other:
        ask(other, "BEGIN", "INSERT INTO finished_other VALUES (1)")
        before = wire_cluster.target.catalog_version
        wait(admin, submitted)
        while wire_cluster.target.catalog_version == before:
            ask(admin, "SELECT 1")
        assert ask(other, "COMMIT") == [OC001]


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
