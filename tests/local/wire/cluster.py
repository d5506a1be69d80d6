"""A cluster behind the wire half alone, as tests hold it."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from dsql_local.sys.install import SUPERUSER
from dsql_local.wire.entry import Entry
from dsql_local.wire.target import Target

ENDPOINT = "abcdefghijklmnopqrstuvwxyz.dsql.eu-west-1.on.aws"
PASSWORD = "a-token"
T = TypeVar("T")


@dataclass
class WireCluster:
    """A running cluster. Connections made here go through TLS, verified in full."""

    target: Target
    port: int
    authority: Path
    loop: asyncio.AbstractEventLoop
    entries: list[Entry] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """What a client such as psql needs to connect as admin."""
        return {
            "PGHOST": ENDPOINT,
            "PGHOSTADDR": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGUSER": "admin",
            "PGPASSWORD": PASSWORD,
            "PGDATABASE": "postgres",
            "PGSSLMODE": "verify-full",
            "PGSSLROOTCERT": str(self.authority),
        }

    @property
    def parameters(self) -> dict[str, str | int]:
        """What psycopg needs to connect as admin."""
        names = {
            "PGHOST": "host",
            "PGHOSTADDR": "hostaddr",
            "PGPORT": "port",
            "PGUSER": "user",
            "PGDATABASE": "dbname",
        }
        names |= {"PGPASSWORD": "password", "PGSSLMODE": "sslmode", "PGSSLROOTCERT": "sslrootcert"}
        return {names[key]: value for key, value in self.environment.items()}

    def connect(self, **changes: str | int) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection in autocommit mode, as admin unless told otherwise."""
        return psycopg.connect(**{**self.parameters, **changes}, autocommit=True)  # type: ignore[arg-type]

    def past_the_rules(self) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection to PostgreSQL itself, as its superuser, in autocommit mode."""
        return psycopg.connect(
            host=str(self.target.socket_dir), user=SUPERUSER, dbname="postgres", autocommit=True
        )

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine where the listener runs, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    @contextmanager
    def settings(self, **changes: float | date) -> Iterator[None]:
        """Other settings for a while."""
        before = self.target.settings
        self.target.settings = replace(before, **changes)  # type: ignore[arg-type]
        try:
            yield
        finally:
            self.target.settings = before


def ask(connection: psycopg.Connection[Any], *statements: str) -> list[str]:
    """Run statements one by one; each becomes its command tag, or SQLSTATE and text of its error."""
    answers = []
    for statement in statements:
        try:
            answers.append(connection.execute(statement.encode()).statusmessage or "")
        except psycopg.Error as error:
            answers.append(f"{error.sqlstate} {error.diag.message_primary}")
    return answers


def rows(connection: psycopg.Connection[Any], sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    return connection.execute(sql.encode()).fetchall()


def job(connection: psycopg.Connection[Any], sql: str) -> str:
    """Run an asynchronous statement; returns its job's id."""
    [(found,)] = rows(connection, sql)
    return str(found)


def wait(connection: psycopg.Connection[Any], job_id: str) -> bool:
    """Wait for a job as clients do; returns whether it succeeded."""
    [(succeeded,)] = rows(connection, f"CALL sys.wait_for_job('{job_id}')")
    return bool(succeeded)
