"""The oldest SDK of Pulumi that we claim; the newest is the lock's, with which all other tests run.

Before 3.238 an input whose name begins with `__` was lost on its way to the provider.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dsql_local import LocalCluster, Running
from pulumi_engine import Engine
from sdk_versions import oldest, python_with
from stack.observed import changed_by, query
from stack.on_cluster import started

PROGRAM = """
    from importlib.metadata import version

    shop = dsql.Cluster("shop", deletion_protection=False)
    orders = dsql.Table("orders", cluster=shop, primary_key=["id"], columns=[
        dsql.Column("id", "bigint"), dsql.Column("note", "text", default="'none'")])
    dsql.Index("orders_note", table=orders, columns=["note"]{more})
    pulumi.export("sdk", version("pulumi"))
"""


@pytest.mark.chaos
def test_the_oldest_sdk(engine: Engine, standin: Running, cluster: LocalCluster, tmp_path: Path) -> None:
    python = python_with(oldest(), tmp_path / "venv")
    written = started(engine, cluster, tmp_path / "program", virtualenv=str(python.parents[1]))
    others = {each.identifier for each in standin.clusters()}
    up = written.up(PROGRAM.format(more=""))
    assert re.search(rf"sdk *: \"{re.escape(oldest())}\"", up.stdout)
    (made,) = (each for each in standin.clusters() if each.identifier not in others)
    before = changed_by(made)
    written.stack.up("--expect-no-changes")
    assert changed_by(made) == before

    # What fails half way is told by a hook, kept in the state, and resumed.
    query(made, "INSERT INTO orders VALUES (1, 'twice'), (2, 'twice')")
    failed = written.up(PROGRAM.format(more=", unique=True"), check=False)
    assert failed.returncode != 0
    assert "DSQL204" in failed.stdout + failed.stderr
    query(made, "DELETE FROM orders")
    written.stack.up()
    assert query(made, "SELECT indisunique FROM pg_index WHERE indexrelid = 'orders_note'::regclass") == [
        (True,)
    ]

    written.stack.refresh("--expect-no-changes")
    written.stack.destroy()
    assert {each.identifier for each in standin.clusters()} == others
