"""Every kind of change, as it is planned and as it is carried out."""

import postgast
import pytest

from carrying_out import bring_about, carry_out, clear, leave_unfinished
from plan_cases import Case, cases
from pulumi_dsql_provider import apply, catalog
from pulumi_dsql_provider.aws.connection import Connection
from pulumi_dsql_provider.catalog import Session
from pulumi_dsql_provider.diff import after, compare
from pulumi_dsql_provider.plan import Plan, lines

_CASES = [pytest.param(case, id=case.name) for case in cases()]
_PLANNED = [pytest.param(case, id=case.name) for case in cases() if "plan" in case.texts]
# A plain PostgreSQL has no jobs and knows nothing of IAM.
_NOT_DSQL_ONLY = [
    pytest.param(case, id=case.name)
    for case in cases()
    if "plan" in case.texts
    and not (case.building or case.validating or case.rebuilds or case.names("AWS IAM"))
]
# What a job that failed has left behind cannot be made on purpose there.
_FINISHED = [
    pytest.param(case, id=case.name)
    for case in cases()
    if "plan" in case.texts
    and not (case.invalid or case.unvalidated or case.building or case.validating or case.rebuilds)
]


@pytest.mark.parametrize("case", _CASES)
def test_the_plan_is_as_expected(case: Case) -> None:
    made = case.planned(case.live)

    assert lines(made) == case.texts["plan"]
    assert list(map(str, made.refusals)) == case.texts["refused"]


@pytest.mark.parametrize("case", _PLANNED)
def test_the_changes_lead_to_what_is_wanted(case: Case) -> None:
    live = case.compared(case.live)

    result = after(live, compare(live, case.wanted, renames=case.renames))

    assert compare(result, case.wanted, renames=case.renames) == ()


@pytest.mark.parametrize("case", _NOT_DSQL_ONLY)
def test_the_plan_is_the_same_for_what_a_catalog_says_and_does_what_it_says(
    case: Case, plain: Connection
) -> None:
    clear(plain)
    for statement in postgast.split("\n".join(case.texts["live"])):
        plain.execute(statement)
    leave_unfinished(plain, case.invalid, case.unvalidated)

    made = case.planned(catalog.read(plain), plain)
    carry_out(made, plain)

    assert lines(made) == case.texts["plan"]
    assert case.planned(catalog.read(plain), plain) == Plan()


@pytest.mark.parametrize("case", _FINISHED)
def test_the_plan_runs_on_dsql(case: Case, session: Session) -> None:
    bring_about(case.live, session)

    made = case.planned(catalog.read(session), session)
    outcome = apply.run(made, session)

    assert outcome.error is None
    assert lines(made) == case.texts["plan"]
    assert case.planned(catalog.read(session), session) == Plan()
