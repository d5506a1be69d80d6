"""What is renamed or moved, in the program or in the database, keeps its rows and all that hangs on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from dsql_local import LocalCluster
from pulumi_dsql_provider import plan
from pulumi_engine import Engine
from stack.observed import Shown, shown_by
from stack.on_cluster import Written, started

TABLE = """
    def table(resource, name, **more):
        columns = [dsql.Column("id", "bigint"), dsql.Column("note", "text")]
        made = dsql.Table(resource, name=name, cluster=cluster, columns=columns, primary_key=["id"], **more)
        dsql.Index(f"{resource}_note", name=f"{name}_note", table=made, columns=["note"], **more)
"""
MOVES = (
    "renamed",
    "given_a_parent",
    "moved_into_a_component",
    "given_another_parent",
    "let_go_by_its_parent",
)
HOLDERS = """
    class Holder(pulumi.ComponentResource):
        def __init__(self, name, *tables, opts=None):
            super().__init__("pkg:index:Holder", name, None, opts)
            for resource in tables:
                table(resource, resource, opts=pulumi.ResourceOptions(parent=self))
"""
STAYING = """
    dsql.Schema("shop", cluster=cluster)
    table("renamed", "renamed")
    table("given_a_parent", "given_a_parent")
    table("moved_into_a_component", "moved_into_a_component")
    Holder("one", "given_another_parent", "let_go_by_its_parent")
"""
MOVED = """
    dsql.Schema("mall", name="shop", cluster=cluster)
    table("of_another_name", "renamed")
    parent = pulumi.ResourceOptions(parent=dsql.Schema("parent", cluster=cluster))
    table("given_a_parent", "given_a_parent", opts=parent)
    one = Holder("one", "moved_into_a_component")
    Holder("two", "given_another_parent", opts=pulumi.ResourceOptions(parent=one))
    table("let_go_by_its_parent", "let_go_by_its_parent")
"""


CUSTOMERS = """
    customers = dsql.Table("customers", cluster=cluster, primary_key=["id"], columns=[
        dsql.Column("id", "bigint"), dsql.Column("mail", "text")])
    dsql.Index("customers_mail", table=customers, columns=[dsql.Expression("lower(mail)")], unique=True)
    orders = dsql.Table("orders", cluster=cluster, primary_key=["id"], columns=[
        dsql.Column("id", "bigint"), dsql.Column("customer", "bigint")], checks={"bought": "customer > 0"},
        foreign_keys=[dsql.ForeignKey(["customer"], references=customers, on_delete="cascade")])
    dsql.Index("orders_customer", table=orders, columns=["customer"], include=["id"])
"""
BUYERS = """
    buyers = dsql.Table("buyers", cluster=cluster, primary_key=["number"], renamed_from="customers",
        columns=[dsql.Column("number", "bigint", renamed_from="id"),
                 dsql.Column("email", "text", renamed_from="mail")])
    dsql.Index("customers_mail", table=buyers, columns=[dsql.Expression("lower(email)")], unique=True)
    orders = dsql.Table("orders", name="purchases", cluster=cluster, primary_key=["id"], columns=[
        dsql.Column("id", "bigint"), dsql.Column("buyer", "bigint", renamed_from="customer")],
        checks={"bought": "buyer > 0"},
        foreign_keys=[dsql.ForeignKey(["buyer"], references=buyers, on_delete="cascade")])
    dsql.Index("orders_customer", table=orders, columns=["buyer"], include=["id"])
