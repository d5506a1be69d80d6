"""What the tests of the engine share: a plain PostgreSQL 16, whose catalog DSQL's is made like."""

from collections.abc import Callable, Iterator

import psycopg
import pytest

from dsql_local.postgres import SUPERUSER, Postgres

Connect = Callable[[], psycopg.Connection[tuple[object, ...]]]


@pytest.fixture(scope="session")
def postgres16() -> Iterator[Connect]:
    """Opens connections (autocommit) to a PostgreSQL 16 of this test run. Make schemas of your own in it."""
    with Postgres.start() as server:

        def connect() -> psycopg.Connection[tuple[object, ...]]:
            return psycopg.connect(
                host=str(server.socket_dir), user=SUPERUSER, dbname="postgres", autocommit=True
            )

        yield connect
