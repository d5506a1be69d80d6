"""The database tells whether two expressions mean the same."""

import pytest

from live import Fault, Flaky
from pulumi_dsql_provider.catalog import DatabaseError, Session, ask
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.diff.question import Question

COLUMNS = (
    ("amount", "numeric(10,2)"),
    ("b", "text"),
    ("Order", "integer"),
    ("at", "timestamp with time zone"),
)

SAME = [
    ("amount >= 0::numeric", "amount >= 0", None),
    ("b = ANY (ARRAY['x'::text, 'y'::text])", "b IN ('x', 'y')", None),
    ("b ~~ '%@%'::text", "b LIKE '%@%'", None),
    ('"Order" >= 1 AND "Order" <= 9', '"Order" BETWEEN 1 AND 9', None),
    ("'open'::text", "'open'", "text"),
    ("2", "1 + 1", "bigint"),
    ("b || 'q\nr'::text", "(b || ('q\nr'))", None),
    ("b || ') , ( -> Output: '::text", "b || ') , ( -> Output: ' -- a comment", None),
]
DIFFERENT = [
    ("amount >= 0::numeric", "amount > 0", None),
    ("b ~~ '%@%'::text", "b ILIKE '%@%'", None),
    ("'a'::text", "'b'", "text"),
    ("now()", "CURRENT_TIMESTAMP", "timestamp with time zone"),  # the same, but the planner does not say so
]
WRONG = {
    "amount > zero": "column",
    "amont > 0": "column",
    "no_such(amount) > 0": "function",
    "b > 1 + amount": "operator",
    "amount >": "syntax",
    "1); DROP TABLE t; SELECT (1": "not exactly one expression",
}


def _question(live: str, wanted: str, type_: str | None = None) -> Question:
    return Question(columns=COLUMNS, live=live, wanted=wanted, type=type_)


def test_all_are_answered_in_one_query(session: Session) -> None:
    same, different = [_question(*case) for case in SAME], [_question(*case) for case in DIFFERENT]
    counting = Flaky(session)
    assert ask(counting, [*same, *different]) == frozenset(same)
    assert len(counting.arrived) == 1


@pytest.mark.parametrize("case", [*SAME, *DIFFERENT], ids=lambda case: case[1])
def test_one_alone(session: Session, case: tuple[str, str, str | None]) -> None:
    question = _question(*case)
    assert (question in ask(session, [question])) == (case in SAME)


def test_without_columns(session: Session) -> None:
    question = Question(columns=(), live="1", wanted="2 - 1")
    assert ask(session, [question]) == {question}


def test_each_set_of_columns_is_asked_apart(session: Session) -> None:
    here, there = (
        Question(columns=(("a", type_),), live="a = '1'", wanted="a = ('1')") for type_ in ("integer", "text")
    )
    assert ask(session, [here, there]) == {here, there}


def test_nothing_is_asked_for_nothing(session: Session) -> None:
    counting = Flaky(session)
    assert (ask(counting, []), counting.arrived) == (frozenset(), [])


@pytest.mark.parametrize(
    "question",
    [
        _question("1 / 0 > 1", "1 / 0 > 1"),
        _question("gone > 1", "amount > 1"),
        _question("amount >", "amount > 1"),
    ],
    ids=["a constant that fails", "a live expression that fails", "a live expression that does not parse"],
)
def test_what_fails_is_undecided_and_the_others_are_answered(session: Session, question: Question) -> None:
    same = [_question(*case) for case in SAME]
    assert ask(session, [*same[:3], question, *same[3:]]) == frozenset(same)


@pytest.mark.parametrize("wanted", WRONG)
def test_a_wrong_expression_is_refused_in_one_line(session: Session, wanted: str) -> None:
    questions = [_question(*case) for case in SAME]
    with pytest.raises(Refused) as raised:
        ask(session, [*questions, _question("amount > 0", wanted)])
    (refusal,) = raised.value.refusals
    assert refusal.code == "DSQL210"
    assert WRONG[wanted] in refusal.message
    assert wanted in refusal.message
    assert "\n" not in str(raised.value)


def test_a_lost_connection_is_no_answer(session: Session) -> None:
    lost = Flaky(session, Fault("EXPLAIN", DatabaseError("gone"), times=99))
    with pytest.raises(DatabaseError, match="gone"):
        ask(lost, [_question(*SAME[0])])
