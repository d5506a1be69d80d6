"""What hangs on a table that is renamed, or has columns that are, is planned against it as it will be."""

from __future__ import annotations

import pytest

from provider.dynamic.engine import KEY, Props, Resource, Stack, col, new_process
from pulumi_dsql_provider.dynamic import stack_settings

CHILD = {"name": "child", "columns": [KEY, col("p", "uuid")]}
BEFORE: Props = {"columns": ["p"], "references": "t", "referenced_columns": ["id"]}
AFTER: Props = {"columns": ["p"], "references": "u", "referenced_columns": ["key"]}
KEY_RENAMED = {"columns": [{**KEY, "name": "key", "renamed_from": "id"}], "primary_key": ["key"]}


@pytest.fixture
def child(stack: Stack) -> Resource:
    """A table that references the table `t`, once that is there."""
    return stack.table(**CHILD, foreign_keys=[BEFORE])


@pytest.mark.parametrize(
    "said", [{"name": "u", "renamed_from": "t"}, {"name": "u"}], ids=["said", "not said"]
)
def test_a_foreign_key_follows_the_table_that_it_references(
    stack: Stack, child: Resource, said: Props
) -> None:
    parent = stack.table()
    parent.up()
    child.up()
    new_process()
    renamed = parent.checked(**said, **KEY_RENAMED)
    assert len(renamed["plan"]) == 3
    assert child.checked(foreign_keys=[AFTER])["plan"] == []
    changed = child.checked(foreign_keys=[{**AFTER, "deferrable": True}])
    assert changed["plan"] == [
        "ALTER TABLE public.child ALTER CONSTRAINT child_p_fkey DEFERRABLE INITIALLY IMMEDIATE;"
    ]

    new_process()
    parent.props |= {**said, **KEY_RENAMED}
    parent.bring_about(parent.checked())
    assert child.checked(foreign_keys=[{**AFTER, "deferrable": True}]) == changed
    child.bring_about(changed)
    child.props["foreign_keys"] = [{**AFTER, "deferrable": True}]
    parent.settled()
    child.settled()


def test_a_rename_that_is_not_said_any_more_stays(stack: Stack) -> None:
    table = stack.table()
    table.up()
    assert len(table.up(name="u", renamed_from="t", **KEY_RENAMED)) == 3
    table.settled()
    assert table.up(renamed_from=None, columns=[{**KEY, "name": "key"}]) == []
    table.settled()


def test_an_index_follows_its_table_when_only_its_name_says_so(stack: Stack) -> None:
    table = stack.table(columns=[KEY, col("n", "text")])
    index = stack.index(table, columns=["n"])
    table.up()
    index.up()
    new_process()
    table.props["name"] = "u"
    renamed = table.checked()
    assert renamed["plan"]
    handed = {"table": "u", "__table": {"columns": renamed["columns"]}}
    assert index.checked(**handed)["plan"] == []

    new_process()
    table.bring_about(table.checked())
    index.up(**handed)
    assert index.inputs["plan"] == []
    index.settled()


def test_so_it_is_offline(stack: Stack, child: Resource, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = stack.table()
    index = stack.index(parent)
    for resource in (parent, child, index):
        resource.up()
    monkeypatch.setenv(stack_settings.OFFLINE, "1")
    new_process()
    renamed = parent.checked(name="u", **KEY_RENAMED)
    assert len(renamed["plan"]) == 3
    assert child.checked(foreign_keys=[AFTER])["plan"] == []
    handed = {"columns": renamed["columns"]}
    assert index.checked(table="u", columns=["key"], __table=handed)["plan"] == []


def test_a_table_that_takes_the_old_name_is_another(stack: Stack, child: Resource) -> None:
    parent = stack.table()
    parent.up()
    child.up()
    new_process()
    parent.props |= {"name": "u", "renamed_from": "t"}
    parent.bring_about(parent.checked())
    new = stack.table()
    new.bring_about(new.checked())
    assert child.checked()["plan"] == [
        "ALTER TABLE public.child DROP CONSTRAINT child_p_fkey;",
        (
            "ALTER TABLE public.child ADD CONSTRAINT child_p_fkey FOREIGN KEY (p)"
            " REFERENCES public.t (id) NOT VALID;"
        ),
        "ALTER TABLE ASYNC public.child VALIDATE CONSTRAINT child_p_fkey;",
        "-- wait for the job; check that the constraint is valid",
    ]
