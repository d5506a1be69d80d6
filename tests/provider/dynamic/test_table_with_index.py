"""A table and an index on it that change in one run: both plans are shown before either runs, and hold."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from live import made
from provider.dynamic.engine import KEY, Props, Resource, Stack, col, new_process
from pulumi_dsql_provider.catalog import Session

A, B, C = col("a", "integer"), col("b", "integer"), col("c", "text")
WAIT = "-- wait for the job; check that the index is valid"


@dataclass(frozen=True)
class Case:
    """The properties of both at first and what changes; None is an index that is not there."""

    table: Props
    index: Props | None
    new_table: Props
    new_index: Props | None
    plans: tuple[list[str], list[str]]


def _columns(*columns: Props) -> Props:
    return {"columns": [KEY, *columns]}


CASES = {
    "a column is renamed, and another gets its name": Case(
        _columns(A),
        {"columns": ["a"]},
        _columns(col("n", "integer", renamed_from="a"), col("a", "text")),
        {"columns": ["n"]},
        (["ALTER TABLE public.t RENAME COLUMN a TO n;", "ALTER TABLE public.t ADD COLUMN a text;"], []),
    ),
    "columns are renamed, and the index changes": Case(
        _columns(A, B, C),
        {"columns": ["a"], "include": ["c"], "where": "b > 0"},
        _columns(col("n", "integer", renamed_from="a"), B, col("m", "text", renamed_from="c")),
        {"columns": ["n", "b"], "include": ["m"]},
        (
            ["ALTER TABLE public.t RENAME COLUMN a TO n;", "ALTER TABLE public.t RENAME COLUMN c TO m;"],
            [
                "-- hazard rebuild-index:i reads keep the old one until the swap",
                "CREATE INDEX ASYNC i__pulumi_dsql_new ON public.t (n, b)",
                "  INCLUDE (m) WHERE b > 0;",
                WAIT,
                "DROP INDEX public.i;",
                "ALTER INDEX public.i__pulumi_dsql_new RENAME TO i;",
            ],
        ),
    ),
    "a column goes that the index includes": Case(
        _columns(A, C),
        {"columns": ["a"], "include": ["c"]},
        {**_columns(A), "allow": ["drop-column:c"]},
        {"include": []},
        (
            [
                "-- hazard drop-column:c deletes data; index i goes with it",
                "ALTER TABLE public.t DROP COLUMN c;",
            ],
            ["CREATE INDEX ASYNC i ON public.t (a);", WAIT],
        ),
    ),
    "a unique index becomes a constraint": Case(
        _columns(A),
        {"columns": ["a"], "unique": True},
        {"uniques": [{"columns": ["a"], "name": "i"}]},
        None,
        ([WAIT, "ALTER TABLE public.t ADD CONSTRAINT i UNIQUE USING INDEX i;"], []),
    ),
    "a unique constraint becomes an index": Case(
        {**_columns(A), "uniques": [{"columns": ["a"], "name": "i"}]},
        None,
        {"uniques": []},
        {"columns": ["a"], "unique": True},
        (
            ["ALTER TABLE public.t DROP CONSTRAINT i;"],
            ["CREATE UNIQUE INDEX ASYNC i ON public.t (a);", WAIT],
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_both_change(stack: Stack, session: Session, name: str) -> None:
    case = CASES[name]
    table = stack.table(**case.table)
    table.up()
    made(session, "INSERT INTO t (id) VALUES (gen_random_uuid())")
    old = None if case.index is None else stack.index(table, **case.index)
    if old is not None:
        old.up()

    table.props = {**table.props, **case.new_table}
    index = _wanted(stack, table, old, case)
    both = (table,) if index is None else (table, index)
    new_process()
    shown = [each.checked() for each in both]
    assert tuple(inputs["plan"] for inputs in shown) == case.plans[: len(both)]
    new_process()
    # As the engine does it: all is checked before anything runs, and what the program has no more goes last.
    checked = [each.checked() for each in both]
    assert checked == shown
    for each, inputs in zip(both, checked, strict=True):
        each.bring_about(inputs)
    if index is None and old is not None:
        old.delete()
    for each in both:
        each.settled()


def _wanted(stack: Stack, table: Resource, old: Resource | None, case: Case) -> Resource | None:
    """The index as the program declares it now, on its table as that is going to be."""
    if case.new_index is None:
        return None
    new_process()
    new = stack.index(table, **{**(case.index or {}), **case.new_index})
    if old is None:
        return new
    old.props = new.props
    return old


def test_a_constraint_does_not_get_the_name_that_an_index_has_until_it_goes(stack: Stack) -> None:
    table = stack.table(**_columns(A, B))
    table.up()
    stack.index(table, columns=["a"]).up()
    ((prop, text),) = table.failures(uniques=[{"columns": ["b"], "name": "i"}])
    assert prop == "uniques"
    assert text.startswith("DSQL127: a unique constraint of public.t cannot be called public.i: an index on ")
