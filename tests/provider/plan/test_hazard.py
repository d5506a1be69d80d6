"""The names of hazards."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

import pulumi_dsql_provider
from plan_cases import Case, cases
from pulumi_dsql_provider.plan import HAZARDS, Hazard

_SHOWN = re.compile(r"-- hazard ([a-z-]+):|DSQL101: ([a-z-]+):")


def _shown(case: Case) -> set[str]:
    """The names in what a case says of its plan."""
    text = "\n".join((*case.texts["plan"], *case.texts["refused"]))
    return {allowed or refused for allowed, refused in _SHOWN.findall(text)}


def test_a_hazard_of_a_name_that_is_not_listed_cannot_be_made() -> None:
    with pytest.raises(ValidationError, match="burn-table:t is of no kind"):
        Hazard(code="burn-table:t", text="burns")
    assert Hazard(code="drop-table:a:b", text="drops").kind == "drop-table"


def test_every_name_has_a_case_and_is_made_somewhere() -> None:
    assert sorted(set().union(*map(_shown, cases()))) == sorted(HAZARDS)
    planners = (Path(pulumi_dsql_provider.__file__).parent / "plan").glob("*.py")
    made = {
        name for planner in planners for name in re.findall(r'code=f"([a-z-]+):', planner.read_text("utf-8"))
    }
    assert sorted(made) == sorted(HAZARDS)


@pytest.mark.parametrize("name", HAZARDS)
def test_meaning_is_a_clause_and_advice_are_sentences(name: str) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", name)
    assert not HAZARDS[name].meaning.endswith(".")
    assert HAZARDS[name].advice.endswith(".")


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in cases() if _shown(case)])
def test_a_hazard_says_what_it_is_about_and_whether_it_must_be_allowed(case: Case) -> None:
    for hazard in case.planned(case.live).hazards:
        assert hazard.subject is not None
        # Some of a kind that must be allowed are harmless, never the other way round.
        assert HAZARDS[hazard.kind].needs_allow or not hazard.needs_allow
