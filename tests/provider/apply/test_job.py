"""Jobs are waited for, verified in the catalog, and explained when they fail."""

import re
import threading
from collections.abc import Sequence
from typing import Any

import pytest

from live import Fault, Flaky, made
from pulumi_dsql_provider.apply import MemoryLedger, Progress, Settings, run
from pulumi_dsql_provider.catalog import DatabaseError, Session, holds
from pulumi_dsql_provider.model import Condition, ObjectName
from pulumi_dsql_provider.plan.plan import Plan
from pulumi_dsql_provider.plan.step import Statement, Wait

QUICK = Settings(first_pause=0.0001, longest_pause=0.001, poll=0.01)
LOST = DatabaseError("server closed the connection unexpectedly")
VALID = Condition(kind="index", name=ObjectName("public", "i"), state="valid")


def _index(sql: str) -> Plan:
    present = VALID.model_copy(update={"state": "present"})
    return Plan(steps=(Statement(sql=sql, why="", done=present), Wait(condition=VALID, why="")))


def _validate(constraint: str) -> Plan:
    valid = Condition(kind="constraint", name=ObjectName("public", "t"), part=constraint, state="valid")
    sql = f"ALTER TABLE ASYNC t VALIDATE CONSTRAINT {constraint}"
    return Plan(steps=(Statement(sql=sql, why=""), Wait(condition=valid, why="")))


PLAN = _index("CREATE INDEX ASYNC i ON t (a)")


@pytest.fixture(autouse=True)
def _table(session: Session) -> None:
    made(session, "CREATE TABLE t (id int PRIMARY KEY, a int, b text)")


def _waits(flaky: Flaky) -> int:
    return sum(sql.startswith("CALL sys.wait_for_job('") for sql in flaky.arrived)


def test_the_service_waits_and_the_catalog_is_believed(session: Session) -> None:
    flaky = Flaky(session)
    events: list[Progress] = []
    assert run(PLAN, flaky, on_step=events.append).error is None
    assert holds(session, VALID)
    assert _waits(flaky) == 1
    assert [event.state for event in events] == ["started", "done", "started", "waiting", "done"]
    assert re.fullmatch(r"job [a-z2-7]{26} is (submitted|processing), 0 s so far", events[3].detail)


@pytest.mark.parametrize("error", [DatabaseError("no such procedure", "42883"), LOST], ids=str)
def test_a_job_is_polled_where_the_service_does_not_wait(session: Session, error: DatabaseError) -> None:
    flaky = Flaky(session, Fault("CALL", error, times=999))
    assert run(PLAN, flaky, settings=QUICK).error is None
    assert (holds(session, VALID), _waits(flaky)) == (True, 0)


def test_a_wait_that_breaks_off_goes_on(session: Session) -> None:
    flaky = Flaky(session, Fault("CALL", LOST))
    assert run(PLAN, flaky, settings=QUICK).error is None
    assert holds(session, VALID)


def test_the_job_is_found_when_the_answer_that_named_it_was_lost(session: Session) -> None:
    flaky = Flaky(session, Fault("CREATE INDEX", LOST, after=True))
    assert run(PLAN, flaky, settings=QUICK).error is None
    assert (holds(session, VALID), _waits(flaky)) == (True, 1)
    assert sum("CREATE INDEX" in sql for sql in flaky.arrived) == 1


def test_the_job_is_found_by_a_later_run(session: Session) -> None:
    session.query("CREATE INDEX ASYNC i ON t (a)")
    ledger = MemoryLedger()
    ledger.record(1, "done")
    ledger.record(2, "started")
    assert run(PLAN, session, ledger=ledger).error is None
    assert holds(session, VALID)


def test_a_job_that_takes_too_long(session: Session) -> None:
    outcome = run(PLAN, session, settings=Settings(job_limit=-1))
    assert re.fullmatch(
        r"DSQL207: job [a-z2-7]{26} still runs after 0 s; run it again to wait for it", outcome.error or ""
    )
    assert outcome.pending == PLAN.steps[1:]


def test_an_index_that_was_dropped_meanwhile(session: Session) -> None:
    def drop(event: Progress) -> None:
        if event.state == "waiting":
            session.execute("DROP INDEX i")

    error = run(PLAN, session, on_step=drop).error or ""
    assert error.startswith("DSQL203: public.i is gone, dropped while it was being built")


