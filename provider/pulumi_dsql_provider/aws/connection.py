"""Connections to a cluster: verified TLS, a fresh IAM token for each, made again when they are lost."""

import os
import time
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import botocore
import psycopg

from pulumi_dsql_provider.aws import errors
from pulumi_dsql_provider.aws.endpoint import Endpoint
from pulumi_dsql_provider.aws.token import token

_Open = psycopg.Connection[tuple[Any, ...]]

# The service ends a connection after 60 minutes, whatever it does.
_LIFETIME_SECONDS = 50 * 60
_CONNECT_SECONDS = 15
# What boto3 trusts for its own calls. libpq's `system` is no choice: the libpq in psycopg's wheel looks for
# certificates in a folder that no machine has.
_ROOT_CERTIFICATES = Path(botocore.__file__).with_name("cacert.pem")


class Connection:
    """A Session (see catalog.session) that connects at its first call and again after a loss.

    For one thread at a time. `open_` makes the psycopg connection, in autocommit.
    """

    def __init__(self, open_: Callable[[], _Open]) -> None:
        self._open = open_
        self._live: _Open | None = None
        self._opened = 0.0

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of one statement. Raises DatabaseError, or Refused where no connection can be had."""
        cursor = self._run(sql, parameters)
        return cursor.fetchall() if cursor.description else []

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run one statement; the number of rows it changed. Raises as `query`."""
        return max(self._run(sql, parameters).rowcount, 0)

    def close(self) -> None:
        """Let go of the connection; a later call makes a new one."""
        if self._live is not None:
            self._live.close()
            self._live = None

    def _run(self, sql: str, parameters: Sequence[Any]) -> psycopg.Cursor[tuple[Any, ...]]:
        live = self._connected()
        try:
            # Without parameters psycopg must be given none at all, or it would look for placeholders.
            return live.execute(sql.encode(), parameters or None)
        except psycopg.Error as error:
            lost = live.closed
            if lost:
                self.close()
            raise errors.of_statement(error, lost) from None

    def _connected(self) -> _Open:
        if self._live is not None and time.monotonic() - self._opened > _LIFETIME_SECONDS:
            self.close()
        if self._live is None:
            self._live = self._open()
            self._opened = time.monotonic()
        return self._live

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def connect(
    endpoint: Endpoint, user: str = "admin", profile: str | None = None, password: str | None = None
) -> Connection:
    """A session of that user. Nothing is sent before its first call.

    Each connection gets a token of its own, made from the AWS credentials of the profile, unless a password
    is given. libpq's PGHOSTADDR, PGPORT and PGSSLROOTCERT are honoured. Its calls raise Refused with DSQL302
    (no credentials), DSQL303 (access denied) or DSQL304 (certificate), and DatabaseError.
    """
    return Connection(lambda: _connect(endpoint, user, password or token(endpoint, user, profile=profile)))


def _connect(endpoint: Endpoint, user: str, password: str) -> _Open:
    try:
        return psycopg.connect(
            host=endpoint.host,
            dbname="postgres",
            user=user,
            password=password,
            sslmode="verify-full",
            gssencmode="disable",
            options="",  # not PGOPTIONS: the service refuses a connection that sets what it does not know
            application_name=f"pulumi-dsql/{metadata.version('pulumi-dsql')}",
            connect_timeout=_CONNECT_SECONDS,
            # Waiting for a job is silent for long: a peer that has gone must be noticed.
            keepalives_idle=30,
            keepalives_interval=10,
            keepalives_count=3,
            autocommit=True,
            prepare_threshold=None,
            sslrootcert=os.environ.get("PGSSLROOTCERT") or str(_ROOT_CERTIFICATES),
        )
    except psycopg.Error as error:
        raise errors.of_connecting(error, user, password) from None
