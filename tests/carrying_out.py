"""Plans carried out on a plain PostgreSQL, which builds indexes and validates constraints at once."""

import re

from pulumi_dsql_provider.catalog import Session, holds
from pulumi_dsql_provider.catalog import read as read_catalog
from pulumi_dsql_provider.plan import Backfill, Plan, Statement, Step, Wait


def clear(session: Session) -> None:
    """Leave nothing but the empty schema `public`."""
    for schema in read_catalog(session).schemas:
        session.execute(f'DROP SCHEMA "{schema.name}" CASCADE')
    session.execute("CREATE SCHEMA public")


def carry_out(plan: Plan, session: Session) -> None:
    """Run the steps; each must be told apart from done, and what can be undone is undone and done again."""
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
