"""Run a plan, step by step."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Literal

from pulumi_dsql_provider.apply.backfill import run_backfill
from pulumi_dsql_provider.apply.failure import StepFailed, of_database
from pulumi_dsql_provider.apply.job import wait_for
from pulumi_dsql_provider.apply.ledger import Ledger, MemoryLedger
from pulumi_dsql_provider.apply.outcome import OnStep, Outcome, Progress, State
from pulumi_dsql_provider.apply.retry import retrying
from pulumi_dsql_provider.apply.settings import DEFAULTS, Settings
from pulumi_dsql_provider.apply.statement import run_statement
from pulumi_dsql_provider.catalog import DatabaseError, Session
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.plan.plan import Plan
from pulumi_dsql_provider.plan.rebuild import not_yet
from pulumi_dsql_provider.plan.step import Backfill, Rebuild, Statement, Step, Wait


def run(
    plan: Plan,
    session: Session,
    *,
    ledger: Ledger | None = None,
    on_step: OnStep | None = None,
    settings: Settings = DEFAULTS,
    lane: AbstractContextManager[object] | None = None,
) -> Outcome:
    """Run the steps in order, each committed on its own, up to the first that fails.

    What fails is told in the outcome, not raised; only a plan with refusals, or with a table to
    rebuild, raises Refused, before anything ran. With the ledger of a run that was stopped, steps that are
    done are not run again. Statements run one at a time in the `lane` that the runs of a process share (DDL
    that runs at once only buys conflicts); waits and backfills run outside it.
    """
    if refusals := plan.refusals or not_yet(plan):
        raise Refused(*refusals)
    running = _Run(
        plan.steps,
        session,
        ledger or MemoryLedger(),
        on_step or (lambda _: None),
        settings,
        lane or nullcontext(),
    )
    for number in range(1, len(plan.steps) + 1):
        try:
            running.step(number)
        except (StepFailed, DatabaseError, Refused) as error:
            line = _line(error)
            running.tell(number, "failed", line)
            return Outcome(done=plan.steps[: number - 1], pending=plan.steps[number - 1 :], error=line)
    return Outcome(done=plan.steps)


class _Run:
    """One run of a plan's steps. Step numbers count from 1."""

    def __init__(
        self,
        steps: tuple[Step, ...],
        session: Session,
        ledger: Ledger,
        on_step: OnStep,
        settings: Settings,
        lane: AbstractContextManager[object],
    ) -> None:
        self._steps = steps
        self._session = session
        self._ledger = ledger
        self._on_step = on_step
        self._settings = settings
        self._lane = lane
        self._job: str | None = None  # the one that the step before has started

    def step(self, number: int) -> None:
        """Run one step. Raises StepFailed, DatabaseError, Refused."""
        before = self._ledger.state(number)
        if before == "done":
            self.tell(number, "already done")
            return
        self._ledger.record(number, "started")
        self.tell(number, "started")
        state, detail = self._run(number, may_have_run=before == "started")
        self._ledger.record(number, "done")
        self.tell(number, state, detail)

    def _run(self, number: int, may_have_run: bool) -> tuple[Literal["done", "already done"], str]:
        step = self._steps[number - 1]
        on_retry = self._teller(number, "retrying")
        patient = retrying(self._session, self._settings, on_retry)
        job, self._job = self._job, None
        match step:
            case Statement():
                with self._lane:
                    ran = run_statement(
                        step,
                        self._session,
                        self._settings,
                        on_retry,
                        returns_job=self._is_wait(number + 1),
                        may_have_run=may_have_run,
                    )
                self._job = ran.job
                return ran.state, ""
            case Wait():
                wait_for(step.condition, job, patient, self._settings, self._teller(number, "waiting"))
                return "done", ""
            case Rebuild():
                raise Refused(*not_yet(Plan(steps=(step,))))
            case Backfill():
                changed = run_backfill(step, patient, self._teller(number, "waiting"))
                return "done", f"{changed} rows"

    def _is_wait(self, number: int) -> bool:
        return number <= len(self._steps) and isinstance(self._steps[number - 1], Wait)

    def _teller(self, number: int, state: State) -> Callable[[str], None]:
        return lambda detail: self.tell(number, state, detail)

    def tell(self, number: int, state: State, detail: str = "") -> None:
        """Report one event to whoever listens."""
        step = self._steps[number - 1]
        self._on_step(Progress(number=number, of=len(self._steps), step=step, state=state, detail=detail))


def _line(error: StepFailed | DatabaseError | Refused) -> str:
    """One line with a code."""
    return str(of_database(error) if isinstance(error, DatabaseError) else error)
