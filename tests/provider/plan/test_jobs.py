"""A job that runs is pending work and no part of a plan: the plan does not change when the job ends."""

import pytest

from carrying_out import bring_about
from dsql_local import Running
from live import await_jobs, long_jobs
from plan_cases import Case, cases
from pulumi_dsql_provider import apply, catalog
from pulumi_dsql_provider.catalog import Session
from pulumi_dsql_provider.dialect.render import check, constraint, foreign_key, index
from pulumi_dsql_provider.model import Database, ObjectName
from pulumi_dsql_provider.plan import Plan, lines

_CASES = [pytest.param(case, id=case.name) for case in cases() if case.building or case.validating]


@pytest.mark.parametrize("case", _CASES)
def test_the_plan_is_the_same_while_a_job_runs_and_after_it(
    case: Case, session: Session, standin: Running
) -> None:
    bring_about(_without_jobs(case), session)
    with long_jobs(standin, session):
        _start_jobs(case.live, session)
        while_it_runs = case.planned(catalog.read(session), session)
    await_jobs(session)
    after_it = case.planned(catalog.read(session), session)

    assert lines(while_it_runs) == lines(after_it) == case.texts["plan"]
    assert apply.run(while_it_runs, session).error is None
    assert case.planned(catalog.read(session), session) == Plan()


def _without_jobs(case: Case) -> Database:
    """What is live but for the indexes that are being built."""
    built = tuple(each for each in case.live.indexes if not each.building)
    return Database(tables=case.live.tables, indexes=built)


def _start_jobs(live: Database, session: Session) -> None:
    for each in (each for each in live.indexes if each.building):
        session.query(index.create(each))
    for table in live.tables:
        for part in (part for part in table.checks if part.validating):
            _validate(table.name, part.name, check.add(table.name, part), session)
        for key in (key for key in table.foreign_keys if key.validating):
            _validate(table.name, key.name, foreign_key.add(table.name, key), session)


def _validate(table: ObjectName, name: str, add: str, session: Session) -> None:
    session.execute(constraint.drop(table, name))
    session.execute(add)
    session.query(constraint.validate(table, name))
