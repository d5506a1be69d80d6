"""Wait for a job of the service, and see in the catalog whether it did what it was to do."""

import time
from collections.abc import Callable
from typing import NamedTuple

from pulumi_dsql_provider.apply.diagnosis import explain
from pulumi_dsql_provider.apply.failure import StepFailed
from pulumi_dsql_provider.apply.settings import Settings
from pulumi_dsql_provider.catalog import DatabaseError, Session, holds
from pulumi_dsql_provider.dialect.identifiers import literal, qualified
from pulumi_dsql_provider.model import Condition

_ENDED = frozenset({"completed", "failed"})
_TYPES = {"index": "INDEX_BUILD", "constraint": "VALIDATE_CONSTRAINT"}


class _Job(NamedTuple):
    """A row of sys.jobs; rows of ended jobs vanish after half an hour."""

    id: str
    status: str
    details: str | None


def wait_for(
    condition: Condition,
    job: str | None,
    session: Session,
    settings: Settings,
    on_wait: Callable[[str], None],
) -> None:
    """Return when the condition holds; `session` is one that retries.

    Without the id of the job, the one that runs for the object is looked for. Only the catalog is believed:
    a job that is `completed` may have done nothing. Raises StepFailed with the reason, DatabaseError.
    """
    started = time.monotonic()
    pause = 0.0
    while not holds(session, condition):
        found = _by_id(session, job) if job else _for_object(session, condition)
        if found is None or found.status in _ENDED:
            if holds(session, condition):  # it ended between the two questions
                return
            raise explain(session, condition, found.details if found else None)
        waited = time.monotonic() - started
        if waited > settings.job_limit:
            raise StepFailed(
                "DSQL207", f"job {found.id} still runs after {waited:.0f} s; run it again to wait for it"
            )
        on_wait(f"job {found.id} is {found.status}, {waited:.0f} s so far")
        time.sleep(pause)
        pause = 0.0 if _call_wait(session, found.id) else settings.poll


def _call_wait(session: Session, job: str) -> bool:
    """Let the service wait; whether it says that the job has succeeded.

    False stands for a failure, for a wait that took the service too long, and for a wait that broke off: the
    connection ends after an hour, a transaction may end sooner.
    """
    try:
        # A literal, as the service takes no parameter and no sub-query here.
        return session.query(f"CALL sys.wait_for_job({literal(job)})") == [(True,)]
    except DatabaseError:
        return False


def _by_id(session: Session, job: str) -> _Job | None:
    found = session.query("SELECT job_id, status, details FROM sys.jobs WHERE job_id = %s", (job,))
    return _Job(*found[0]) if found else None


def _for_object(session: Session, condition: Condition) -> _Job | None:
    """The job that runs for the index or for a constraint of the table, else the last one that did.

    A job does not tell which constraint it validates, but it tells which one has failed.
    """
    found = session.query(
        """
        SELECT job_id, status, details FROM sys.jobs
        WHERE job_type = %s
          AND (object_name IN (%s, %s) OR object_id::bigint IN (
            SELECT c.oid::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = %s AND c.relname = %s))
        ORDER BY status IN ('completed', 'failed'), strpos(coalesce(details, ''), %s) = 0, start_time DESC
        LIMIT 1""",
        (
            _TYPES.get(condition.kind, ""),
            str(condition.name),
            qualified(condition.name),
            *condition.name,
            f'"{condition.part}"',
        ),
    )
    return _Job(*found[0]) if found else None
