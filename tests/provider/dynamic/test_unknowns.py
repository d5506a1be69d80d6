"""Inputs of which parts are known only once something else has been created.

The rule that they are held against is the engine's (`DeepEqualsIncludeUnknowns`): what was unknown in the
preview may become anything, or nothing at all; everything else must be in the run as it was in the preview.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live import made
from provider.dynamic.engine import KEY, UNKNOWN, Props, Resource, Stack, col, new_process, wire
from pulumi_dsql_provider.catalog import Session
from pulumi_dsql_provider.dynamic.inputs import is_unknown

Place = tuple[str | int, ...]

TABLE: Props = {
    "name": "orders",
    "comment": "what they buy",
    "columns": [
        col("id", "bigint", nullable=True, identity={"cache": 65536, "always": True}),
        col("b", "INT", nullable=True, default="1", comment="number", renamed_from="a"),
        col("c", "varchar (20)", nullable=False, storage="external"),
        col("d", "int4", nullable=True, generated="b * 2"),
    ],
    "primary_key": ["id", "c"],
    "uniques": [{"columns": ["b", "d"], "include": ["c"], "nulls_not_distinct": True}],
    "checks": {"positive": "b > 0", "short": "length(c) < 5"},
    "foreign_keys": [
        {"columns": ["id", "c"], "references": "self", "on_delete": "cascade", "deferrable": False},
        {
            "columns": ["b"],
            "references": {"schema": "public", "name": "customers"},
            "referenced_columns": ["id"],
            "name": "buyer",
            "on_delete": "set null",
            "on_delete_columns": ["b"],
        },
    ],
    "allow": ["drop-column:note"],
    "adopt": True,
    "force_destroy": False,
    "renamed_from": "order",
}
INDEX: Props = {
    "name": "orders_open",
    "columns": ["id", {"column": "c", "nulls_first": True}, {"expression": "abs(b)", "nulls_first": False}],
    "include": ["d"],
    "unique": True,
    "where": "b > 0",
    "comment": "open ones",
}
SCHEMA: Props = {"name": "shop", "comment": "all that is sold", "allow": []}
EVERYTHING = {"table": TABLE, "index": INDEX, "schema": SCHEMA}


def places(value: Any, at: Place = ()) -> Iterator[Place]:
    """Every place in the value where something could be unknown."""
    if at:
        yield at
    if isinstance(value, dict):
        for key, element in value.items():
            yield from places(element, (*at, key))
    if isinstance(value, list):
        for number, element in enumerate(value):
            yield from places(element, (*at, number))


def without(value: Any, hidden: set[Place], at: Place = ()) -> Any:
    """The value with the unknown in these places."""
    if at in hidden:
        return UNKNOWN
    if isinstance(value, dict):
        return {key: without(element, hidden, (*at, key)) for key, element in value.items()}
    if isinstance(value, list):
        return [without(element, hidden, (*at, number)) for number, element in enumerate(value)]
    return value


def fits(previewed: Any, run: Any) -> bool:
    """Whether the engine takes what is there in the run for what it has seen in the preview."""
    if previewed is UNKNOWN:
        return True
    if isinstance(previewed, dict) and isinstance(run, dict):
        there = all(
            fits(value, run[key]) if key in run else value is UNKNOWN for key, value in previewed.items()
        )
        return there and run.keys() <= previewed.keys()
    if isinstance(previewed, list) and isinstance(run, list):
        return len(previewed) == len(run) and all(map(fits, previewed, run))
    return bool(previewed == run)


@pytest.fixture(params=EVERYTHING)
def resource(request: pytest.FixtureRequest, stack: Stack, session: Session) -> Resource:
    """A resource that says all that can be said."""
    made(session, "CREATE TABLE customers (id integer PRIMARY KEY)")
    match request.param:
        case "table":
            return stack.table(**TABLE)
        case "index":
            return stack.index(stack.table(**TABLE), **INDEX)
        case _:
            return stack.schema(**SCHEMA)


def _previewed_as_run(resource: Resource, hidden: set[Place]) -> None:
    run = wire(resource.checked())
    previewed = wire(resource.checked(**without(resource.props, hidden)))
    assert fits(previewed, run), (hidden, previewed, run)
    assert (previewed["plan"] is UNKNOWN) == (previewed["on_delete"] is UNKNOWN)
    if hidden:
        assert previewed["plan"] is UNKNOWN


def test_what_is_known_is_previewed_as_it_will_be(resource: Resource) -> None:
    said = {key: value for key, value in resource.props.items() if key not in ("endpoint", "__table")}
    for place in places(said):
        _previewed_as_run(resource, {place})


def test_so_it_is_when_much_is_unknown(resource: Resource) -> None:
    said = {key: value for key, value in resource.props.items() if key not in ("endpoint", "__table")}

    @settings(max_examples=100)
    @given(st.sets(st.sampled_from(list(places(said))), min_size=1))
    def test(hidden: set[Place]) -> None:
        _previewed_as_run(resource, hidden)

    test()


def test_what_is_known_is_canonical(stack: Stack) -> None:
    table = stack.table(columns=[KEY, col("n", "int", nullable=True, default=UNKNOWN)], comment=UNKNOWN)
    assert table.checked() == {
        "endpoint": stack.endpoint,
        "user": "admin",
        "schema": "public",
        "name": "t",
        "columns": [KEY, col("n", "integer", default=UNKNOWN)],
        "primary_key": ["id"],
        "comment": UNKNOWN,
        "plan": UNKNOWN,
        "on_delete": UNKNOWN,
    }


def test_a_name_that_follows_from_something_unknown_is_unknown(stack: Stack) -> None:
    table = stack.table(
        name=UNKNOWN, foreign_keys=[{"columns": ["id"], "references": "other"}], uniques=[UNKNOWN]
    )
    checked = table.checked()
    assert checked["name"] is UNKNOWN
    assert checked["foreign_keys"] == [
        {"name": UNKNOWN, "columns": ["id"], "references": {"schema": "public", "name": "other"}}
    ]
    assert checked["uniques"] == [UNKNOWN]


def test_a_wrong_input_beside_an_unknown_one_is_refused_all_the_same(stack: Stack) -> None:
    failures = stack.table(comment=UNKNOWN, primary_key="id").failures()
    assert [(where, said[:7]) for where, said in failures] == [("primary_key", "DSQL400")]


def test_a_new_cluster_is_empty(stack: Stack, resource: Resource) -> None:
    run = resource.checked()
    previewed = resource.checked(endpoint=UNKNOWN)
    assert previewed == {**run, "endpoint": UNKNOWN}
    assert previewed["plan"]


def test_a_cluster_that_changes_keeps_its_endpoint(stack: Stack) -> None:
    table = stack.table(columns=[KEY, col("n", "integer", default="1 + 1")])
    table.up()
    new_process()
    previewed = table.checked(endpoint=UNKNOWN)
    assert previewed == {**table.inputs, "plan": []}
    assert not table.provider.diff(table.id, table.outputs, wire(previewed)).changes
    assert table.preview(endpoint=UNKNOWN, comment="new") == ["COMMENT ON TABLE public.t IS 'new';"]


def test_what_does_not_matter_for_an_index_may_be_unknown(stack: Stack) -> None:
    columns = [KEY, col("n", "integer", default=UNKNOWN)]
    index = stack.index(columns=["n"], __table={"columns": columns})
    assert index.preview()[0] == "CREATE INDEX ASYNC i ON public.t (n);"
    index.props["__table"] = {"columns": [KEY, col("n", UNKNOWN)]}
    assert index.checked()["plan"] is UNKNOWN
    index.props["__table"] = {"columns": UNKNOWN}
    checked = index.checked()
    assert checked["columns"] == ["n"]
    assert checked["plan"] is UNKNOWN


def test_a_change_to_something_unknown_is_a_change(stack: Stack) -> None:
    table = stack.table()
    table.up()
    previewed = table.checked(comment=UNKNOWN)
    assert is_unknown(previewed["plan"])
    assert table.provider.diff(table.id, table.outputs, wire(previewed)).changes
