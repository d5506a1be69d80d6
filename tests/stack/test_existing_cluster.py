"""examples/existing-cluster: tables in a cluster that something else manages."""

from __future__ import annotations

from dsql_local import LocalCluster
from pulumi_engine import Engine
from stack.observed import changed_by, planned_by, query
from stack.project import ROOT, Project

TABLES = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"
)


def test_existing_cluster(engine: Engine, cluster: LocalCluster, project: Project) -> None:
    stack = engine.stack(project(ROOT / "examples" / "existing-cluster"), cluster.environ)
    stack.pulumi("config", "set", "endpoint", cluster.endpoint)
    # The endpoint is known before anything runs, so the very first preview has read the database.
    promised = planned_by(stack.preview(json=True).stdout)
    assert promised.keys() == {"devices", "readings", "devices_unseen_idx", "readings_taken_at_idx"}

    stack.up()
    assert sorted(changed_by(cluster)) == sorted(sql for sqls in promised.values() for sql in sqls)
    assert query(cluster, TABLES) == [("devices",), ("readings",)]
    stack.up("--expect-no-changes")

    # A table with rows is not dropped, and neither is what it is referenced by lost.
    query(cluster, "INSERT INTO devices (serial_number) VALUES ('a')")
    query(cluster, "INSERT INTO readings (device_id, taken_at) SELECT id, now() FROM devices")
    refused = stack.destroy(check=False)
    assert refused.returncode != 0
    assert "DSQL406" in refused.stdout + refused.stderr
    assert query(cluster, "SELECT count(*) FROM readings, devices") == [(1,)]

    query(cluster, "DELETE FROM devices")
    stack.destroy()
    assert query(cluster, TABLES) == []
