"""A resource that is renamed, moved or split off never drops what it manages."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsql_local import LocalCluster
from pulumi_engine import Engine
from stack.on_cluster import Written, started

TABLE = """
    orders = dsql.Table({name}, cluster=cluster, {more}
        columns=[dsql.Column("id", "bigint"), dsql.Column("note", "text")], primary_key=["id"]{opts})
    dsql.Index({index}, table=orders, columns=["note"], {index_more})
"""
PLAIN = TABLE.format(name='"orders"', more="", opts="", index='"orders_note"', index_more="")

MOVES = {
    "renamed in the program": TABLE.format(
        name='"renamed"',
        more='name="orders",',
        opts="",
        index='"also_renamed"',
        index_more='name="orders_note"',
    ),
    "given a parent": """
        holder = pulumi.ComponentResource("pkg:index:Holder", "holder")
        child = pulumi.ResourceOptions(parent=holder)
    """
    + TABLE.format(
        name='"orders"', more="", opts=", opts=child", index='"orders_note"', index_more="opts=child"
    ).replace("\n    ", "\n        "),
}


@pytest.fixture
def written(engine: Engine, cluster: LocalCluster, tmp_path: Path) -> Written:
    """A stack with a table that has a row, and an index."""
    made = started(engine, cluster, tmp_path / "program")
    made.up(PLAIN)
    made.query("INSERT INTO orders VALUES (1, 'kept')")
    return made


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES.keys())
def test_a_moved_resource_keeps_its_table(written: Written, move: str) -> None:
    before = written.changes()
    written.up(move)
    assert written.changes() == before
    assert written.query("SELECT note FROM orders") == [("kept",)]
    written.stack.up("--expect-no-changes")
    written.stack.refresh("--expect-no-changes")


def test_renamed_from_renames_once(written: Written) -> None:
    renamed = """
        purchases = dsql.Table("purchases", cluster=cluster, renamed_from="orders",
            columns=[dsql.Column("id", "bigint"), dsql.Column("remark", "text", renamed_from="note")],
            primary_key=["id"])
        dsql.Index("orders_note", table=purchases, columns=["remark"])
    """
    before = written.changes()
    written.up(renamed)
    assert written.changes()[len(before) :] == [
        "ALTER TABLE public.orders RENAME TO purchases",
        "ALTER TABLE public.purchases RENAME COLUMN note TO remark",
        "ALTER TABLE public.purchases RENAME CONSTRAINT orders_pkey TO purchases_pkey",
    ]
    assert written.query("SELECT remark FROM purchases") == [("kept",)]
    written.stack.up("--expect-no-changes")
    written.stack.refresh("--expect-no-changes")


def test_a_table_split_off_into_another_stack(
    written: Written, engine: Engine, cluster: LocalCluster, tmp_path: Path
) -> None:
    # The new stack adopts what is there before the old one lets go of it.
    other = started(engine, cluster, tmp_path / "other")
    before = written.changes()
    adopted = other.up(PLAIN)
    assert "created" in adopted.stdout
    assert written.changes() == before

    for resource in ("Index::orders_note", "Table::orders"):
        urn = next(each["urn"] for each in written.stack.resources() if each["urn"].endswith(resource))
        written.stack.pulumi("state", "delete", "--yes", urn)
    written.up("")
    assert written.changes() == before
    assert written.query("SELECT note FROM orders") == [("kept",)]
