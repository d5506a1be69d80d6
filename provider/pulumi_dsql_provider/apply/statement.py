"""Run one statement, once, whatever happens to the connection."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from pulumi_dsql_provider.apply.retry import again, is_transient
from pulumi_dsql_provider.apply.settings import Settings
from pulumi_dsql_provider.catalog import DatabaseError, Session, holds
from pulumi_dsql_provider.plan.step import Statement


class Ran(NamedTuple):
    """How a statement ended, and the id of the job it has started where its answer told one."""

    state: Literal["done", "already done"]
    job: str | None = None


def run_statement(
    step: Statement,
    session: Session,
    settings: Settings,
    on_retry: Callable[[str], None],
    *,
    returns_job: bool = False,
    may_have_run: bool = False,
) -> Ran:
    """Run it until it is committed. Raises DatabaseError.

    A conflict has changed nothing: the statement runs again. Where an earlier try may have been committed,
    because its answer never came or (`may_have_run`) the process was stopped, the catalog is asked first.
    """
    open_question = may_have_run  # whether an earlier try may have been committed

    def has_run() -> bool:
        return open_question and step.done is not None and holds(session, step.done)

    def attempt(number: int) -> Ran:
        nonlocal open_question
        if has_run():
            return Ran("already done" if number == 1 else "done")
        try:
            if returns_job:
                answer = session.query(step.sql)
                return Ran("done", str(answer[0][0]) if answer else None)
            session.execute(step.sql)
            return Ran("done")
        except DatabaseError as error:
            open_question = open_question or error.connection_lost
            # A try whose connection was lost may be committed late, just before this one.
            if not is_transient(error) and has_run():
                return Ran("done")
            raise

    return again(attempt, settings, on_retry)
