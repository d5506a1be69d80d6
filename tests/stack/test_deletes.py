"""Deletes that would lose something are refused; a failed one is healed by `up`, and works once it may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from dsql_local import LocalCluster, Running
from pulumi_engine import Completed, Engine
from stack.observed import changed_by, cluster_of, query, shown_by
from stack.on_cluster import Written, started

COLUMNS = """
    columns = [dsql.Column("id", "bigint"), dsql.Column("note", "text")]
"""
ORDERS = """
    orders = dsql.Table("orders", cluster=cluster, primary_key=["id"], columns=columns{force})
    dsql.Index("orders_note", table=orders, columns=["note"])
"""
PARENT = """
    parent = dsql.Table("parent", cluster=cluster, primary_key=["id"], columns=columns)
    dsql.Table("child", cluster=cluster, primary_key=["id"], columns=columns,
        foreign_keys=[dsql.ForeignKey(["id"], references=parent)])
"""
USERS = """
    users = dsql.Table("users", cluster=cluster, primary_key=["id"], columns=columns)
"""
UNIQUE = """
    dsql.Index("users_note", table=users, columns=["note"], unique=True)
"""
REST = PARENT + USERS + UNIQUE
EVERYTHING = COLUMNS + ORDERS.format(force="") + REST
FORCED = COLUMNS + ORDERS.format(force=", force_destroy=True") + REST
ONLY_USERS = COLUMNS + USERS

ROWS = "INSERT INTO orders VALUES (1, 'kept')"
BY_HAND = (
    ROWS,
    "CREATE TABLE of_parent (id bigint REFERENCES parent)",
    "CREATE TABLE of_users (note text REFERENCES users (note))",
)
OBJECTS = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')"
    " AND relname !~ '_pkey$' ORDER BY 1"
)
REFUSALS = {
    "a table with rows": "DSQL406: table public.orders has rows; set force_destroy=True",
    "a table that another references": (
        "DSQL405: table public.parent is referenced by foreign keys of public.of_parent; delete those first"
    ),
    "an index that a constraint relies on": (
        "DSQL200: cannot drop index users_note because other objects depend on it "
        "(constraint of_users_note_fkey on table of_users depends on index users_note)"
    ),
}


@dataclass(frozen=True)
class Seen:
    """What was said, what the state held afterwards, and what was left in the end."""

    removed: str
    unreachable: str
    kept: set[str]
    destroyed: str
    healed: Mapping[str, str]
    ran_to_heal: list[str]
    left: list[tuple[object, ...]]


@pytest.fixture(scope="module")
def seen(shared_stack: Written) -> Seen:
    """Deletes fail in every way, `up` makes all good, and the last destroy may do it."""
    written = shared_stack
    written.up(EVERYTHING)
    for statement in BY_HAND:
        written.query(statement)
    removed = failed(written.up(ONLY_USERS, "--continue-on-error", check=False))
    away = replace(written.stack, environ={**written.stack.environ, "PGPORT": "9"})
    unreachable = failed(away.destroy(check=False))
    kept = {each["urn"].rpartition("::")[2] for each in written.stack.resources()}
    destroyed = failed(written.stack.destroy("--continue-on-error", check=False))

    before = len(written.changes())
    healed = shown_by(written.up(FORCED, "--diff").stdout)
    ran_to_heal = written.changes()[before:]
    written.query("DROP TABLE of_parent")
    written.query("DROP TABLE of_users")
    written.stack.destroy()
    return Seen(
        removed,
        unreachable,
        kept,
        destroyed,
        {name: each.operation for name, each in healed.items()},
        ran_to_heal,
        written.query(OBJECTS),
    )


def failed(run: Completed) -> str:
    """What a run has said that had to fail."""
    said = run.stdout + run.stderr
    assert run.returncode != 0, said
    assert "Traceback" not in said
    return said


def test_what_is_at_an_endpoint_that_cannot_be_reached_stays_in_the_state(seen: Seen) -> None:
    assert "DSQL410" in seen.unreachable
    assert seen.kept >= {"orders", "parent", "users"}


@pytest.mark.parametrize("case", REFUSALS)
def test_it_is_refused(seen: Seen, case: str) -> None:
    assert REFUSALS[case] in seen.removed


def test_what_refers_to_it_goes_first_where_the_program_removes_both(seen: Seen) -> None:
    assert "public.child" not in seen.removed


def test_a_destroy_that_would_lose_rows_fails(seen: Seen) -> None:
    assert REFUSALS["a table with rows"] in seen.destroyed


def test_the_next_up_heals_everything(seen: Seen) -> None:
    # An index leaves the state with its table, even where that is not dropped then: it is adopted again.
    assert seen.healed == {
        "orders": "update",
        "child": "create",
        "orders_note": "create",
        "users_note": "create",
    }
    assert [statement.partition(" (")[0] for statement in seen.ran_to_heal] == ["CREATE TABLE public.child"]


def test_then_a_destroy_works(seen: Seen) -> None:
    assert seen.left == []


CLUSTER = """
    shop = dsql.Cluster("shop", deletion_protection={protected}, force_destroy={force})
    orders = dsql.Table("orders", cluster=shop, columns=[dsql.Column("id", "bigint")], primary_key=["id"])
    dsql.Index("orders_id", table=orders, columns=["id"])
    pulumi.export("endpoint", shop.endpoint)
"""


def test_a_cluster_that_is_protected_or_holds_rows(
    engine: Engine, standin: Running, cluster: LocalCluster, tmp_path: Path
) -> None:
    written = started(engine, cluster, tmp_path / "program")
    written.up(CLUSTER.format(protected=True, force=False))
    shop = cluster_of(standin, written.stack)
    query(shop, "INSERT INTO orders VALUES (1)")
    before = shop.log()
    assert "DSQL325" in failed(written.stack.destroy(check=False))

    # Its tables have left the state before it was refused; they are adopted again.
    written.up(CLUSTER.format(protected=False, force=False))
    said = failed(written.stack.destroy(check=False))
    assert f"DSQL421: cluster {shop.identifier} holds rows in public.orders; set force_destroy=True" in said
    assert query(shop, "SELECT id FROM orders") == [(1,)]
    assert changed_by(shop, since=len(before)) == []

    written.up(CLUSTER.format(protected=False, force=True))
    assert changed_by(shop, since=len(before)) == []
    written.stack.destroy()
    assert shop.identifier not in {each.identifier for each in standin.clusters()}


def test_a_cluster_that_is_gone_already(
    engine: Engine, standin: Running, cluster: LocalCluster, tmp_path: Path
) -> None:
    written = started(engine, cluster, tmp_path / "program")
    written.up(CLUSTER.format(protected=False, force=False))
    standin.delete_cluster(cluster_of(standin, written.stack).identifier)
    written.stack.destroy()
    assert not [each for each in written.stack.resources() if "dynamic/dsql:" in each["type"]]
