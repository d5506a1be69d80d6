from collections.abc import Iterator

import psycopg
import pytest

from dsql_local.postgres import SUPERUSER, Postgres
from pulumi_dsql_provider.aws.connection import Connection


@pytest.fixture(scope="module")
def session() -> Iterator[Connection]:
    """A session on plain PostgreSQL 16, which makes indexes and validates constraints at once."""
    with Postgres.start() as server:

        def connect() -> psycopg.Connection[tuple[object, ...]]:
            return psycopg.connect(
                host=str(server.socket_dir), user=SUPERUSER, dbname="postgres", autocommit=True
            )

        with Connection(connect) as made:
            yield made
