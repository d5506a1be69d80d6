"""The tables of rules: every row is dated, named once, says how it is known, and holds on its days."""

from datetime import date, timedelta
from functools import partial

import pytest

from dsql_local.rules.classify import classify
from dsql_local.rules.rule import GENERAL_AVAILABILITY, LATEST, Answer, Evidence, Refusal, Rule, Table
from local.rules import examples
from local.rules.tables import answers, is_text_of, other_answers, parsed_rules

DAY = timedelta(days=1)
EXAMPLES = [(rule, sql) for rule in parsed_rules() for sql in examples.PARSED.get(rule.name, [])]


def test_there_are_many() -> None:
    assert len(answers()) > 150


def test_names_are_unique() -> None:
    names = [answer.name for answer in answers()]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("answer", answers(), ids=lambda answer: answer.name)
def test_every_row_is_dated_and_coded(answer: Answer) -> None:
    assert GENERAL_AVAILABILITY <= answer.since < answer.until
    assert answer.until == LATEST or answer.until <= date(2026, 11, 22)
    assert answer.evidence in Evidence
    assert len(answer.sqlstate) == 5
    assert answer.message


def test_every_row_has_an_example() -> None:
    assert set(examples.PARSED) == {rule.name for rule in parsed_rules()}
    assert set(examples.IN_A_SESSION) == {answer.name for answer in other_answers()}


def refusals(sql: str, as_of: date) -> Refusal | None:
    (statement,) = classify(sql, as_of)
    return statement.refusal


@pytest.mark.parametrize("rule, sql", EXAMPLES, ids=lambda it: it if isinstance(it, str) else it.name)
def test_a_row_holds_from_its_first_day_to_the_day_before_its_last(rule: Rule[object], sql: str) -> None:
    for inside in (rule.since, rule.until - DAY, min(rule.until - DAY, date(2026, 11, 22))):
        found = refusals(sql, inside)
        assert found is not None
        assert (found.rule, found.sqlstate) == (rule.name, rule.sqlstate)
        assert is_text_of(rule, found.message)
    for outside in (rule.since - DAY, rule.until):
        found = refusals(sql, outside)
        assert outside == LATEST or found is None or found.rule != rule.name


@pytest.mark.parametrize("rule, sql", EXAMPLES, ids=lambda it: it if isinstance(it, str) else it.name)
def test_what_the_service_has_learned_is_accepted(rule: Rule[object], sql: str) -> None:
    assert (refusals(sql, LATEST) is None) == (rule.until != LATEST)


def test_a_table_answers_with_the_first_rule_that_is_broken_on_that_day() -> None:
    row = partial(Rule[int], evidence=Evidence.GUIDE)
    table = Table(
        row(name="big", message="{number} is big", when=lambda n: n > 9 and {"number": n}),
        row(name="odd", message="odd", sqlstate="54000", until=date(2026, 1, 2), when=lambda n: n % 2 == 1),
        row(name="new", message="new", since=date(2026, 1, 2), when=lambda n: n == 1),
    )
    assert table.refusal(11, date(2026, 1, 1)) == Refusal("0A000", "11 is big")
    assert table.refusal(3, date(2026, 1, 1)) == Refusal("54000", "odd")
    assert table.refusal(3, date(2026, 1, 2)) is None
    assert table.refusal(1, date(2026, 1, 2)) == Refusal("0A000", "new")
    assert table.refusal(2, LATEST) is None
