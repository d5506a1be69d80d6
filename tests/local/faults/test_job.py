"""Faults on asynchronous jobs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from dsql_local import Fault, LocalCluster, Running
from local.faults.clients import Connection, ask, client_that_runs, connect
from standin import eventually


@pytest.fixture
def admin(cluster: LocalCluster) -> Iterator[Connection]:
    with connect(cluster) as connection:
        ask(connection, "CREATE TABLE t (a int)", "CREATE TABLE u (a int)")
        yield connection


def job(connection: Connection, sql: str) -> str:
    [(identifier,)] = connection.execute(sql.encode())
    return str(identifier)


def state(connection: Connection, identifier: str) -> tuple[Any, ...]:
    """Status and details."""
    [found] = connection.execute("SELECT status, details FROM sys.jobs WHERE job_id = %s", [identifier])
    return found


def waited(connection: Connection, identifier: str) -> bool:
    """Whether it succeeded."""
    [(succeeded,)] = connection.execute(f"CALL sys.wait_for_job('{identifier}')".encode())
    return bool(succeeded)


def is_valid(connection: Connection, index: str) -> bool:
    [(found,)] = connection.execute(
        f"SELECT indisvalid FROM pg_index WHERE indexrelid = '{index}'::regclass".encode()
    )
    return bool(found)


@pytest.mark.parametrize("seconds", [0, 0.2])
def test_a_job_is_stuck_until_its_release(
    standin: Running, cluster: LocalCluster, admin: Connection, seconds: float
) -> None:
    standin.change(job_seconds=seconds)
    try:
        with cluster.inject(Fault("job", "stuck")) as injected:
            stuck = job(admin, "CREATE INDEX ASYNC i ON t (a)")
            injected.wait_until_hit()
            assert waited(admin, job(admin, "CREATE INDEX ASYNC j ON t (a)")), "others go on"
            eventually(lambda: state(admin, stuck) == ("processing", None))
            assert not is_valid(admin, "i")
            assert injected.held == 1
            injected.release()
            assert waited(admin, stuck)
    finally:
        standin.change(job_seconds=0.2)
    assert is_valid(admin, "i")


def test_it_lets_go_when_it_is_removed(cluster: LocalCluster, admin: Connection) -> None:
    injected = cluster.inject(Fault("job", "stuck"))
    stuck = job(admin, "CREATE INDEX ASYNC i ON t (a)")
    injected.wait_until_hit()
    injected.remove()
    assert waited(admin, stuck)


def test_a_client_is_killed_while_its_job_is_stuck(cluster: LocalCluster, admin: Connection) -> None:
    """The job is the database's: it ends with nobody waiting."""
    with cluster.inject(Fault("job", "stuck")) as injected:
        stuck = job(admin, "CREATE INDEX ASYNC i ON t (a)")
        with client_that_runs(cluster, f"CALL sys.wait_for_job('{stuck}')"):
            injected.wait_until_hit()
            activity = "SELECT count(*) FROM pg_stat_get_activity(NULL) WHERE query LIKE 'CALL sys.wait%'"
            eventually(lambda: admin.execute(activity.encode()).fetchone() == (1,))
    eventually(lambda: is_valid(admin, "i"))


@pytest.mark.parametrize("message,details", [("", "internal error"), ("no luck", "no luck")])
def test_a_job_fails(cluster: LocalCluster, admin: Connection, message: str, details: str) -> None:
    with cluster.inject(Fault("job", "fail", message=message)):
        failed = job(admin, "CREATE INDEX ASYNC i ON t (a)")
        assert not waited(admin, failed)
    assert state(admin, failed) == ("failed", details)
    assert not is_valid(admin, "i")
    assert ask(admin, "DROP INDEX i") == ["DROP INDEX"]
    assert waited(admin, job(admin, "CREATE INDEX ASYNC i ON t (a)"))