LONG = "long" * 30
COLLISIONS = {
    "CREATE UNIQUE INDEX ASYNC i ON t (a)": (
        "(1, 7, 'x'), (2, 7, 'y'), (3, NULL, 'z'), (4, NULL, 'z')",
        "values of (a) are there more than once: (7) in 2 rows",
    ),
    "CREATE UNIQUE INDEX ASYNC i ON t (a) NULLS NOT DISTINCT": (
        "(1, 7, 'x'), (3, NULL, 'z'), (4, NULL, 'z')",
        "values of (a) are there more than once: (NULL) in 2 rows",
    ),
    "CREATE UNIQUE INDEX ASYNC i ON t (lower(b), a)": (
        "(1, 7, 'x'), (2, 7, 'X'), (3, 8, 'X')",
        "values of (lower(b), a) are there more than once: (x, 7) in 2 rows",
    ),
    "CREATE UNIQUE INDEX ASYNC i ON t ((a + 1)) WHERE b <> 'y'": (
        "(1, 7, 'x'), (2, 7, 'z'), (3, 9, 'y'), (4, 9, 'y')",
        "values of (a + 1) are there more than once: (8) in 2 rows",
    ),
    "CREATE UNIQUE INDEX ASYNC i ON t (b)": (
        ", ".join(f"({n}, 0, '{LONG if n < 5 else n % 5}')" for n in range(20)),
        (
            f"values of (b) are there more than once: ({LONG[:60]}…) in 5 rows, "
            "(0) in 3 rows, (1) in 3 rows and more"
        ),
    ),
}


@pytest.mark.parametrize("sql", COLLISIONS)
def test_a_unique_index_that_meets_duplicates(session: Session, sql: str) -> None:
    rows, said = COLLISIONS[sql]
    session.execute(f"INSERT INTO t VALUES {rows}")
    outcome = run(_index(sql), session)
    assert (outcome.error or "").startswith(f"DSQL204: public.i: {said}; the service says: ")
    assert "\n" not in (outcome.error or "")
    assert len(outcome.pending) == 1


def test_a_check_that_rows_violate(session: Session) -> None:
    made(
        session,
        "INSERT INTO t SELECT n, n, 'x' FROM generate_series(1, 9) n",
        "ALTER TABLE t ADD CONSTRAINT small CHECK (a < 6) NOT VALID",
    )
    error = run(_validate("small"), session).error or ""
    said = "4 rows violate CHECK (a < 6), among them (6), (7), (8) and more; the service says: "
    assert error.startswith(f"DSQL205: public.t small: {said}")


def test_a_foreign_key_without_parents(session: Session) -> None:
    made(
        session,
        "CREATE TABLE p (id int PRIMARY KEY)",
        "INSERT INTO p VALUES (1)",
        "INSERT INTO t VALUES (1, 1), (2, NULL), (3, 5), (4, 5), (5, 4)",
        "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p NOT VALID",
    )
    error = run(_validate("f"), session).error or ""
    assert error.startswith(
        "DSQL206: public.t f: values of (a) are not in public.p: (4), (5); the service says: "
    )


def test_constraints_that_hold_are_validated(session: Session) -> None:
    made(
        session,
        "INSERT INTO t VALUES (1, 1)",
        "ALTER TABLE t ADD CONSTRAINT c CHECK (a < 6) NOT VALID",
    )
    plan = _validate("c")
    assert run(plan, session).error is None
    wait = plan.steps[1]
    assert isinstance(wait, Wait)
    assert holds(session, wait.condition)


def test_the_lane_is_free_while_a_job_is_waited_for(session: Session) -> None:
    lane = threading.Lock()
    held: list[tuple[str, bool]] = []

    class Watched(Flaky):
        def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
            held.append((sql.split(maxsplit=1)[0], lane.locked()))
            return super().query(sql, parameters)

    assert run(PLAN, Watched(session), lane=lane).error is None
    assert ("CREATE", True) in held
    assert ("CALL", False) in held
    assert not lane.locked()


def test_an_index_that_failed_in_an_earlier_run_is_explained(session: Session) -> None:
    made(session, "INSERT INTO t VALUES (1, 7), (2, 7)")
    plan = _index("CREATE UNIQUE INDEX ASYNC i ON t (a)")
    assert run(plan, session).error
    ledger = MemoryLedger()
    ledger.record(1, "done")
    assert "DSQL204" in (run(plan, session, ledger=ledger).error or "")


def test_a_failure_is_told_though_the_rows_cannot_be_found(session: Session) -> None:
    made(session, "INSERT INTO t VALUES (1, 7), (2, 7)")
    too_big = Fault("HAVING", DatabaseError("transaction age limit of 300s exceeded", "54000"))
    error = run(_index("CREATE UNIQUE INDEX ASYNC i ON t (a)"), Flaky(session, too_big)).error or ""
    assert error.startswith("DSQL203: public.i is not valid after its job has ended; the service says: ")
