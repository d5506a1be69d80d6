import re
from pathlib import Path

import pytest

import pulumi_dsql
import pulumi_dsql_provider
from pulumi_dsql_provider.dialect.capabilities import TABLE
from pulumi_dsql_provider.dialect.codes import CODES, GROUPS

HUNDREDS = {
    "Definitions": "0",
    "Changes": "1",
    "Running": "2",
    "AWS": "3",
    "Pulumi": "4",
    "The command line": "5",
}


def test_the_codes_that_are_listed_are_those_that_are_used() -> None:
    used = {
        code
        for package in (pulumi_dsql, pulumi_dsql_provider)
        for file in Path(package.__file__ or "").parent.rglob("*.py")
        if file.parent.name != "codes"
        for code in re.findall(r"DSQL\d{3}", file.read_text("utf-8"))
    }
    assert sorted(used) == sorted(CODES)


def test_a_code_is_dsql_and_three_digits() -> None:
    assert all(re.fullmatch(r"DSQL\d{3}", code) for code in CODES)


def test_no_code_is_listed_twice() -> None:
    assert sum(map(len, GROUPS.values())) == len(CODES)


@pytest.mark.parametrize("group", GROUPS)
def test_a_code_is_in_the_group_of_its_range(group: str) -> None:
    assert {code[4] for code in GROUPS[group]} == {HUNDREDS[group]}
    assert list(GROUPS[group]) == sorted(GROUPS[group])


@pytest.mark.parametrize("code", CODES)
def test_meaning_is_a_clause_and_the_rest_are_sentences(code: str) -> None:
    about = CODES[code]
    assert not about.meaning.endswith(".")
    for sentences in (about.why, about.remedy):
        assert sentences.endswith(".")
        assert "  " not in sentences


def test_the_forms_of_a_code_are_forms_of_the_capability_table() -> None:
    rows = {row.form for row in TABLE}
    assert {form for about in CODES.values() for form in about.forms} - rows == set()
