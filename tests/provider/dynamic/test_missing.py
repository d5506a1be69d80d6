"""What a table relies on and nobody makes is refused by check; what the same run makes counts as there."""

from __future__ import annotations

from typing import Any

import pytest

from live import made
from provider.dynamic.engine import UNKNOWN, Props, Stack, col, new_process
from pulumi_dsql_provider.catalog import Session
from pulumi_dsql_provider.dynamic import stack_settings

ID = col("id", "bigint")


def refers_to(references: Any) -> Props:
    """A table `t` with a foreign key."""
    return {
        "columns": [ID],
        "primary_key": [],
        "foreign_keys": [{"columns": ["id"], "references": references}],
    }


MISSING: dict[str, tuple[Props, str, str]] = {
    "a schema": ({"schema": "shop"}, "schema", "DSQL125: there is no schema shop for table shop.t; "),
    "a table": (
        refers_to("parents"),
        "foreign_keys",
        "DSQL126: the foreign key t_id_fkey of public.t references public.parents, which is not there; ",
    ),
    "a table in another schema": (
        refers_to({"schema": "shop", "name": "parents"}),
        "foreign_keys",
        "DSQL126: the foreign key t_id_fkey of public.t references shop.parents, which is not there; ",
    ),
}


@pytest.mark.parametrize("name", MISSING)
def test_what_is_not_there_is_told(stack: Stack, name: str) -> None:
    props, where, said = MISSING[name]
    ((at, text),) = stack.table(**props).failures()
    assert at == where
    assert text.startswith(said)


def test_a_foreign_key_that_comes_later_is_held_against_the_same(stack: Stack) -> None:
    table = stack.table(columns=[ID], primary_key=[])
    table.up()
    ((at, text),) = table.failures(**refers_to("parents"))
    assert (at, text[:7]) == ("foreign_keys", "DSQL126")


def test_what_is_there_is_not(stack: Stack, session: Session) -> None:
    made(session, "CREATE SCHEMA shop", "CREATE TABLE shop.parents (id bigint PRIMARY KEY)")
    table = stack.table(schema="shop", **refers_to("parents"))
    assert table.up()
    table.settled()


def test_nor_is_what_the_same_run_makes(stack: Stack) -> None:
    shop = stack.schema()
    parents = stack.table(schema="shop", name="parents", columns=[ID])
    children = stack.table(schema="shop", **refers_to("parents"))
    new_process()
    for each in (shop, parents, children):
        assert each.checked()["plan"]
    # Nothing of that outlives the process.
    assert [text[:7] for _, text in children.failures()] == ["DSQL125", "DSQL126"]

    for each in (shop, parents, children):
        each.up()
        each.settled()


def test_a_table_counts_by_its_name_whatever_else_of_it_is_known(stack: Stack) -> None:
    parents = stack.table(name="parents", columns=[{**ID, "default": UNKNOWN}])
    new_process()
    parents.checked()
    assert stack.table(**refers_to("parents")).checked()["plan"]


def test_a_foreign_key_to_the_table_itself_needs_nothing(stack: Stack) -> None:
    assert stack.table(**{**refers_to("self"), "primary_key": ["id"]}).up()


def test_nothing_is_missed_in_a_cluster_that_is_not_known_yet(stack: Stack) -> None:
    assert stack.table(endpoint=UNKNOWN, schema="shop", **refers_to("parents")).checked()["plan"]


def test_nothing_is_missed_offline(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(stack_settings.OFFLINE, "1")
    assert stack.table(schema="shop", **refers_to("parents")).checked()["plan"]
