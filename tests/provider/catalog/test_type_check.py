"""The database tells whether new expressions work, before anything runs."""

from __future__ import annotations

import pytest

from live import Fault, Flaky
from pulumi_dsql_provider.catalog import DatabaseError, Session, type_check
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.diff import Fresh
from pulumi_dsql_provider.model import ObjectName

TABLE = ObjectName("public", "t")
COLUMNS = (("n", "integer"), ("Name", "text"))


def fresh(text: str, **more: object) -> Fresh:
    """An expression over COLUMNS."""
    return Fresh.model_validate(
        {"text": text, "columns": COLUMNS, "subject": TABLE, "property": "checks", **more}
    )


WORKS = [
    fresh("n > 0", condition=True),
    fresh('length("Name") < n -- a comment', condition=True),
    fresh("n / 0 > 1", condition=True),  # only for a row that has come so far
    fresh("gen_random_uuid()", type="uuid", columns=()),
    fresh("'2020-01-01'", type="timestamp with time zone", columns=()),
    fresh("1", type="numeric(12,2)", columns=()),
    fresh('lower("Name")'),
]
FAILS: dict[str, tuple[Fresh, str]] = {
    "a function of other types": (fresh("lower(n) > 3", condition=True), "function lower"),
    "a function that there is not": (fresh("no_such(n)"), "function no_such"),
    "an operator of other types": (fresh('"Name" + n > 1', condition=True), "operator does not exist"),
    "a condition that is a number": (fresh("n + 1", condition=True), "must be type boolean"),
    "a default that cannot be cast": (fresh("now()", type="integer", columns=()), "cannot cast type"),
    "a text that is no number": (fresh("'none'", type="integer", columns=()), 'integer: "none"'),
    "a text that is no date": (fresh("'soon'", type="date", columns=()), 'date: "soon"'),
    "more than an expression": (fresh("1); DROP TABLE t; SELECT (1"), "not exactly one expression"),
}


def test_all_that_work_cost_one_query(session: Session) -> None:
    counting = Flaky(session)
    type_check(counting, WORKS)
    assert len(counting.arrived) == 1


def test_tables_may_call_different_columns_by_one_name(session: Session) -> None:
    counting = Flaky(session)
    other = fresh("n LIKE 'a%'", columns=(("n", "text"),), condition=True)
    type_check(counting, [*WORKS, other, *WORKS])
    assert len(counting.arrived) == 3


def test_many_are_asked_in_parts(session: Session) -> None:
    counting = Flaky(session)
    type_check(counting, [fresh(f"n > {number}", condition=True) for number in range(1700)])
    assert len(counting.arrived) == 4


def test_none_cost_nothing(session: Session) -> None:
    counting = Flaky(session)
    type_check(counting, [])
    assert counting.arrived == []


@pytest.mark.parametrize("name", FAILS)
def test_one_that_does_not_is_told(session: Session, name: str) -> None:
    wrong, reason = FAILS[name]
    with pytest.raises(Refused, match=r"^DSQL210: the database refuses the expression ") as raised:
        type_check(session, [*WORKS, wrong])
    (refusal,) = raised.value.refusals
    assert reason in refusal.message
    assert (refusal.subject, refusal.property) == (TABLE, "checks")


def test_all_that_do_not_are_told(session: Session) -> None:
    with pytest.raises(Refused) as raised:
        type_check(session, [wrong for wrong, _ in FAILS.values()])
    assert len(raised.value.refusals) == len(FAILS)


def test_a_lost_connection_says_nothing_against_an_expression(session: Session) -> None:
    flaky = Flaky(session, Fault("EXPLAIN", DatabaseError("gone"), times=9))
    with pytest.raises(DatabaseError, match="gone"):
        type_check(flaky, WORKS)
