"""What was previewed is what runs, or nothing runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsql_local import LocalCluster
from pulumi_engine import Engine
from stack.on_cluster import Written, started

COLUMNS = 'dsql.Column("id", "bigint"), dsql.Column("note", "text")'
TABLE = """
    dsql.Table("orders", cluster=cluster, columns=[{columns}], primary_key=["id"]{more})
"""
PLAIN = TABLE.format(columns=COLUMNS, more="")
WIDER = TABLE.format(columns=COLUMNS + ', dsql.Column("total", "numeric(12,2)")', more="")


@pytest.fixture
def written(engine: Engine, cluster: LocalCluster, tmp_path: Path) -> Written:
    """A stack with one table."""
    made = started(engine, cluster, tmp_path / "program")
    made.up(PLAIN)
    return made


def test_a_saved_plan_refuses_what_has_changed_since(written: Written) -> None:
    written.program(WIDER)
    plan = written.directory / "plan.json"
    written.stack.preview("--save-plan", str(plan))
    written.query("ALTER TABLE orders DROP COLUMN note")
    before = written.changes()
    refused = written.stack.up("--plan", str(plan), strict=False, check=False)
    assert refused.returncode != 0
    assert "violates plan" in refused.stdout + refused.stderr
    assert written.changes() == before


def test_a_plan_that_still_holds_is_run(written: Written) -> None:
    written.program(WIDER)
    plan = written.directory / "plan.json"
    written.stack.preview("--save-plan", str(plan))
    before = written.changes()
    written.stack.up("--plan", str(plan), strict=False)
    assert written.changes()[len(before) :] == ["ALTER TABLE public.orders ADD COLUMN total numeric(12,2)"]


def test_an_object_that_is_there_and_differs_needs_adopt(
    written: Written, engine: Engine, cluster: LocalCluster, tmp_path: Path
) -> None:
    other = started(engine, cluster, tmp_path / "other")
    other.program(WIDER)
    refused = other.stack.preview(check=False)
    assert refused.returncode != 0
    assert "DSQL403" in refused.stdout + refused.stderr
    assert "adopt=True" in refused.stdout + refused.stderr

    before = written.changes()
    other.up(WIDER.replace('primary_key=["id"]', 'primary_key=["id"], adopt=True'))
    assert written.changes()[len(before) :] == ["ALTER TABLE public.orders ADD COLUMN total numeric(12,2)"]


def test_an_identical_object_is_adopted_and_says_so(
    written: Written, engine: Engine, cluster: LocalCluster, tmp_path: Path
) -> None:
    other = started(engine, cluster, tmp_path / "other")
    before = written.changes()
    other.program(PLAIN)
    assert "-- adopts table public.orders" in other.stack.preview().stdout
    other.stack.up()
    assert written.changes() == before
    other.stack.up("--expect-no-changes")


def test_hazards_are_allowed_by_the_resource_or_by_the_configuration(written: Written) -> None:
    narrower = TABLE.format(columns='dsql.Column("id", "bigint")', more="")
    written.program(narrower)
    refused = written.stack.preview(check=False)
    assert refused.returncode != 0
    assert "drop-column:note" in refused.stdout + refused.stderr

    before = written.changes()
    written.stack.pulumi("config", "set", "--path", "dsql:allow[0]", "drop-column:note")
    shown = written.stack.preview().stdout
    assert "-- hazard drop-column:note deletes data" in shown
    written.stack.up()
    assert written.changes()[len(before) :] == ["ALTER TABLE public.orders DROP COLUMN note"]
