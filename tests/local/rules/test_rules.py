"""The tables of rules as tables: every row is dated, named once, and says how it is known."""

from datetime import date
from functools import partial
from importlib import import_module
from pkgutil import iter_modules

import pytest

from dsql_local import rules
from dsql_local.rules.identity import identity_rules
from dsql_local.rules.rule import Answer, Refusal, Rule, first_refusal

GENERAL_AVAILABILITY = date(2025, 5, 27)


def answers() -> list[Answer]:
    """All answers in all modules."""
    found: dict[int, Answer] = {id(rule): rule for rule in identity_rules("")}
    for module in iter_modules(rules.__path__):
        for value in vars(import_module(f"dsql_local.rules.{module.name}")).values():
            for item in value if isinstance(value, tuple) else (value,):
                if isinstance(item, Answer):
                    found[id(item)] = item
    return list(found.values())


def test_there_are_many() -> None:
    assert len(answers()) > 90


@pytest.mark.parametrize("answer", answers(), ids=lambda answer: answer.name)
def test_every_answer_is_dated_and_coded(answer: Answer) -> None:
    assert GENERAL_AVAILABILITY < answer.since <= date(2026, 10, 3)
    assert len(answer.sqlstate) == 5
    assert answer.message


def test_names_are_unique() -> None:
    names = [answer.name for answer in answers() if answer.name not in ("identity-type", "identity-cache")]
    assert sorted(names) == sorted(set(names))


def test_the_first_rule_that_is_broken_answers() -> None:
    rule = partial(Rule[int], since=date(2026, 1, 1), evidence=rules.rule.Evidence.GUIDE)
    table = (
        rule(name="big", message="{number} is big", when=lambda n: n > 9 and {"number": n}),
        rule(name="odd", message="odd", sqlstate="54000", when=lambda n: n % 2 == 1),
    )
    assert first_refusal(table, 11) == Refusal("0A000", "11 is big")
    assert first_refusal(table, 3) == Refusal("54000", "odd")
    assert first_refusal(table, 2) is None
