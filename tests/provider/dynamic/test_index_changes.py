"""Every kind of change of an index: what it was, what it becomes, the plan that runs."""

from __future__ import annotations

import pytest

from live import made
from provider.dynamic.engine import KEY, Props, Resource, Stack, col, new_process
from pulumi_dsql_provider.catalog import Session

COLUMNS = [KEY, col("a", "integer"), col("b", "text"), col("c", "text")]
WAIT = "-- wait for the job; check that the index is valid"
REBUILD = "-- hazard rebuild-index:i reads keep the old one until the swap"
SWAP = [WAIT, "DROP INDEX public.i;", "ALTER INDEX public.i__pulumi_dsql_new RENAME TO i;"]

CHANGES: dict[str, tuple[Props, Props, list[str]]] = {
    "a key is added": (
        {"columns": ["a"]},
        {"columns": ["a", "b"]},
        [REBUILD, "CREATE INDEX ASYNC i__pulumi_dsql_new ON public.t (a, b);", *SWAP],
    ),
    "nulls come first": (
        {"columns": ["a"]},
        {"columns": [{"column": "a", "nulls_first": True}]},
        [REBUILD, "CREATE INDEX ASYNC i__pulumi_dsql_new ON public.t (a NULLS FIRST);", *SWAP],
    ),
    "a key that says nothing of nulls": ({"columns": ["a"]}, {"columns": [{"column": "a"}]}, []),
    "an expression that is a column": ({"columns": ["b"]}, {"columns": [{"expression": "(b)"}]}, []),
    "an expression": (
        {"columns": ["b"]},
        {"columns": [{"expression": "lower(b)"}], "unique": True},
        [REBUILD, "CREATE UNIQUE INDEX ASYNC i__pulumi_dsql_new ON public.t (lower(b));", *SWAP],
    ),
    "an expression is spelt otherwise": (
        {"columns": [{"expression": "lower(b)"}]},
        {"columns": [{"expression": "LOWER( b )"}]},
        [],
    ),
    "a condition": (
        {"where": "a > 0"},
        {"where": "a > 1"},
        [REBUILD, "CREATE INDEX ASYNC i__pulumi_dsql_new ON public.t (id)", "  WHERE a > 1;", *SWAP],
    ),
    "a condition is spelt otherwise": ({"where": "a IN (1, 2)"}, {"where": "a = ANY (ARRAY[1, 2])"}, []),
    "included columns": (
        {"columns": ["a"], "include": ["b"]},
        {"include": ["c"]},
        [REBUILD, "CREATE INDEX ASYNC i__pulumi_dsql_new ON public.t (a)", "  INCLUDE (c);", *SWAP],
    ),
    "included columns in another order": ({"include": ["b", "c"]}, {"include": ["c", "b"]}, []),
    "nulls are not distinct": (
        {"unique": True},
        {"nulls_not_distinct": True},
        [
            REBUILD,
            "CREATE UNIQUE INDEX ASYNC i__pulumi_dsql_new ON public.t (id)",
            "  NULLS NOT DISTINCT;",
            *SWAP,
        ],
    ),
    "a comment": ({}, {"comment": "why"}, ["COMMENT ON INDEX public.i IS 'why';"]),
    "a comment goes": ({"comment": "why"}, {"comment": None}, ["COMMENT ON INDEX public.i IS NULL;"]),
    "it is renamed": ({}, {"name": "j"}, ["ALTER INDEX public.i RENAME TO j;"]),
    "only what may be done": ({}, {"allow": ["rebuild-index"]}, []),
}


@pytest.fixture
def table(stack: Stack) -> Resource:
    """A table that is there."""
    found = stack.table(columns=COLUMNS)
    found.up()
    return found


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("named", [False, True], ids=["of a resource", "of a name"])
def test_change(stack: Stack, table: Resource, name: str, named: bool) -> None:
    before, after, plan = CHANGES[name]
    index = stack.index(None if named else table, **before)
    assert "INDEX ASYNC i ON public.t" in index.up()[0]
    index.settled()

    assert index.preview(**after) == plan
    assert index.up(**after) == plan
    index.settled()

    index.destroy()
    assert not index.read().id


def test_an_index_is_planned_on_its_table_as_that_is_going_to_be(stack: Stack, table: Resource) -> None:
    index = stack.index(table, columns=["a"])
    index.up()
    new_process()
    columns = [KEY, col("n", "integer", renamed_from="a"), col("d", "date")]
    changed = table.checked(columns=columns, name="u", renamed_from="t", allow=["drop-column"])
    handed = {"columns": changed["columns"], "renamed_from": "t"}
    renamed = index.checked(table="u", columns=["n"], __table=handed)
    assert renamed["plan"] == []
    added = stack.index(name="j", table="u", columns=["d"], __table=handed).checked()
    assert added["plan"] == ["CREATE INDEX ASYNC j ON public.u (d);", WAIT]

    table.bring_about(changed)
    index.bring_about(renamed)
    index.props = {**index.props, "table": "u", "columns": ["n"], "__table": handed}
    index.settled()


def test_what_a_table_takes_along_is_gone(stack: Stack, table: Resource, session: Session) -> None:
    with_table, with_name = stack.index(table), stack.index(name="j")
    with_table.up()
    with_name.up()
    made(session, "DROP TABLE t")
    for index in (with_table, with_name):
        assert not index.read().id
        index.destroy()


def test_an_index_that_is_on_another_table_now_is_gone(
    stack: Stack, table: Resource, session: Session
) -> None:
    index = stack.index(table)
    index.up()
    made(
        session,
        "DROP INDEX i",
        "CREATE TABLE other (id uuid PRIMARY KEY, a integer)",
        "CREATE INDEX ASYNC i ON other (a)",
    )
    assert not index.read().id
    index.destroy()
    assert session.query(
        "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = 'other'::regclass"
        " AND NOT indisprimary"
    ) == [("i",)]
