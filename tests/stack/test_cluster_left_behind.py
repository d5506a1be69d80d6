"""A run that ends between CreateCluster and the state: the next `up` goes on with that cluster."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dsql_local import Fault, LocalCluster, Running
from pulumi_engine import Engine
from stack.killing import kill
from stack.observed import query
from stack.on_cluster import started

PROGRAM = """
    shop = dsql.Cluster("shop", deletion_protection=False)
    dsql.Table("orders", cluster=shop, columns=[dsql.Column("id", "bigint")], primary_key=["id"])
    pulumi.export("shop", shop.identifier)
"""


@pytest.mark.chaos
@pytest.mark.parametrize("who", ["engine", "plugin"])
def test_nothing_is_made_twice(
    engine: Engine, standin: Running, cluster: LocalCluster, tmp_path: Path, who: str
) -> None:
    written = started(engine, cluster, tmp_path / "program")
    before = {each.identifier for each in standin.clusters()}
    written.program(PROGRAM)
    fault = standin.inject(Fault("control", "hold-after", match="CreateCluster"))
    run = written.stack.start("up", "--yes", "--strict", "--non-interactive", "--stack", written.stack.name)
    fault.wait_until_hit(120)
    kill(who, run)
    fault.remove()
    run.communicate(timeout=120)
    written.stack.pulumi("cancel", "--yes", check=False)

    written.stack.up()
    (left,) = [each for each in standin.clusters() if each.identifier not in before]
    assert json.loads(written.stack.stack_output("shop").stdout) == left.identifier
    assert query(left, "SELECT count(*) FROM orders") == [(0,)]
    written.stack.up("--expect-no-changes")
    written.stack.refresh("--expect-no-changes")
    written.stack.destroy()
    assert {each.identifier for each in standin.clusters()} == before
