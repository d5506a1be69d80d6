"""Which steps need which others."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from carrying_out import carry_out, clear
from databases import plannable_pairs
from pulumi_dsql_provider import catalog, diff
from pulumi_dsql_provider.aws.connection import Connection
from pulumi_dsql_provider.dialect.parse import Source, parse
from pulumi_dsql_provider.diff import compare
from pulumi_dsql_provider.model import Database
from pulumi_dsql_provider.plan import Plan, Policy, make

_ALL = Policy(allow=frozenset({"all"}))

# Live, wanted, and of each step of the plan what it needs.
CASES: dict[str, tuple[str, str, list[tuple[int, ...]]]] = {
    "tables that know nothing of each other": (
        "",
        "CREATE TABLE a (id uuid PRIMARY KEY); CREATE TABLE b (id uuid PRIMARY KEY);",
        [(), ()],
    ),
    "a foreign key needs its table": (
        "",
        "CREATE TABLE a (n int PRIMARY KEY); CREATE TABLE b (a int REFERENCES a); CREATE TABLE c (n int)",
        [(), (1,), ()],
    ),
    "a wait needs the statement before it, indexes their table": (
        "CREATE TABLE a (n int);",
        "CREATE TABLE a (n int); CREATE TABLE b (n int); CREATE INDEX i ON a (n); CREATE INDEX j ON b (n);",
        [(), (), (2,), (1,), (4,)],
    ),
    "what is in a schema needs it, other things do not": (
        "",
        "CREATE SCHEMA s; CREATE TABLE s.a (id uuid PRIMARY KEY); CREATE TABLE b (id uuid PRIMARY KEY);",
        [(), (1,), ()],
    ),
    "a name must be free": (
        "CREATE TABLE a (id uuid CONSTRAINT i UNIQUE); CREATE TABLE b (id uuid);",
        "CREATE TABLE a (id uuid); CREATE TABLE b (id uuid, n integer); CREATE INDEX i ON b (n);",
        [(), (), (1, 2), (3,)],
    ),
    "a table goes when nothing refers to it": (
        "CREATE TABLE a (id uuid PRIMARY KEY); CREATE TABLE b (id uuid PRIMARY KEY, a uuid REFERENCES a);",
        "CREATE TABLE b (id uuid PRIMARY KEY, a uuid);",
        [(), (1,)],
    ),
    "of a domain, a sequence, a function it cannot be told who needs them": (
        "",
        "CREATE TABLE a (n int); CREATE SEQUENCE s CACHE 1; CREATE DOMAIN d AS text; CREATE TABLE b (n int);",
        [(), (1,), (2,), (2,)],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_of_each_step(name: str) -> None:
    live, wanted, after = CASES[name]
    there = _parsed(live)

    assert list(make(compare(there, _parsed(wanted)), there, _ALL).after) == after


@settings(max_examples=25)
@given(pair=plannable_pairs(), data=st.data())
def test_any_order_that_keeps_to_it_leads_to_what_is_wanted(
    plain: Connection, pair: tuple[Database, Database], data: st.DataObject
) -> None:
    live, wanted = pair
    clear(plain)
    there = catalog.read(plain)
    carry_out(make(compare(there, live), there, _ALL), plain)
    there = catalog.read(plain)
    answers = catalog.ask(plain, diff.questions(there, wanted))
    plan = make(compare(there, wanted, answers=answers), there, _ALL)
    assume(not plan.refusals)

    carry_out(_shuffled(plan, data), plain)

    there = catalog.read(plain)
    answers = catalog.ask(plain, diff.questions(there, wanted))
    assert compare(there, wanted, answers=answers) == ()


def _shuffled(plan: Plan, data: st.DataObject) -> Plan:
    """The steps in another order in which each has what it needs."""
    left, steps = dict(enumerate(plan.after, 1)), list[int]()
    while left:
        free = [number for number, needed in left.items() if not left.keys() & set(needed)]
        steps.append(data.draw(st.sampled_from(free)))
        del left[steps[-1]]
    return Plan(steps=tuple(plan.steps[number - 1] for number in steps))


def _parsed(sql: str) -> Database:
    return parse([Source("case.sql", sql)]).database