"""
RENAMES = {
    "buyers": [
        "ALTER TABLE public.customers RENAME TO buyers",
        "ALTER TABLE public.buyers RENAME COLUMN id TO number",
        "ALTER TABLE public.buyers RENAME COLUMN mail TO email",
        "ALTER TABLE public.buyers RENAME CONSTRAINT customers_pkey TO buyers_pkey",
    ],
    "orders": [
        "ALTER TABLE public.orders RENAME TO purchases",
        "ALTER TABLE public.purchases RENAME COLUMN customer TO buyer",
        "ALTER TABLE public.purchases RENAME CONSTRAINT orders_pkey TO purchases_pkey",
        "ALTER TABLE public.purchases RENAME CONSTRAINT orders_customer_fkey TO purchases_buyer_fkey",
    ],
}


@dataclass(frozen=True)
class Seen:
    """What an `up` showed and ran that only renames and moves; every table holds a row."""

    shown: Mapping[str, Shown]
    ran: list[str]


@pytest.fixture(scope="module")
def seen(shared_stack: Written) -> Seen:
    """Everything made, then renamed and moved at once."""
    written = shared_stack
    written.up(TABLE + HOLDERS + STAYING + CUSTOMERS)
    for name in MOVES:
        written.query(f"INSERT INTO {name} VALUES (1, 'kept')")
    written.query("INSERT INTO customers VALUES (1, 'a@example.com')")
    written.query("INSERT INTO orders VALUES (7, 1)")
    before = len(written.changes())
    shown = shown_by(written.up(TABLE + HOLDERS + MOVED + BUYERS, "--diff").stdout)
    return Seen(shown, written.changes()[before:])


@pytest.mark.parametrize("name", MOVES)
def test_a_resource_that_is_moved_keeps_its_table_and_index(
    seen: Seen, shared_stack: Written, name: str
) -> None:
    assert not [statement for statement in seen.ran if name in statement]
    assert shared_stack.query(f"SELECT note FROM {name}") == [("kept",)]
    valid = f"SELECT indisvalid FROM pg_index WHERE indexrelid = '{name}_note'::regclass"
    assert shared_stack.query(valid) == [(True,)]


@pytest.mark.parametrize("table", RENAMES)
def test_a_table_and_its_columns_are_renamed(seen: Seen, table: str) -> None:
    renames = RENAMES[table]
    assert plan.statements(seen.shown[table].plan) == renames
    assert [statement for statement in seen.ran if statement in renames] == renames


@pytest.mark.parametrize("index", ["customers_mail", "orders_customer"])
def test_an_index_goes_along_with_its_table(seen: Seen, index: str) -> None:
    assert seen.shown[index].plan == ()


def test_no_foreign_key_is_made_again_and_nothing_else_either(seen: Seen, shared_stack: Written) -> None:
    renames = [statement for renames in RENAMES.values() for statement in renames]
    assert sorted(seen.ran) == sorted(["CREATE SCHEMA parent", *renames])
    joined = "SELECT id, email FROM purchases JOIN buyers ON number = buyer"
    assert shared_stack.query(joined) == [(7, "a@example.com")]


def test_on_an_unchanged_run_it_does_nothing(seen: Seen, shared_stack: Written) -> None:
    shared_stack.stack.up("--expect-no-changes")
    shared_stack.stack.refresh("--expect-no-changes")


def test_a_table_split_off_into_another_stack_is_not_dropped(
    engine: Engine, cluster: LocalCluster, tmp_path: Path
) -> None:
    written = started(engine, cluster, tmp_path / "program")
    written.up(CUSTOMERS)
    written.query("INSERT INTO customers VALUES (1, 'a@example.com')")
    written.query("INSERT INTO orders VALUES (7, 1)")
    # The new stack adopts what is there before the old one lets go of it.
    other = started(engine, cluster, tmp_path / "other")
    before = written.changes()
    other.up(CUSTOMERS)
    refused = written.up("", check=False)
    assert refused.returncode != 0
    assert "DSQL406" in refused.stdout + refused.stderr
    assert "`pulumi state delete`" in refused.stdout + refused.stderr

    (urn,) = (each["urn"] for each in written.stack.resources() if each["urn"].endswith("::customers"))
    written.stack.pulumi("state", "delete", "--yes", "--target-dependents", urn)
    written.stack.up("--expect-no-changes")
    assert written.changes() == before
    other.stack.refresh("--expect-no-changes")