def test_a_validation_fails(cluster: LocalCluster, admin: Connection) -> None:
    ask(admin, "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID")
    validate = "ALTER TABLE ASYNC t VALIDATE CONSTRAINT c"
    with cluster.inject(Fault("job", "fail", kind="validate_constraint")):
        assert waited(admin, job(admin, "CREATE INDEX ASYNC i ON t (a)"))
        assert not waited(admin, job(admin, validate))
    assert waited(admin, job(admin, validate))


@pytest.mark.parametrize(
    "where,failed",
    [
        ({"match": "^public\\.u_a$"}, ["u_a"]),
        ({"kind": "index_build", "nth": 2}, ["u_a"]),
        ({"times": 0}, ["t_a", "u_a", "t_b"]),
        ({"match": "nothing", "times": 0}, []),
    ],
    ids=str,
)
def test_where_it_strikes(
    cluster: LocalCluster, admin: Connection, where: dict[str, object], failed: list[str]
) -> None:
    with cluster.inject(Fault.from_dict({"on": "job", "do": "fail", **where})) as injected:
        jobs = {
            name: job(admin, f"CREATE INDEX ASYNC {name} ON {name[0]} (a)") for name in ("t_a", "u_a", "t_b")
        }
        assert [name for name, identifier in jobs.items() if not waited(admin, identifier)] == failed
        assert injected.hits == len(failed)


def test_a_job_that_is_under_way_can_still_be_struck(
    standin: Running, cluster: LocalCluster, admin: Connection
) -> None:
    standin.change(job_seconds=60)
    try:
        under_way = job(admin, "CREATE INDEX ASYNC i ON t (a)")
    finally:
        standin.change(job_seconds=0.2)
    with cluster.inject(Fault("job", "fail", match="public.i$")):
        job(admin, "CREATE INDEX ASYNC j ON t (a)")  # wakes who looks after the jobs
        assert not waited(admin, under_way)


def test_a_job_is_late(cluster: LocalCluster, admin: Connection) -> None:
    with cluster.inject(Fault("job", "delay", seconds=0.6, kind="index_build")):
        late = job(admin, "CREATE INDEX ASYNC i ON t (a)")
        assert waited(admin, job(admin, "CREATE INDEX ASYNC j ON t (a)")), "others go on"
        assert state(admin, late)[0] != "completed"
        assert waited(admin, late)


def test_who_waits_for_a_job_gives_up(cluster: LocalCluster, admin: Connection) -> None:
    """The service says the same of a job that has failed and of one that it has waited for too long."""
    with cluster.inject(Fault("job", "give-up")) as injected:
        slow = job(admin, "CREATE INDEX ASYNC i ON t (a)")
        injected.wait_until_hit()
        assert not waited(admin, slow)
        eventually(lambda: state(admin, slow) == ("completed", None))
    assert waited(admin, slow)
    assert is_valid(admin, "i")


def test_the_connection_is_lost_while_a_client_waits_for_a_job(
    cluster: LocalCluster, admin: Connection
) -> None:
    submitted = job(admin, "CREATE INDEX ASYNC i ON t (a)")
    with (
        cluster.inject(Fault("statement", "lose-before", match="wait_for_job", seconds=0.3)),
        connect(cluster) as other,
    ):
        started = time.monotonic()
        assert ask(other, f"CALL sys.wait_for_job('{submitted}')") == ["lost"]
        assert time.monotonic() - started >= 0.3
    assert waited(admin, submitted)


def test_the_end_of_a_job_strikes_the_next_statement(cluster: LocalCluster, admin: Connection) -> None:
    with cluster.inject(Fault("job", "schema-conflict")) as injected:
        submitted = job(admin, "CREATE INDEX ASYNC i ON t (a)")
        injected.wait_until_hit()
        with connect(cluster) as onlooker:
            assert waited(onlooker, submitted)
        assert ask(admin, "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (1)") == [
            "40001 schema has been updated by another transaction (OC001)",
            "INSERT 0 1",
        ]
