"""What a run that was killed has built for a definition that nobody wants any more: the next one drops it."""

from __future__ import annotations

import pytest

from live import made
from provider.dynamic.engine import KEY, Stack, col
from pulumi_dsql_provider.catalog import Session

COLUMNS = [KEY, col("a", "integer"), col("b", "text")]
INDEXES = (
    "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    " WHERE i.indrelid = 't'::regclass AND NOT i.indisprimary ORDER BY 1"
)
DROP = "DROP INDEX public.i__pulumi_dsql_new;"
WAIT = "-- wait for the job; check that the index is valid"


@pytest.fixture(autouse=True)
def left(stack: Stack, session: Session) -> None:
    """A table with an index, a successor of it, and one of somebody's that only looks like one."""
    stack.table(columns=COLUMNS).up()
    made(
        session,
        "CREATE INDEX ASYNC i ON t (a)",
        "CREATE INDEX ASYNC i__pulumi_dsql_new ON t (a, b)",
        "CREATE INDEX ASYNC i_new ON t (b)",
    )


def test_the_index_is_as_it_is_wanted(stack: Stack, session: Session) -> None:
    index = stack.index(columns=["a"])
    assert index.preview() == ["-- adopts index public.i, which is there already", DROP]
    assert index.up() == [DROP]
    index.settled()
    assert session.query(INDEXES) == [("i",), ("i_new",)]


def test_it_is_no_drift_and_the_next_run_drops_it(stack: Stack, session: Session) -> None:
    index = stack.index(columns=["a"])
    index.up()
    made(session, "CREATE INDEX ASYNC i__pulumi_dsql_new ON t (b)")
    before = index.inputs
    assert index.refresh() == {**before, "plan": []}
    assert index.up() == [DROP]
    index.settled()


@pytest.mark.parametrize("dropped", [False, True])
def test_the_index_is_wanted_otherwise(stack: Stack, session: Session, dropped: bool) -> None:
    index = stack.index(columns=["a"])
    index.up()
    made(session, "CREATE INDEX ASYNC i__pulumi_dsql_new ON t (b)", *(["DROP INDEX i"] if dropped else []))
    hazard = "-- hazard rebuild-index:i reads keep the old one until the swap"
    swap = [
        *(hazard, "CREATE INDEX ASYNC i__pulumi_dsql_new ON public.t (b, a);", WAIT),
        *("DROP INDEX public.i;", "ALTER INDEX public.i__pulumi_dsql_new RENAME TO i;"),
    ]
    anew = ["CREATE INDEX ASYNC i ON public.t (b, a);", WAIT]
    assert index.up(columns=["b", "a"]) == [DROP, *(anew if dropped else swap)]
    index.settled()


@pytest.mark.parametrize("dropped", [False, True])
def test_the_index_is_deleted(stack: Stack, session: Session, dropped: bool) -> None:
    index = stack.index(columns=["a"])
    index.up()
    made(session, "CREATE INDEX ASYNC i__pulumi_dsql_new ON t (b)", *(["DROP INDEX i"] if dropped else []))
    index.destroy()
    assert session.query(INDEXES) == [("i_new",)]


def test_a_table_has_no_use_for_an_index_of_a_constraint(stack: Stack, session: Session) -> None:
    made(session, "CREATE UNIQUE INDEX ASYNC once__pulumi_dsql_key ON t (a)")
    table = stack.table(columns=COLUMNS)
    drop = "DROP INDEX public.once__pulumi_dsql_key;"
    assert table.preview() == ["-- adopts table public.t, which is there already", drop]
    assert table.up() == [drop]
    table.settled()

    made(session, "CREATE UNIQUE INDEX ASYNC once__pulumi_dsql_key ON t (a)")
    add = "ALTER TABLE public.t ADD CONSTRAINT once UNIQUE USING INDEX once__pulumi_dsql_key;"
    assert table.up(uniques=[{"columns": ["a"], "name": "once"}]) == [WAIT, add]
    table.settled()
    assert session.query(INDEXES) == [("i",), ("i__pulumi_dsql_new",), ("i_new",), ("once",)]
