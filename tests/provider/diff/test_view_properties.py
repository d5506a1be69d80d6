"""What a view was made of and what PostgreSQL gives back compare equal, and other queries do not."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, assume, event, given, settings

from provider.diff.query_strategies import DEFINITIONS, changed, queries
from pulumi_dsql_provider.aws.connection import Connection
from pulumi_dsql_provider.catalog import DatabaseError, ask, read
from pulumi_dsql_provider.dialect.parse import Source, parse
from pulumi_dsql_provider.diff import compare, compare_asking
from pulumi_dsql_provider.model import Database, ObjectName, View

_GENERATED = settings(
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.data_too_large,
    ],
)
_NAME = ObjectName("public", "v")


@pytest.fixture(scope="module")
def session(postgres16: Callable[[], psycopg.Connection[Any]]) -> Iterator[Connection]:
    """A session on a PostgreSQL with what the queries read."""
    with Connection(postgres16) as made:
        made.execute(DEFINITIONS)
        yield made
        made.execute("DROP TABLE t, u CASCADE")


@pytest.fixture(scope="module")
def around() -> Database:
    """What the queries read, as it is declared."""
    return parse([Source("around.sql", DEFINITIONS)]).database


def _wanted(query: str, around: Database) -> Database:
    (view,) = parse([Source("v.sql", f"CREATE VIEW v AS {query}")]).database.views
    return around.model_copy(update={"views": (*around.views, view)})


def _live(session: Connection, query: str, around: Database) -> Database | None:
    """What is declared, with what the catalog says of the view; None where PostgreSQL refuses the query."""
    try:
        session.execute(f"CREATE VIEW v AS {query}")
    except DatabaseError:
        return None
    try:
        view = read(session).view(_NAME)
        assert isinstance(view, View)
        return around.model_copy(update={"views": (*around.views, view)})
    finally:
        session.execute("DROP VIEW v")


@settings(_GENERATED, max_examples=200)
@given(query=queries())
def test_a_view_reads_back_equal(session: Connection, around: Database, query: str) -> None:
    live = _live(session, query, around)
    event("refused by PostgreSQL" if live is None else "stored")
    assume(live is not None)
    assert live is not None
    wanted = _wanted(query, around)
    event("offline" if compare(live, wanted) == () else "asked")
    assert compare_asking(live, wanted, lambda questions: ask(session, questions)) == ()


@settings(_GENERATED, max_examples=60)
@given(query=queries())
def test_a_changed_one_is_equal_only_where_the_database_stores_the_same(
    session: Connection, around: Database, query: str
) -> None:
    live = _live(session, query, around)
    assume(live is not None)
    assert live is not None
    for other in changed(query):
        stored = _live(session, other, around)
        same = stored is not None and compare(live, _wanted(other, around)) == ()
        event("equal" if same else "different" if stored else "refused by PostgreSQL")
        assert not same or stored == live, other
