"""Generated queries of views: read back they are equal, and none that gives other rows is."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from hypothesis import event, reject
from hypothesis import strategies as st

from carrying_out import clear
from fuzz.batches import batches, run
from provider.dialect.expression_strategies import mutations
from provider.diff.query_strategies import DEFINITIONS, changed, queries
from pulumi_dsql_provider import catalog, diff
from pulumi_dsql_provider.aws.connection import Connection
from pulumi_dsql_provider.catalog.scope import Scope
from pulumi_dsql_provider.catalog.session import DatabaseError
from pulumi_dsql_provider.dialect.parse import Source, parse
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import Database

_EACH = 50
_OTHERS = 3
_HERE = Scope(schemas=("public",))
# Several alike, and each value that the conditions of queries seek.
_ROWS = """
INSERT INTO t VALUES
    (1, 1.5, 'x', 'a', '2020-01-05 10:00Z', true, '{}'), (2, 2, 'xy', 'b', '2019-12-31 22:30Z', false, NULL),
    (3, 0, 'y', 'z', NULL, NULL, '[1]'), (4, 4, 'a', 'x', '2030-06-01Z', true, '{"a": 1}'),
    (5, 5.5, NULL, NULL, '2020-01-05Z', false, '{}'), (6, NULL, 'z', 'Z', now(), true, '{}'),
    (NULL, 7, 'it''s', '', '2020-01-05Z', false, '{}'), (1, 1, 'x', 'a', '2021-07-01Z', true, '{}'),
    (9, -5, 'b', 'y', '2020-02-29Z', true, '{}'), (10, 10, '', 'a', '2020-01-06Z', NULL, '{}');
INSERT INTO u VALUES
    (1, 1, 1, 'x', '2020-01-05'), (2, 1, 2.25, 'xa', '2024-02-29'), (3, 3, 3, 'y', NULL),
    (4, 2, 4, 'a', '2020-01-05'), (5, NULL, NULL, 'b', '2019-12-31'), (NULL, 5, 5.5, NULL, '2020-01-05'),
    (1, 9, 1, 'x', '2020-01-06'), (8, 8, -5, '', '2021-01-01'), (9, 1, 0, 'z', '2020-01-05');
"""

_Rows = Counter[str]


class _Case(NamedTuple):
    """`turn` picks which other queries it is compared with."""

    query: str
    turn: int


@pytest.fixture(scope="module", autouse=True)
def _tables(plain: Connection) -> Iterator[None]:
    clear(plain)
    plain.execute(DEFINITIONS + _ROWS)
    yield
    plain.execute("DROP TABLE t, u CASCADE")


@batches("EXPRESSIONS", each=_EACH, ordinary=200, long=5_000)
def test_only_what_gives_the_same_is_equal(plain: Connection, batch: int) -> None:
    run(batch, _EACH, st.builds(_Case, queries(), st.integers(0, 99)), lambda case: _check(plain, case))


def _check(plain: Connection, case: _Case) -> None:
    """Check one that the database takes, where another is known that gives other rows."""
    rows = _made(plain, case.query)
    if rows is None or _gives_others(plain, case.query, rows):  # now() gives others each time
        reject()
    live = catalog.read(plain, _HERE)
    assert _same(plain, live, case.query)
    others = [query for query in _others(case) if _gives_others(plain, query, rows)]
    if not others:
        reject()
    for other in others:
        event("another")
        assert not _same(plain, live, other), other


def _made(plain: Connection, query: str) -> _Rows | None:
    """What the view V gives that is made of it; None where there can be none."""
    plain.execute("DROP VIEW IF EXISTS v")
    try:
        plain.execute(f"CREATE VIEW v AS {query}")
    except DatabaseError:
        return None
    return _rows(plain, "SELECT * FROM v")


def _gives_others(plain: Connection, query: str, rows: _Rows) -> bool:
    found = _rows(plain, query)
    return found is not None and found != rows


def _rows(plain: Connection, query: str) -> _Rows | None:
    """How often it gives each row; None where it fails."""
    try:
        return Counter(row for (row,) in plain.query(f"SELECT r::text FROM ({query}\n) AS r"))
    except DatabaseError:
        return None


def _same(plain: Connection, live: Database, query: str) -> bool:
    """Whether a view of it is the one that is there; what cannot be told offline is asked."""
    try:
        (view,) = parse([Source("v.sql", f"CREATE VIEW v AS {query}")]).database.views
        others = (other for other in live.views if other.name != view.name)
        wanted = live.model_copy(update={"views": (*others, view)})
        answers = catalog.ask(plain, diff.questions(live, wanted))
    except Refused:  # no valid query
        return False
    return diff.compare(live, wanted, answers=answers) == ()


def _others(case: _Case) -> list[str]:
    """Queries with one thing in them changed; some of them are no valid SQL."""
    found = [*changed(case.query), *mutations(case.query)[1:]]
    turn = case.turn % (len(found) or 1)
    return [*found[turn:], *found[:turn]][:_OTHERS]
