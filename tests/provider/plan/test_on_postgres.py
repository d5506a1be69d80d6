"""Plans carried out: whatever the two databases are, the plan leads from the one to the other and then is empty."""

import re

from databases import plannable_pairs
from hypothesis import assume, given, settings

from pulumi_dsql_provider import catalog, diff
from pulumi_dsql_provider.aws.connection import Connection
from pulumi_dsql_provider.catalog import Session, holds
from pulumi_dsql_provider.diff import Changes
from pulumi_dsql_provider.model import Database
from pulumi_dsql_provider.plan import Backfill, Plan, Policy, Statement, Step, Wait, make

_ALL = Policy(allow=frozenset({"all"}))


@settings(max_examples=60, deadline=None)
@given(pair=plannable_pairs())
def test_a_plan_leads_to_what_is_wanted(session: Connection, pair: tuple[Database, Database]) -> None:
    live, wanted = pair
    _clear(session)
    _carry_out(make(_changes(session, live), catalog.read(session), _ALL), session)
    assert _changes(session, live) == ()

    there = catalog.read(session)
    plan = make(_changes(session, wanted), there, _ALL)
    assume(not plan.refusals)
    _carry_out(plan, session)

    assert _changes(session, wanted) == ()


def _changes(session: Session, wanted: Database) -> Changes:
    live = catalog.read(session)
    answers = catalog.ask(session, diff.questions(live, wanted))
    return diff.compare(live, wanted, answers=answers)


def _clear(session: Session) -> None:
    for schema in catalog.read(session).schemas:
        session.execute(f'DROP SCHEMA "{schema.name}" CASCADE')
    session.execute("CREATE SCHEMA public")


def _carry_out(plan: Plan, session: Session) -> None:
    """Run the steps; what can be undone is undone and done again."""
    assert not plan.refusals
    for step in plan.steps:
        if isinstance(step, Statement):
            assert step.done is None or not holds(session, step.done)
        _run(step, session)
        if isinstance(step, Statement):
            assert step.done is None or holds(session, step.done)
            # The index that a unique constraint was made of goes with it.
            if step.reverse is not None and "USING INDEX" not in step.sql:
                _run_sql(step.reverse, session)
                _run_sql(step.sql, session)


def _run(step: Step, session: Session) -> None:
    match step:
        case Statement():
            _run_sql(step.sql, session)
        case Wait():
            assert holds(session, step.condition)
        case Backfill():
            _run_sql(re.sub(r"\$\d", "NULL", step.sql), session)


def _run_sql(sql: str, session: Session) -> None:
    session.execute(re.sub("^((?:CREATE|CREATE UNIQUE) INDEX|ALTER TABLE) ASYNC ", r"\1 ", sql))
