"""Help for tests that talk to a cluster of the stand-in.

A folder of tests takes the fixtures with `from live import session, shared_cluster` and
`from standin import standin` in its conftest.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest

from dsql_local import LocalCluster, Running
from pulumi_dsql_provider.apply import retrying
from pulumi_dsql_provider.aws.connection import connect
from pulumi_dsql_provider.aws.endpoint import Endpoint
from pulumi_dsql_provider.catalog import Session
from standin import JOB_SECONDS, eventually

__all__ = ["Fault", "Flaky", "await_jobs", "clear", "long_jobs", "made", "session", "shared_cluster"]

T = TypeVar("T")

# In an order in which all can be dropped, roles last: an identity's sequence goes with its table, a domain
# before the one that it is over.
_DROPS = """
    SELECT ARRAY[1], 'DROP SCHEMA IF EXISTS ' || quote_ident(nspname) || ' CASCADE' FROM pg_namespace
    WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'sys', 'public')
    UNION ALL
    SELECT ARRAY[2], CASE relkind WHEN 'r' THEN 'DROP TABLE' ELSE 'DROP VIEW' END
              || ' IF EXISTS ' || quote_ident(relname) || ' CASCADE'
    FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT ARRAY[3, -oid::bigint], 'DROP DOMAIN ' || quote_ident(typname) FROM pg_type
    WHERE typtype = 'd' AND typnamespace = 'public'::regnamespace
    UNION ALL
    SELECT ARRAY[4], 'DROP SEQUENCE IF EXISTS ' || quote_ident(relname)
    FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT ARRAY[2], 'DROP FUNCTION IF EXISTS ' || oid::regprocedure || ' CASCADE' FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
    UNION ALL
    SELECT ARRAY[5], 'AWS IAM REVOKE ' || quote_ident(pg_role_name) || ' FROM ' || quote_literal(arn)
    FROM sys.iam_pg_role_mappings
    UNION ALL
    SELECT ARRAY[6], 'DROP ROLE ' || quote_ident(rolname) FROM pg_roles
    WHERE NOT rolsuper AND rolname !~ '^pg_' AND rolname <> 'admin'
    ORDER BY 1"""

# What holds roles, and is in no object that goes.
_REVOKES = """
    WITH d AS (
        SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE %s', defaclrole::regrole)
                   || COALESCE(' IN SCHEMA ' || NULLIF(defaclnamespace, 0)::regnamespace, '') AS start,
               CASE defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'
                   ELSE 'TYPES' END AS kind,
               defaclrole AS maker, defaclnamespace AS schema, defaclacl AS acl
        FROM pg_default_acl
    ), p AS (
        SELECT a.grantee, COALESCE(NULLIF(a.grantee, 0)::regrole::text, 'PUBLIC') AS name, n.nspowner AS owner
        FROM pg_namespace n, aclexplode(n.nspacl) AS a WHERE n.nspname = 'public'
    )
    SELECT DISTINCT format('%s REVOKE ALL ON %s FROM %s', start, kind,
                  COALESCE(NULLIF(a.grantee, 0)::regrole::text, 'PUBLIC'))
    FROM d, aclexplode(acl) AS a WHERE a.grantee <> 0 OR schema > 0
    UNION ALL
    SELECT format('%s GRANT ALL ON %s TO %s', start, kind, maker::regrole) FROM d WHERE schema = 0
    UNION ALL
    SELECT format('%s GRANT ALL ON %s TO PUBLIC', start, kind)
    FROM d WHERE schema = 0 AND kind IN ('FUNCTIONS', 'TYPES')
    UNION ALL
    SELECT format('%s REVOKE ALL ON %s FROM PUBLIC', start, kind)
    FROM d WHERE schema = 0 AND kind NOT IN ('FUNCTIONS', 'TYPES')
    UNION ALL
    SELECT format('REVOKE ALL ON SCHEMA public FROM %s', name) FROM p WHERE grantee NOT IN (owner, 0)
    UNION ALL
    SELECT 'GRANT USAGE ON SCHEMA public TO PUBLIC' WHERE NOT EXISTS (SELECT FROM p WHERE grantee = 0)"""


@pytest.fixture(scope="session")
def shared_cluster(standin: Running) -> Iterator[LocalCluster]:
    """One cluster for all tests that take a `session`, which find it empty."""
    made = standin.create_cluster()
    yield made
    made.delete()


@pytest.fixture
def session(shared_cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A session of admin in an empty database, in which conflicts with what went before are retried."""
    for name, value in shared_cluster.environ.items():
        monkeypatch.setenv(name, value)
    with connect(Endpoint.parse(shared_cluster.endpoint)) as connection:
        patient = retrying(connection)
        yield patient
        clear(patient)


def clear(session: Session) -> None:
    """Leave nothing but the empty schema `public`, which is admin's."""
    session.execute("ALTER SCHEMA public OWNER TO admin")
    for (statement,) in session.query(_REVOKES):
        session.execute(statement)
    for _, statement in session.query(_DROPS):
        session.execute(statement)


def made(session: Session, *statements: str) -> None:
    """Run the statements, each on its own; wait for the jobs that they start."""
    for statement in statements:
        if " ASYNC " in statement:
            ((job,),) = session.query(statement)
            session.query(f"CALL sys.wait_for_job('{job}')")
        else:
            session.execute(statement)


@contextmanager
def long_jobs(standin: Running, session: Session) -> Iterator[None]:
    """Jobs that start inside do not end inside, but soon after."""
    standin.change(job_seconds=600)
    try:
        yield
    finally:
        standin.change(job_seconds=JOB_SECONDS)
        # The worker sleeps until a job is due, or there is a new one: the clean-up after a DROP.
        made(session, "CREATE TABLE wake_up (id int)", "DROP TABLE wake_up")


def await_jobs(session: Session) -> None:
    """Return when no job runs any more."""
    running = "SELECT 1 FROM sys.jobs WHERE status IN ('submitted', 'processing')"
    eventually(lambda: not session.query(running))


@dataclass
class Fault:
    """What goes wrong with the first `times` calls whose text matches: `error`, before or after the call."""

    match: str
    error: BaseException
    times: int = 1
    after: bool = False


class Flaky:
    """A session in which something goes wrong on the way; keeps the text of what arrived at the database."""

    def __init__(self, session: Session, *faults: Fault) -> None:
        self._session = session
        self._faults = faults
        self.arrived: list[str] = []

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._call(sql, lambda: self._session.query(sql, parameters))

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        return self._call(sql, lambda: self._session.execute(sql, parameters))

    def _call(self, sql: str, call: Callable[[], T]) -> T:
        fault = next((fault for fault in self._faults if fault.times and re.search(fault.match, sql)), None)
        if fault:
            fault.times -= 1
        if fault and not fault.after:
            raise fault.error
        self.arrived.append(sql)
        result = call()
        if fault:
            raise fault.error
        return result
