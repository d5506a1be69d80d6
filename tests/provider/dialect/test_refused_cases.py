"""What is refused in definitions, as data; and that every code has a case."""

import re
from pathlib import Path

import pytest

from pulumi_dsql_provider.dialect.codes import CODES
from refused_cases import Case, cases

_ALL = Path(__file__).parents[2] / "cases"


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in cases()])
def test_all_that_stands_against_it_is_told(case: Case) -> None:
    assert list(map(str, case.found())) == case.refused
    assert case.refused


def test_every_code_of_a_definition_and_of_a_change_has_a_case() -> None:
    shown = {
        code
        for file in _ALL.rglob("*.txt")
        for code in re.findall(r"^(?:\S+: (?:error: )?)?(DSQL\d{3}): ", file.read_text("utf-8"), re.MULTILINE)
    }
    assert sorted(code for code in CODES if code < "DSQL200" and code not in shown) == []
