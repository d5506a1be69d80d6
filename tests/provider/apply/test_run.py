"""Every step runs exactly once, whatever happens on the way, and the outcome says what happened."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import get_args

import pytest

from dsql_local import LocalCluster, Running
from live import Fault, Flaky
from pulumi_dsql_provider.apply import MemoryLedger, Outcome, Progress, Settings, run
from pulumi_dsql_provider.apply.ledger import State
from pulumi_dsql_provider.aws.connection import connect
from pulumi_dsql_provider.aws.endpoint import Endpoint
from pulumi_dsql_provider.catalog import DatabaseError, Session, holds, read
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.model import Condition, ObjectName, Table
from pulumi_dsql_provider.plan.plan import Plan
from pulumi_dsql_provider.plan.step import Reason, Rebuild, Statement

QUICK = Settings(first_pause=0.0001, longest_pause=0.001)
LOST = DatabaseError("server closed the connection unexpectedly")
CONFLICT = DatabaseError("schema has been updated by another transaction (OC001)", "40001")


def _create(name: str) -> Statement:
    done = Condition(kind="table", name=ObjectName("public", name), state="present")
    return Statement(sql=f"CREATE TABLE {name} (id int PRIMARY KEY)", why="new", done=done)


def _tables(session: Session) -> list[str]:
    return [table.name.name for table in read(session).tables]


PLAN = Plan(steps=(_create("a"), _create("b"), _create("c")))


def test_steps_run_in_order_each_on_its_own(session: Session) -> None:
    flaky = Flaky(session)
    outcome = run(PLAN, flaky)
    assert (outcome.done, outcome.pending, outcome.error) == (PLAN.steps, (), None)
    assert flaky.arrived == [step.sql for step in PLAN.steps if isinstance(step, Statement)]


@pytest.mark.parametrize("error", [CONFLICT, LOST, DatabaseError("starting up", "57P03")], ids=str)
@pytest.mark.parametrize("times", [1, 4])
def test_what_did_not_arrive_is_sent_again(session: Session, error: DatabaseError, times: int) -> None:
    flaky = Flaky(session, Fault("CREATE TABLE b", error, times=times))
    assert run(PLAN, flaky, settings=QUICK).error is None
    assert sum("CREATE TABLE b" in sql for sql in flaky.arrived) == 1
    assert _tables(session) == ["a", "b", "c"]


@pytest.mark.parametrize("error", [LOST, DatabaseError("server unavailable", "XX000")], ids=str)
def test_what_was_committed_though_its_answer_was_lost_is_not_sent_again(
    session: Session, error: DatabaseError
) -> None:
    flaky = Flaky(session, Fault("CREATE TABLE b", error, after=True))
    outcome = run(PLAN, flaky, settings=QUICK)
    assert (outcome.error, len(outcome.done)) == (None, 3)
    assert sum("CREATE TABLE b" in sql for sql in flaky.arrived) == 1


def test_a_commit_that_comes_after_the_catalog_was_asked_is_found(session: Session) -> None:
    class Late(Flaky):
        """The first try reaches the database only after the question whether it has."""

        def query(self, sql: str, parameters: object = ()) -> list[tuple[object, ...]]:
            rows = super().query(sql, parameters)  # type: ignore[arg-type]
            if self.arrived == [sql]:
                session.execute("CREATE TABLE a (id int PRIMARY KEY)")
            return rows

    assert run(PLAN, Late(session, Fault("CREATE TABLE a", LOST)), settings=QUICK).error is None
    assert _tables(session) == ["a", "b", "c"]


def test_a_statement_that_may_run_twice_is_sent_again(session: Session) -> None:
    plan = Plan(steps=(_create("a"), Statement(sql="COMMENT ON TABLE a IS '100%'", why="")))
    flaky = Flaky(session, Fault("COMMENT", LOST, after=True))
    assert run(plan, flaky, settings=QUICK).error is None
    assert sum("COMMENT" in sql for sql in flaky.arrived) == 2
    assert read(session).tables[0].comment == "100%"


FAILURES = {
    "a statement that the database refuses": (
        Fault("nothing matches this", CONFLICT),
        r"DSQL200: relation \"b\" already exists \[SQLSTATE 42P07\]",
    ),
    "conflicts without end": (
        Fault("TABLE b", CONFLICT, times=99),
        r"DSQL202: .*OC001.*\[SQLSTATE 40001\].*",
    ),
    "no connection": (
        Fault("TABLE b", LOST, times=99),
        r"DSQL201: server closed the connection.*run it again.*",
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_ends_the_run_and_is_told_in_one_line(session: Session, name: str) -> None:
    fault, line = FAILURES[name]
    session.execute("CREATE SCHEMA other")
    if fault.times == 1:
        session.execute("CREATE TABLE b ()")
    events: list[Progress] = []
    outcome = run(PLAN, Flaky(session, fault), settings=QUICK, on_step=events.append)
    assert (outcome.done, outcome.pending) == (PLAN.steps[:1], PLAN.steps[1:])
    assert re.fullmatch(line, outcome.error or "")
    assert (events[-1].state, events[-1].number, events[-1].detail) == ("failed", 2, outcome.error)
    assert "c" not in _tables(session)


def test_a_refusal_of_the_connection_is_an_outcome(session: Session) -> None:
    class Without(Flaky):
        def execute(self, sql: str, parameters: object = ()) -> int:
            raise Refused(Refusal(code="DSQL302", message="no AWS credentials were found", way_out="run x"))

    assert run(PLAN, Without(session)).error == "DSQL302: no AWS credentials were found; run x"


def test_a_plan_that_rebuilds_a_table_does_not_run(session: Session) -> None:
    name = ObjectName("public", "t")
    reasons = tuple(
        Reason(code="DSQL114", what=f"column {column} cannot become NOT NULL", way_out=f"check {column}")
        for column in "xy"
    )
    rebuild = Rebuild(table=name, reasons=reasons, wanted=Table(name=name, columns=()), why="no ALTER")

    with pytest.raises(Refused) as caught:
        run(Plan(steps=(*PLAN.steps, rebuild)), session)

    assert [(refusal.code, refusal.subject, refusal.way_out) for refusal in caught.value.refusals] == [
        ("DSQL102", name, "check x"),
        ("DSQL102", name, "check y"),
    ]
    assert _tables(session) == []


def test_a_plan_with_refusals_does_not_run(session: Session) -> None:
    plan = PLAN.model_copy(update={"refusals": (Refusal(code="DSQL012", message="no", way_out="leave it"),)})
    with pytest.raises(Refused):
        run(plan, session)
    assert _tables(session) == []


def test_events(session: Session) -> None:
    events: list[Progress] = []
    run(PLAN, Flaky(session, Fault("TABLE b", CONFLICT)), settings=QUICK, on_step=events.append)
    assert [(event.number, event.of, event.state) for event in events] == [
        (1, 3, "started"),
        (1, 3, "done"),
        (2, 3, "started"),
        (2, 3, "retrying"),
        (2, 3, "done"),
        (3, 3, "started"),
        (3, 3, "done"),
    ]


@pytest.mark.parametrize("second", get_args(State))
@pytest.mark.parametrize("exists", [False, True], ids=["is not there", "is there"])
def test_a_run_that_was_stopped_goes_on(session: Session, second: State, exists: bool) -> None:
    """`new`: it had not started; `started`: nobody knows; `done`: whatever the catalog says, it has run."""
    session.execute("CREATE TABLE a (id int PRIMARY KEY)")
    if exists:
        session.execute("CREATE TABLE b (id int PRIMARY KEY)")
    ledger = MemoryLedger()
    ledger.record(1, "done")
    ledger.record(2, second)
    states: list[str] = []
    outcome = run(PLAN, session, ledger=ledger, on_step=lambda event: states.append(event.state))
    if second == "new" and exists:
        assert "already exists" in (outcome.error or "")
        return
    assert outcome.error is None
    assert holds(session, Condition(kind="table", name=ObjectName("public", "c"), state="present"))
    assert states.count("already done") == 1 + (second == "done" or exists)
    assert [ledger.state(number) for number in (1, 2, 3)] == ["done"] * 3


def test_a_run_that_is_stopped_leaves_its_place_in_the_ledger(session: Session) -> None:
    ledger = MemoryLedger()

    def stop(event: Progress) -> None:
        if event.number == 2 and event.state == "started":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(PLAN, session, ledger=ledger, on_step=stop)
    assert [ledger.state(number) for number in (1, 2, 3)] == ["done", "started", "new"]
    assert run(PLAN, session, ledger=ledger).error is None
    assert _tables(session) == ["a", "b", "c"]


def test_runs_that_get_in_each_others_way_all_finish(
    session: Session, standin: Running, shared_cluster: LocalCluster
) -> None:
    """Real conflicts: each DDL is held for a moment, so that those at its side make it fail with OC001."""
    plans = [Plan(steps=tuple(_create(f"{letter}{n}") for n in range(3))) for letter in "abcd"]
    told: list[str] = []

    def apply(plan: Plan) -> Outcome:
        with connect(Endpoint.parse(shared_cluster.endpoint)) as own:
            return run(plan, own, on_step=lambda event: told.append(f"{event.state} {event.detail}"))

    standin.change(ddl_milliseconds=20)
    try:
        with ThreadPoolExecutor(len(plans)) as threads:
            outcomes = list(threads.map(apply, plans))
    finally:
        standin.change(ddl_milliseconds=0)
    assert [outcome.error for outcome in outcomes] == [None] * len(plans)
    assert len(_tables(session)) == 12
    assert any("OC001" in text for text in told)
    assert not any(text.startswith("already done") for text in told)
