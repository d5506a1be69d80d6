"""Every kind of change, as it is planned and as it is carried out."""

import postgast
import pytest

from carrying_out import carry_out, clear
from plan_cases import Case, cases
from pulumi_dsql_provider import apply, catalog
from pulumi_dsql_provider.aws.connection import Connection
from pulumi_dsql_provider.catalog import Session
from pulumi_dsql_provider.diff import after, compare, questions
from pulumi_dsql_provider.model import Database
from pulumi_dsql_provider.plan import Plan, lines, make

_CASES = [pytest.param(case, id=case.name) for case in cases()]
_PLANNED = [pytest.param(case, id=case.name) for case in cases() if "plan" in case.texts]
# What a job that failed has left behind cannot be made on purpose there.
_FINISHED = [
    pytest.param(case, id=case.name)
    for case in cases()
    if "plan" in case.texts and not case.invalid and not case.unvalidated
]


@pytest.mark.parametrize("case", _CASES)
def test_the_plan_is_as_expected(case: Case) -> None:
    made = _plan(case, case.live)

    assert lines(made) == case.texts["plan"]
    assert list(map(str, made.refusals)) == case.texts["refused"]


@pytest.mark.parametrize("case", _PLANNED)
def test_the_changes_lead_to_what_is_wanted(case: Case) -> None:
    live = case.compared(case.live)

    result = after(live, compare(live, case.wanted, renames=case.renames))

    assert compare(result, case.wanted, renames=case.renames) == ()


@pytest.mark.parametrize("case", _PLANNED)
def test_the_plan_is_the_same_for_what_a_catalog_says_and_does_what_it_says(
    case: Case, plain: Connection
) -> None:
    clear(plain)
    for statement in postgast.split("\n".join(case.texts["live"])):
        plain.execute(statement)
    _leave_unfinished(case, plain)

    made = _plan(case, catalog.read(plain), plain)
    carry_out(made, plain)

    assert lines(made) == case.texts["plan"]
    assert _plan(case, catalog.read(plain), plain) == Plan()


@pytest.mark.parametrize("case", _FINISHED)
def test_the_plan_runs_on_dsql(case: Case, session: Session) -> None:
    _bring_about(case.live, session)

    made = _plan(case, catalog.read(session), session)
    outcome = apply.run(made, session)

    assert outcome.error is None
    assert lines(made) == case.texts["plan"]
    assert _plan(case, catalog.read(session), session) == Plan()


def _plan(case: Case, live: Database, session: Session | None = None) -> Plan:
    compared = case.compared(live)
    asked = questions(compared, case.wanted, renames=case.renames) if session else ()
    answers = catalog.ask(session, asked) if session else frozenset()
    changes = compare(compared, case.wanted, answers=answers, renames=case.renames)
    return make(changes, live, case.policy)


def _bring_about(wanted: Database, session: Session) -> None:
    there = catalog.read(session)
    outcome = apply.run(make(compare(there, wanted), there), session)
    assert outcome.error is None


def _leave_unfinished(case: Case, session: Session) -> None:
    """What a job that failed would leave behind."""
    for index in case.invalid:
        session.execute(f"UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{index}'::regclass")
    for constraint in case.unvalidated:
        session.execute(f"UPDATE pg_constraint SET convalidated = false WHERE conname = '{constraint}'")
