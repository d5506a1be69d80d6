"""Parentheses around the whole of an expression go, others stay."""

import pytest

from pulumi_dsql_provider.catalog.expression import bare

CASES = {
    "a > 0": "a > 0",
    "(a > 0)": "a > 0",
    "((a > 0))": "a > 0",
    "(a > 0) AND (b > 0)": "(a > 0) AND (b > 0)",
    "((a > 0) AND (b > 0))": "(a > 0) AND (b > 0)",
    "(a <> ')('::text)": "a <> ')('::text",
    '("(" > 0)': '"(" > 0',
    "(é || 'ü')": "é || 'ü'",
    "lower(b)": "lower(b)",
    "(a)::text": "(a)::text",
    "": "",
}


@pytest.mark.parametrize("text", CASES)
def test_bare(text: str) -> None:
    assert bare(text) == CASES[text]
