"""A PostgreSQL 16 that is not behind the stand-in.

A folder of tests takes it with `from plain import plain` in its conftest.
"""

from collections.abc import Iterator

import psycopg
import pytest

from dsql_local.postgres import SUPERUSER, Postgres
from pulumi_dsql_provider.aws.connection import Connection
from pulumi_dsql_provider.dialect.roles import ADMIN

__all__ = ["plain"]


@pytest.fixture(scope="session")
def plain() -> Iterator[Connection]:
    """A session of admin on a PostgreSQL 16 of its own, of which a test may clear everything."""
    with Postgres.start() as server:

        def connect(user: str = ADMIN) -> psycopg.Connection[tuple[object, ...]]:
            return psycopg.connect(host=str(server.socket_dir), user=user, dbname="postgres", autocommit=True)

        with connect(SUPERUSER) as superuser:
            superuser.execute(f"CREATE ROLE {ADMIN} SUPERUSER LOGIN")
        with Connection(connect) as made:
            yield made
