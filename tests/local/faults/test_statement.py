"""Faults on statements, as psycopg meets them."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from dsql_local import Fault, LocalCluster, Running
from local.faults.clients import (
    ask,
    client_that_runs,
    connect,
    count,
    kill_while_held,
    logged,
    tables,
    verdicts,
)
from standin import eventually

OC000 = "40001 change conflicts with another transaction (OC000)"
OC001 = "40001 schema has been updated by another transaction (OC001)"
CREATE = "CREATE TABLE t (a int)"


@pytest.mark.parametrize(
    "fault,answer",
    [
        (Fault("statement", "conflict"), OC000),
        (Fault("statement", "schema-conflict"), OC001),
        (Fault("statement", "error", code="53400"), "53400 Unable to accept connection, rate exceeded."),
        (Fault("statement", "error", code="XX000", message="it's odd"), "XX000 it's odd"),
        (Fault("statement", "error", code="XX000"), "XX000 a fault was injected"),
    ],
    ids=lambda value: value.do if isinstance(value, Fault) else "",
)
def test_an_error_instead_of_the_statement(cluster: LocalCluster, fault: Fault, answer: str) -> None:
    with connect(cluster) as connection, cluster.inject(fault) as injected:
        assert ask(connection, CREATE) == [answer]
        assert tables(cluster) == []
        assert ask(connection, CREATE) == ["CREATE TABLE"]
        assert injected.hits == 1
    assert verdicts(cluster) == [("CREATE", answer[:5], fault.do), ("CREATE", "ok", None)]
    assert logged(cluster)[0]["message"] == answer[6:]


def test_an_error_in_a_transaction_aborts_it(cluster: LocalCluster) -> None:
    with connect(cluster) as connection, cluster.inject(Fault("statement", "conflict", kind="dml")):
        assert ask(connection, CREATE, "BEGIN", "INSERT INTO t VALUES (1)", "SELECT 1", "COMMIT") == [
            "CREATE TABLE",
            "BEGIN",
            OC000,
            "25P02 current transaction is aborted, commands ignored until end of transaction block",
            "ROLLBACK",
        ]


def test_a_prepared_statement_is_struck_when_it_runs(cluster: LocalCluster) -> None:
    with connect(cluster) as connection, cluster.inject(Fault("statement", "conflict", match="40 \\+")):
        with pytest.raises(psycopg.errors.SerializationFailure):
            connection.execute("SELECT 40 + %s", [2], prepare=True)
        assert connection.execute("SELECT 40 + %s", [2], prepare=True).fetchone() == (42,)


@pytest.mark.parametrize(
    "where,struck",
    [
        ({"kind": "ddl"}, "CREATE TABLE t (a int)"),
        ({"kind": "dml"}, "INSERT INTO t VALUES (1)"),
        ({"kind": "query"}, "SELECT a FROM t"),
        ({"kind": "transaction"}, "BEGIN"),
        ({"kind": "other"}, "SET search_path = public"),
        ({"match": "values \\(2"}, "INSERT INTO t VALUES (2)"),
        ({"kind": "dml", "match": "t"}, "INSERT INTO t VALUES (1)"),
        ({"kind": "dml", "nth": 2}, "INSERT INTO t VALUES (2)"),
        ({"application_name": "^two"}, "INSERT INTO t VALUES (2)"),
    ],
    ids=str,
)
def test_where_it_strikes(cluster: LocalCluster, where: dict[str, object], struck: str) -> None:
    fault = Fault.from_dict({"on": "statement", "do": "error", "code": "XX000", **where})
    with (
        connect(cluster, application_name="one") as one,
        connect(cluster, application_name="two") as two,
        cluster.inject(fault) as injected,
    ):
        for connection, sql in (
            (one, "CREATE TABLE t (a int)"),
            (one, "INSERT INTO t VALUES (1)"),
            (two, "INSERT INTO t VALUES (2)"),
            (one, "SELECT a FROM t"),
            (one, "SET search_path = public"),
            (one, "BEGIN"),
        ):
            ask(connection, sql)
        assert injected.hits == 1
    assert [entry["sql"] for entry in logged(cluster) if entry["fault"]] == [struck]


def test_what_is_refused_anyway_is_not_struck(cluster: LocalCluster) -> None:
    with connect(cluster) as connection, cluster.inject(Fault("statement", "conflict")) as injected:
        assert ask(connection, "TRUNCATE t") == ["0A000 unsupported statement: Truncate"]
        assert injected.hits == 0


def test_another_cluster_is_left_alone(standin: Running, cluster: LocalCluster) -> None:
    with cluster.inject(Fault("statement", "conflict")) as injected:
        other = standin.create_cluster()
        with connect(other) as connection:
            assert ask(connection, "SELECT 1") == ["SELECT 1"]
        other.delete()
        assert injected.hits == 0


@pytest.mark.parametrize("sql", [CREATE, "CREATE TABLE t (a int); INSERT INTO t VALUES (1)"])
def test_lost_before(cluster: LocalCluster, sql: str) -> None:
    with connect(cluster) as connection, cluster.inject(Fault("statement", "lose-before", kind="ddl")):
        assert ask(connection, sql) == ["lost"]
        assert connection.broken
    assert tables(cluster) == []
    assert verdicts(cluster) == [("CREATE", "08006", "lose-before")]
    assert logged(cluster)[0]["message"] == "the connection was lost before the statement ran"


def test_lost_after(cluster: LocalCluster) -> None:
    with connect(cluster) as connection, cluster.inject(Fault("statement", "lose-after", match="TABLE t")):
        assert ask(connection, CREATE) == ["lost"]
        assert connection.broken
    assert tables(cluster) == ["t"]
    assert verdicts(cluster) == [("CREATE", "ok", "lose-after")]


def test_lost_after_inside_of_a_transaction(cluster: LocalCluster) -> None:
    with connect(cluster) as connection, cluster.inject(Fault("statement", "lose-after", kind="dml")):
        answers = ask(connection, CREATE, "BEGIN", "INSERT INTO t VALUES (1)")
        assert answers == ["CREATE TABLE", "BEGIN", "lost"]
    assert count(cluster, "t") == 0


def test_what_fails_by_itself_is_not_lost(cluster: LocalCluster) -> None:
    with connect(cluster) as connection, cluster.inject(Fault("statement", "lose-after")) as injected:
        assert ask(connection, "SELECT nothing") == ['42703 column "nothing" does not exist']
        assert injected.hits == 0
        assert ask(connection, "SELECT 1") == ["lost"]


@pytest.mark.parametrize("phase,there", [("before", []), ("after", ["t"])])
def test_held_until_released(cluster: LocalCluster, phase: str, there: list[str]) -> None:
    fault = Fault.from_dict({"on": "statement", "do": f"hold-{phase}"})
    with connect(cluster) as connection, ThreadPoolExecutor() as pool, cluster.inject(fault) as injected:
        answer = pool.submit(ask, connection, CREATE)
        injected.wait_until_hit()
        assert injected.held == 1
        assert tables(cluster) == there
        assert not answer.done()
        injected.release()
        assert answer.result(10) == ["CREATE TABLE"]
        assert injected.held == 0
    assert tables(cluster) == ["t"]
    assert verdicts(cluster) == [("CREATE", "ok", fault.do)]


def test_it_lets_go_when_it_is_removed(cluster: LocalCluster) -> None:
    with connect(cluster) as connection, ThreadPoolExecutor() as pool:
        injected = cluster.inject(Fault("statement", "hold-before"))
        answer = pool.submit(ask, connection, CREATE)
        injected.wait_until_hit()
        injected.remove()
        assert answer.result(10) == ["CREATE TABLE"]


@pytest.mark.parametrize(
    "phase,there,verdict", [("before", [], "08006"), ("after", ["t"], "ok")], ids=["before", "after"]
)
def test_a_client_is_killed_at_a_known_point(
    cluster: LocalCluster, phase: str, there: list[str], verdict: str
) -> None:
    fault = Fault.from_dict({"on": "statement", "do": f"hold-{phase}", "kind": "ddl"})
    with cluster.inject(fault) as injected:
        kill_while_held(cluster, injected, CREATE)
        assert tables(cluster) == there
        injected.release()
    assert tables(cluster) == there
    assert verdicts(cluster) == [("CREATE", verdict, fault.do)]


def test_a_delayed_statement_arrives_even_from_the_dead(cluster: LocalCluster) -> None:
    with cluster.inject(Fault("statement", "delay", kind="ddl", seconds=0.5)) as injected:
        with client_that_runs(cluster, CREATE):
            injected.wait_until_hit()
        eventually(lambda: tables(cluster) == ["t"])


def test_a_delay_takes_time(cluster: LocalCluster) -> None:
    with connect(cluster) as connection, cluster.inject(Fault("statement", "delay", seconds=0.2)):
        started = time.monotonic()
        assert ask(connection, "SELECT 1") == ["SELECT 1"]
        assert time.monotonic() - started >= 0.2
    assert verdicts(cluster) == [("SELECT", "ok", "delay")]


def test_one_after_the_other_in_the_order_they_came(cluster: LocalCluster) -> None:
    with (
        connect(cluster) as connection,
        cluster.inject(Fault("statement", "schema-conflict", kind="ddl", times=2)),
        cluster.inject(Fault("statement", "error", code="XX000", kind="ddl", nth=2)),
        cluster.inject(Fault("statement", "lose-after", kind="ddl")),
    ):
        assert ask(connection, *[CREATE] * 2) == [OC001] * 2
        # The third is the first that the second fault sees; it goes on to the fault after it.
        assert ask(connection, CREATE) == ["lost"]
        with connect(cluster) as again:
            exists = '42P07 relation "t" already exists'
            assert ask(again, "DROP TABLE t", CREATE) == ["XX000 a fault was injected", exists]


def test_in_one_query_each_statement_is_struck_by_itself(cluster: LocalCluster) -> None:
    with (
        connect(cluster) as connection,
        cluster.inject(Fault("statement", "delay", kind="query", nth=2, times=2, seconds=0.01)) as injected,
    ):
        ask(connection, "SELECT 1; SELECT 2; SELECT 3; SELECT 4")
        assert injected.hits == 2
    assert [fault for _, _, fault in verdicts(cluster)] == [None, "delay", "delay", None]


def test_in_a_pipeline_the_reply_is_lost_with_its_end(cluster: LocalCluster) -> None:
    with connect(cluster) as connection, cluster.inject(Fault("statement", "lose-after", kind="dml")):
        ask(connection, CREATE)
        with pytest.raises(psycopg.OperationalError), connection.pipeline(), connection.cursor() as cursor:
            cursor.executemany("INSERT INTO t VALUES (%s)", [[1], [2]])
    assert count(cluster, "t") == 2
    assert verdicts(cluster)[1:] == [("INSERT", "ok", "lose-after"), ("INSERT", "ok", None)]


def test_a_cluster_goes_with_what_is_held(standin: Running) -> None:
    cluster = standin.create_cluster()
    with connect(cluster) as connection, ThreadPoolExecutor() as pool:
        injected = cluster.inject(Fault("statement", "hold-before"))
        answer = pool.submit(ask, connection, "SELECT 1")
        injected.wait_until_hit()
        cluster.delete()
        assert answer.result(10) == ["lost"]
        assert injected.held == 0
        injected.remove()
