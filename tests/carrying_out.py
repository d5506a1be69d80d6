"""Plans carried out: on the stand-in, and on a plain PostgreSQL, which does at once what are jobs on DSQL."""

import re
from collections.abc import Iterable

from pulumi_dsql_provider.apply import run
from pulumi_dsql_provider.apply.backfill import run_backfill
from pulumi_dsql_provider.catalog import Session, holds
from pulumi_dsql_provider.catalog import read as read_catalog
from pulumi_dsql_provider.diff import compare
from pulumi_dsql_provider.model import Database
from pulumi_dsql_provider.plan import Backfill, Plan, Statement, Step, Wait, make


def clear(session: Session) -> None:
    """Leave nothing but the empty schema `public`."""
    there = read_catalog(session)
    for schema in there.schemas:
        session.execute(f'DROP SCHEMA "{schema.name}" CASCADE')
    session.execute("DROP OWNED BY CURRENT_USER")  # default privileges
    for role in there.access.roles or ():
        session.execute(f'DROP OWNED BY "{role.name}"')
        session.execute(f'DROP ROLE "{role.name}"')
    session.execute("CREATE SCHEMA public")
    session.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")


def bring_about(wanted: Database, session: Session) -> None:
    """Make the stand-in's empty database what is wanted."""
    there = read_catalog(session)
    assert run(make(compare(there, wanted), there), session).error is None


def carry_out(plan: Plan, session: Session) -> None:
    """Run the steps on a plain PostgreSQL.

    Each must be told apart from done, and what can be undone is undone and done again.
    """
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


def leave_unfinished(session: Session, indexes: Iterable[str], constraints: Iterable[str]) -> None:
    """What jobs that failed would leave behind, on a plain PostgreSQL."""
    for index in indexes:
        session.execute(f"UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{index}'::regclass")
    for constraint in constraints:
        session.execute(f"UPDATE pg_constraint SET convalidated = false WHERE conname = '{constraint}'")


def _run(step: Step, session: Session) -> None:
    match step:
        case Statement():
            _run_sql(step.sql, session)
        case Wait():
            assert holds(session, step.condition)
        case Backfill():
            run_backfill(step, session, lambda _: None)


def _run_sql(sql: str, session: Session) -> None:
    session.execute(re.sub("^((?:CREATE|CREATE UNIQUE) INDEX|ALTER TABLE) ASYNC ", r"\1 ", sql))
