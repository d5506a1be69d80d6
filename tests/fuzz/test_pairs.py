"""Plans between two generated databases, on the stand-in: they do what they say, and lose nothing."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import pytest
from hypothesis import note, reject

from dsql_local import Running
from fuzz.batches import batches, run
from fuzz.linter import flagged
from fuzz.rows import put_rows, staying
from fuzz.varied import varied_pairs
from live import clear
from pulumi_dsql_provider import apply, catalog, diff
from pulumi_dsql_provider.catalog import Session
from pulumi_dsql_provider.catalog.session import DatabaseError
from pulumi_dsql_provider.model import Database
from pulumi_dsql_provider.plan import Plan, Policy, Statement, lines, make
from standin import JOB_SECONDS

T = TypeVar("T")

_EACH = 50
# A function whose arguments get other names is not made anew while something uses it. A role that goes may
# own what nobody is named for; two roles may be able to grant the same. What is unique cannot go while a
# foreign key relies on it.
_RIGHTLY_REFUSED = frozenset({"DSQL119", "DSQL135", "DSQL152", "DSQL155"})
_ALL = Policy(allow=frozenset({"all"}))


@pytest.fixture(autouse=True)
def _instant_jobs(standin: Running) -> Iterator[None]:
    """There are many of them."""
    standin.change(job_seconds=0)
    yield
    standin.change(job_seconds=JOB_SECONDS)


class _Strict:
    """A session that notes what the database refuses; a conflict with a job that ends is no refusal."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.refused: list[str] = []

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._noted(sql, lambda: self._session.query(sql, parameters))

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        return self._noted(sql, lambda: self._session.execute(sql, parameters))

    def _noted(self, sql: str, call: Callable[[], T]) -> T:
        try:
            return call()
        except DatabaseError as error:
            if error.sqlstate != "40001":
                self.refused.append(f"{sql}: {error}")
            raise


@batches("PAIRS", each=_EACH, ordinary=100, long=5_000)
def test_a_plan_leads_to_what_is_wanted(session: Session, batch: int) -> None:
    plans: list[list[str]] = []
    run(batch, _EACH, varied_pairs(), lambda pair: plans.append(_check(session, *pair)))
    assert flagged(plans) == []


def _check(session: Session, live: Database, wanted: Database) -> list[str]:
    """Check one pair; the statements that have run."""
    _show(live, wanted)
    clear(session)
    there, first = _carried_out(session, catalog.read(session), live)
    put_rows(session, live, wanted)
    before = staying(session, live, wanted)
    _, second = _carried_out(session, there, wanted)
    assert staying(session, live, wanted) == before
    return [*first, *second]


def _carried_out(session: Session, there: Database, wanted: Database) -> tuple[Database, list[str]]:
    """What is there after the plan has been carried out, and the statements of the plan."""
    plan = _plan(session, there, wanted)
    if plan.refusals:
        assert {refusal.code for refusal in plan.refusals} <= _RIGHTLY_REFUSED, plan.refusals
        reject()
    strict = _Strict(session)
    outcome = apply.run(plan, strict)
    assert (outcome.error, strict.refused) == (None, []), (outcome.error, strict.refused)
    there = catalog.read(session)
    assert _plan(session, there, wanted) == Plan()
    return there, [step.sql for step in plan.steps if isinstance(step, Statement)]


def _plan(session: Session, there: Database, wanted: Database) -> Plan:
    answers = catalog.ask(session, diff.questions(there, wanted))
    return make(diff.compare(there, wanted, answers=answers), there, _ALL)


def _show(live: Database, wanted: Database) -> None:
    """In the form of tests/cases/plan, where a failure is kept."""
    empty = Database()
    for title, start, end in (("live", empty, live), ("wanted", empty, wanted), ("plan", live, wanted)):
        note("\n".join((f"## {title}", *lines(make(diff.compare(start, end), start, _ALL)))))


def test_the_linter_is_asked() -> None:
    bad = "CREATE INDEX i ON t (a)"
    assert len(flagged([[bad, "ALTER DOMAIN d DROP NOT NULL", bad], [bad]])) == 3
