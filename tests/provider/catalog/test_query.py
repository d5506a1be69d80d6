"""The database tells whether two queries give the same, and whether new ones work."""

import pytest

from live import Fault, Flaky, made
from pulumi_dsql_provider.catalog import DatabaseError, Session, ask, query_check
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.diff import FreshQuery, QueryQuestion
from pulumi_dsql_provider.model import ObjectName

SAME = [
    ("SELECT a FROM public.t WHERE a > 0", "SELECT t.a FROM t WHERE ((t.a > (0)))"),
    ("SELECT a, b FROM t", "SELECT * FROM t -- all of it"),
    ("SELECT a AS x FROM t WHERE a = ANY (ARRAY[1, 2])", "SELECT a AS x FROM t WHERE a IN (1, 1 + 1)"),
    ("SELECT 'it''s' || b AS c FROM t", "SELECT 'it''s'::text || t.b AS c FROM t"),
]
DIFFERENT = [
    ("SELECT a FROM t WHERE a > 0", "SELECT a FROM t WHERE a > 1"),
    ("SELECT a FROM t", "SELECT a AS x FROM t"),
    ("SELECT a, b FROM t", "SELECT b, a FROM t"),
    ("SELECT a FROM t", "SELECT a::bigint AS a FROM t"),
    ("SELECT a FROM gone", "SELECT a FROM t"),
    ("SELECT 1 / 0 AS a", "SELECT 2 / 0 AS a"),
]
WRONG = {
    "SELECT nothing FROM t": 'column "nothing" does not exist',
    "SELECT a FROM nowhere": 'relation "nowhere" does not exist',
    "SELECT no_such(a) FROM t": "function no_such(integer) does not exist",
    "SELECT a + b AS c FROM t": "operator does not exist",
    "SELECT 1 AS a) SELECT 1; DROP TABLE t; WITH x AS (SELECT 1": "syntax error",
    "SELECT 1 AS a; SELECT 2 AS a": "it is not one SELECT",
}


@pytest.fixture
def tables(session: Session) -> Session:
    made(session, "CREATE TABLE t (a int, b text)")
    return session


@pytest.mark.parametrize("live, wanted", [*SAME, *DIFFERENT])
def test_whether_two_queries_give_the_same(tables: Session, live: str, wanted: str) -> None:
    question = QueryQuestion(live=live, wanted=wanted)
    assert (question in ask(tables, [question])) == ((live, wanted) in SAME)


def test_the_names_of_the_view_count(tables: Session) -> None:
    same = QueryQuestion(live="SELECT a AS x FROM t", wanted="SELECT a FROM t", wanted_names=("x",))
    other = same.model_copy(update={"live_names": ("y",)})
    assert ask(tables, [same, other]) == {same}


@pytest.mark.parametrize("wanted", WRONG)
def test_a_wrong_query_is_refused_in_one_line(tables: Session, wanted: str) -> None:
    with pytest.raises(Refused) as raised:
        ask(tables, [QueryQuestion(live="SELECT a FROM t", wanted=wanted)])
    assert WRONG[wanted] in str(raised.value)
    assert "\n" not in str(raised.value)
    assert raised.value.refusals[0].code in ("DSQL060", "DSQL210")


def _fresh(text: str, *names: str) -> FreshQuery:
    return FreshQuery(text=text, names=names, subject=ObjectName("public", "v"))


def test_all_new_queries_that_do_not_work_are_told(tables: Session) -> None:
    works = [
        _fresh("SELECT a FROM t"),
        _fresh("SELECT * FROM t -- all", "x", "y"),
        _fresh("SELECT 1 / 0 AS a"),
    ]
    query_check(tables, works)
    with pytest.raises(Refused) as raised:
        query_check(tables, [*works, *map(_fresh, WRONG), _fresh("SELECT a FROM t", "x", "y")])
    refusals = raised.value.refusals
    assert len(refusals) == len(WRONG) + 1
    assert {(each.subject, each.property) for each in refusals} == {(ObjectName("public", "v"), "query")}


def test_a_lost_connection_is_no_answer(tables: Session) -> None:
    lost = Flaky(tables, Fault("EXPLAIN", DatabaseError("gone"), times=99))
    with pytest.raises(DatabaseError, match="gone"):
        ask(lost, [QueryQuestion(live="SELECT 1 AS a", wanted="SELECT 2 AS a")])
    with pytest.raises(DatabaseError, match="gone"):
        query_check(lost, [_fresh("SELECT 1 AS a")])
