from collections import Counter
from datetime import date

import pytest

from pulumi_dsql_provider.dialect import capabilities


def test_every_form_has_one_row_with_evidence_no_newer_than_what_is_known() -> None:
    counted = Counter(row.form for row in capabilities.TABLE)
    assert [form for form, number in counted.items() if number > 1] == []
    assert all(row.evidence for row in capabilities.TABLE)
    assert max(row.since for row in capabilities.TABLE if row.since) <= capabilities.KNOWN_AS_OF


@pytest.mark.parametrize(
    "form, as_of, accepted",
    [
        ("add-check-not-valid", None, True),
        ("add-check-not-valid", date(2026, 8, 3), True),
        ("add-check-not-valid", date(2026, 8, 2), False),
        ("foreign-key", date(2026, 8, 25), False),
        ("index-where", date(2026, 9, 14), False),
        ("create-table", date(2025, 1, 1), True),
        ("alter-column-type", None, False),
        ("set-not-null", date(2030, 1, 1), False),
    ],
)
def test_accepts(form: str, as_of: date | None, accepted: bool) -> None:
    assert capabilities.rules(as_of).accepts(form) is accepted


def test_a_form_without_a_row_is_an_error() -> None:
    with pytest.raises(KeyError, match="no-such-form"):
        capabilities.rules().accepts("no-such-form")


def test_why_gives_the_row() -> None:
    assert "NOT NULL" in capabilities.rules().why("set-not-null").evidence
