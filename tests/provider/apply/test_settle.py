"""Jobs that an earlier run has started are waited for, and what they have come to is told."""

import re
from contextlib import ExitStack

import pytest

from dsql_local import Running
from live import Fault, Flaky, await_jobs, long_jobs, made
from pulumi_dsql_provider.apply import Progress, Settings, settle
from pulumi_dsql_provider.catalog import DatabaseError, Session, read
from pulumi_dsql_provider.model import Database
from pulumi_dsql_provider.plan import Wait

STARTED = (
    "CREATE INDEX ASYNC i ON t (a)",
    "CREATE UNIQUE INDEX ASYNC u ON t (b)",
    "ALTER TABLE ASYNC t VALIDATE CONSTRAINT c",
    "ALTER TABLE ASYNC t VALIDATE CONSTRAINT f",
)


@pytest.fixture(autouse=True)
def _table(session: Session) -> None:
    made(
        session,
        "CREATE TABLE t (id int PRIMARY KEY, a int, b int)",
        "ALTER TABLE t ADD CONSTRAINT c CHECK (a < 6) NOT VALID",
        "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES t NOT VALID",
    )


def _start(session: Session) -> None:
    for statement in STARTED:
        session.query(statement)


def _wanted(live: Database) -> Database:
    """All that is live, but complete."""
    valid = {"validated": True, "validating": False}
    return Database(
        tables=tuple(
            table.model_copy(
                update={
                    "checks": tuple(part.model_copy(update=valid) for part in table.checks),
                    "foreign_keys": tuple(part.model_copy(update=valid) for part in table.foreign_keys),
                }
            )
            for table in live.tables
        ),
        indexes=tuple(index.model_copy(update={"valid": True, "building": False}) for index in live.indexes),
    )


def test_all_jobs_are_waited_for(session: Session, standin: Running) -> None:
    events: list[Progress] = []
    with ExitStack() as jobs:
        jobs.enter_context(long_jobs(standin, session))
        _start(session)
        live = read(session)

        def told(event: Progress) -> None:
            events.append(event)
            if event.state == "waiting":
                jobs.close()

        outcome = settle(_wanted(live), live, session, on_step=told)

    assert (outcome.error, outcome.pending) == (None, ())
    assert [
        step.condition.part or step.condition.name.name for step in outcome.done if isinstance(step, Wait)
    ] == [*("c", "f", "i", "u")]
    assert {"started", "waiting", "done"} == {event.state for event in events}
    around = {"schemas": live.schemas, "access": live.access}
    assert read(session) == Database.model_validate(_wanted(live).model_copy(update=around).model_dump())


def test_a_job_that_has_ended_since_is_waited_for_no_longer(session: Session) -> None:
    _start(session)
    live = read(session)
    await_jobs(session)
    flaky = Flaky(session)

    assert settle(_wanted(live), live, flaky).error is None
    assert not any("CALL" in sql for sql in flaky.arrived)


def test_what_is_not_wanted_is_left_alone(session: Session, standin: Running) -> None:
    with long_jobs(standin, session):
        _start(session)
        live = read(session)
        wanted = _wanted(live)
        unvalidated = tuple(part.model_copy(update={"validated": False}) for part in wanted.tables[0].checks)
        table = wanted.tables[0].model_copy(update={"checks": unvalidated, "foreign_keys": ()})

        for nothing in (Database(), Database(tables=(table,))):
            assert settle(nothing, live, session).done == ()


def test_nothing_is_asked_where_nothing_runs(session: Session) -> None:
    live = read(session)
    flaky = Flaky(session)

    assert settle(_wanted(live), live, flaky).error is None
    assert flaky.arrived == []


FAILURES = {
    "INSERT INTO t VALUES (1, 1, 1), (2, 2, 1)": (
        r"DSQL204: public\.u: values of \(b\) are there more than once: \(1\) in 2 rows; .* says: .+",
        1,
    ),
    "INSERT INTO t VALUES (1, 7, 1)": (
        (
            r"DSQL205: public\.t c: 1 rows violate CHECK \(a < 6\), among them \(1\); "
            r'the service says: check constraint "c" .*'
        ),
        4,
    ),
    "INSERT INTO t VALUES (1, 1, 5)": (
        r"DSQL206: public\.t f: values of \(b\) are not in public\.t: \(5\); the service says: .*\"f\".*",
        3,
    ),
}


@pytest.mark.parametrize("rows", FAILURES)
@pytest.mark.parametrize("ended", [False, True], ids=["while it runs", "after it has ended"])
def test_a_job_that_fails_is_told_as_a_wait_tells_it(session: Session, rows: str, ended: bool) -> None:
    line, left = FAILURES[rows]
    session.execute("ALTER TABLE t DROP CONSTRAINT c")
    session.execute("ALTER TABLE t DROP CONSTRAINT f")
    session.execute(rows)
    made(
        session,
        "ALTER TABLE t ADD CONSTRAINT c CHECK (a < 6) NOT VALID",
        "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES t NOT VALID",
    )
    _start(session)
    live = read(session)
    if ended:
        await_jobs(session)

    outcome = settle(_wanted(live), live, session)

    assert re.fullmatch(line, outcome.error or "")
    assert len(outcome.pending) == left


def test_a_job_is_found_though_it_does_not_name_its_object(session: Session, standin: Running) -> None:
    """On the service a job has no name any more some time after it was submitted."""
    with long_jobs(standin, session):
        session.query(STARTED[0])
        session.execute("ALTER INDEX i RENAME TO j")
        live = read(session)
        broken = Flaky(session, Fault("CALL", DatabaseError("no such procedure", "42883"), times=999))
        error = settle(_wanted(live), live, broken, settings=Settings(job_limit=-1)).error

    assert re.fullmatch(r"DSQL207: job [a-z2-7]{26} still runs after 0 s; .*", error or "")
