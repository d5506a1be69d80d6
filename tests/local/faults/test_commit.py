"""Faults on commits: of a transaction block, and of a statement that is a transaction by itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from dsql_local import Fault, LocalCluster
from local.faults.clients import ask, connect, count, kill_while_held, logged, tables, verdicts

OC000 = "40001 change conflicts with another transaction (OC000)"
OC001 = "40001 schema has been updated by another transaction (OC001)"
CREATE = "CREATE TABLE t (a int)"
BLOCK = ("BEGIN", "INSERT INTO t VALUES (1)", "COMMIT")


def commit(do: str, **where: object) -> Fault:
    return Fault.from_dict({"on": "commit", "do": do, **where})


@pytest.fixture(autouse=True)
def table(cluster: LocalCluster) -> None:
    with connect(cluster, application_name="onlooker") as connection:
        assert ask(connection, CREATE) == ["CREATE TABLE"]


@pytest.mark.parametrize("do,answer", [("conflict", OC000), ("schema-conflict", OC001)])
def test_a_block_that_does_not_commit(cluster: LocalCluster, do: str, answer: str) -> None:
    with connect(cluster) as connection, cluster.inject(commit(do)):
        assert ask(connection, *BLOCK) == ["BEGIN", "INSERT 0 1", answer]
        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        assert count(cluster, "t") == 0
        assert ask(connection, *BLOCK) == ["BEGIN", "INSERT 0 1", "COMMIT"]
    assert count(cluster, "t") == 1
    assert verdicts(cluster)[:3] == [("BEGIN", "ok", None), ("INSERT", "ok", None), ("COMMIT", "40001", do)]


@pytest.mark.parametrize("sql", ["INSERT INTO t VALUES (1)", "CREATE TABLE u (a int)"])
def test_a_statement_that_does_not_commit(cluster: LocalCluster, sql: str) -> None:
    with connect(cluster) as connection, cluster.inject(commit("conflict")):
        assert ask(connection, sql) == [OC000]
        assert (count(cluster, "t"), tables(cluster)) == (0, ["t"])
        assert ask(connection, sql)[0][:6] in ("INSERT", "CREATE")
    assert [(verdict, fault) for _, verdict, fault in verdicts(cluster)] == [
        ("40001", "conflict"),
        ("ok", None),
    ]


def test_another_error(cluster: LocalCluster) -> None:
    fault = commit("error", code="54000", message="transaction size limit 10mb exceeded")
    with connect(cluster) as connection, cluster.inject(fault):
        assert ask(connection, *BLOCK)[2] == "54000 transaction size limit 10mb exceeded"


def test_reading_is_no_commit(cluster: LocalCluster) -> None:
    with connect(cluster) as connection, cluster.inject(commit("conflict")) as injected:
        assert ask(connection, "SELECT 1", "BEGIN", "SELECT 1", "COMMIT", "BEGIN", "ROLLBACK", "COMMIT")
        assert ask(connection, "BEGIN", "INSERT INTO t VALUES (1)", "ROLLBACK")
        assert (
            ask(connection, "BEGIN", "INSERT INTO t VALUES (1)", "SELECT nothing", "COMMIT")[3] == "ROLLBACK"
        )
        assert injected.hits == 0


@pytest.mark.parametrize(
    "where,struck",
    [
        ({"match": "VALUES \\(2"}, [1]),
        ({"kind": "ddl"}, [2]),
        ({"kind": "ddl", "match": "VALUES"}, []),
        ({"nth": 2, "times": 0}, [1, 2]),
    ],
    ids=str,
)
def test_where_it_strikes(cluster: LocalCluster, where: dict[str, object], struck: list[int]) -> None:
    transactions = [
        ("BEGIN", "INSERT INTO t VALUES (1)", "SELECT 1", "COMMIT"),
        ("BEGIN", "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)", "COMMIT"),
        ("CREATE TABLE u (a int)",),
    ]
    with connect(cluster) as connection, cluster.inject(commit("conflict", **where)):
        found = [ask(connection, *statements)[-1] == OC000 for statements in transactions]
    assert [number for number, conflict in enumerate(found) if conflict] == struck


@pytest.mark.parametrize("statements", [BLOCK, BLOCK[1:2]], ids=["block", "statement"])
@pytest.mark.parametrize("phase,rows", [("before", 0), ("after", 1)])
def test_lost(cluster: LocalCluster, statements: tuple[str, ...], phase: str, rows: int) -> None:
    with connect(cluster) as connection, cluster.inject(commit(f"lose-{phase}")):
        assert ask(connection, *statements)[-1] == "lost"
    assert count(cluster, "t") == rows
    last = logged(cluster)[-1]
    assert (last["sql"], last["fault"]) == (statements[-1], f"lose-{phase}")
    assert last["verdict"] == ("ok" if rows else "08006")


@pytest.mark.parametrize("statements", [BLOCK, BLOCK[1:2]], ids=["block", "statement"])
@pytest.mark.parametrize("phase,rows", [("before", 0), ("after", 1)])
def test_held(cluster: LocalCluster, statements: tuple[str, ...], phase: str, rows: int) -> None:
    fault = commit(f"hold-{phase}", match="INSERT")
    with connect(cluster) as connection, ThreadPoolExecutor() as pool, cluster.inject(fault) as injected:
        answers = pool.submit(ask, connection, *statements)
        injected.wait_until_hit()
        assert count(cluster, "t") == rows
        injected.release()
        assert answers.result(10)[-1] in ("COMMIT", "INSERT 0 1")
    assert count(cluster, "t") == 1


@pytest.mark.parametrize("phase,rows", [("before", 0), ("after", 1)])
def test_a_client_is_killed_around_its_commit(cluster: LocalCluster, phase: str, rows: int) -> None:
    with cluster.inject(commit(f"hold-{phase}")) as injected:
        kill_while_held(cluster, injected, "; ".join(BLOCK))
    assert count(cluster, "t") == rows


def test_what_changes_while_it_is_held_conflicts(cluster: LocalCluster) -> None:
    fault = commit("hold-before", kind="dml")
    with (
        connect(cluster) as connection,
        connect(cluster) as other,
        ThreadPoolExecutor() as pool,
        cluster.inject(fault) as injected,
    ):
        answers = pool.submit(ask, connection, *BLOCK)
        injected.wait_until_hit()
        assert ask(other, "GRANT SELECT ON t TO PUBLIC") == ["GRANT"]
        injected.release()
        assert answers.result(10)[-1] == OC001


def test_a_statement_is_struck_once(cluster: LocalCluster) -> None:
    with (
        connect(cluster) as connection,
        cluster.inject(commit("conflict")) as second,
        cluster.inject(Fault("statement", "delay", seconds=0.01)) as first,
    ):
        assert ask(connection, "INSERT INTO t VALUES (1)") == ["INSERT 0 1"]
        assert (first.hits, second.hits) == (1, 0)
        assert ask(connection, "INSERT INTO t VALUES (1)") == [OC000]
    assert [fault for _, _, fault in verdicts(cluster)] == ["delay", "conflict"]


def test_a_delayed_commit_is_in_the_log(cluster: LocalCluster) -> None:
    with connect(cluster) as connection, cluster.inject(commit("delay", seconds=0.01)):
        assert ask(connection, "INSERT INTO t VALUES (1)") == ["INSERT 0 1"]
    assert verdicts(cluster) == [("INSERT", "ok", "delay")]


def test_a_transaction_that_had_begun_before(cluster: LocalCluster) -> None:
    with connect(cluster) as connection:
        ask(connection, *BLOCK[:2])
        with cluster.inject(commit("conflict")):
            assert ask(connection, "COMMIT") == [OC000]
