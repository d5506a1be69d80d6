"""The rules of style; what each finds is in cases/cli/lint.txt."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from pulumi_dsql_provider.dialect import style
from pulumi_dsql_provider.dialect.style import RULES, Finding
from pulumi_dsql_provider.model import Check, Column, Database, ObjectName, Table

_CASES = (Path(__file__).parents[2] / "cases" / "cli" / "lint.txt").read_text("utf-8")
_T = ObjectName("public", "t")


@pytest.mark.parametrize("name", RULES)
def test_every_rule_has_a_case(name: str) -> None:
    assert f": warning: {name}: " in _CASES


@pytest.mark.parametrize("name", RULES)
def test_meaning_is_a_clause_and_the_rest_are_sentences(name: str) -> None:
    rule = RULES[name]
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", name)
    assert not rule.meaning.endswith(".")
    assert rule.why.endswith(".")
    assert rule.remedy.endswith(".")


def test_the_rules_are_in_the_order_of_their_names() -> None:
    assert list(RULES) == sorted(RULES)


def test_a_finding_of_a_rule_that_is_not_listed_cannot_be_made() -> None:
    with pytest.raises(ValidationError, match="ugly-table is no rule"):
        Finding(rule="ugly-table", message="m", way_out="w", subject=_T)


def test_what_cannot_be_read_is_no_matter_of_style() -> None:
    table = Table(
        name=_T,
        columns=(Column(name="a", type="text"),),
        checks=(Check(name="c", expression="a >"),),
    )
    found = {finding.rule for finding in style.findings(Database(tables=(table,)))}
    assert found == {"no-primary-key", "unbounded-text"}
