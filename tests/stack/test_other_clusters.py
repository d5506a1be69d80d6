"""Clusters of other Regions, other packages' clusters, other ways to credentials."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsql_local import LocalCluster, Running
from pulumi_engine import Engine
from stack.observed import query
from stack.on_cluster import started

TABLE = """
    dsql.Table("t", cluster={cluster}, columns=[dsql.Column("id", "bigint")], primary_key=["id"])
"""


def test_two_regions_in_one_program(
    engine: Engine, standin: Running, cluster: LocalCluster, tmp_path: Path
) -> None:
    written = started(engine, cluster, tmp_path / "program")
    written.up(
        """
        here = dsql.Cluster("here", deletion_protection=False)
        there = dsql.Cluster("there", region="eu-west-1", deletion_protection=False)
        for name, where in (("here", here), ("there", there)):
            dsql.Table(name, cluster=where, columns=[dsql.Column("id", "bigint")], primary_key=["id"])
        pulumi.export("here", here.endpoint)
        pulumi.export("there", there.endpoint)
        """
    )
    by_region = {each.region: each for each in standin.clusters() if each.identifier != cluster.identifier}
    assert query(by_region["eu-west-1"], "SELECT count(*) FROM there") == [(0,)]
    written.stack.up("--expect-no-changes")
    written.stack.destroy()


def test_a_role_that_is_not_admin(engine: Engine, cluster: LocalCluster, tmp_path: Path) -> None:
    written = started(engine, cluster, tmp_path / "program")
    for sql in (
        "CREATE SCHEMA app",
        "CREATE ROLE deployer WITH LOGIN",
        "AWS IAM GRANT deployer TO 'arn:aws:iam::123456789012:user/dsql-local'",
        "GRANT USAGE, CREATE ON SCHEMA app TO deployer",
    ):
        written.query(sql)
    written.up(
        """
        mine = dsql.Endpoint(pulumi.Config().require("endpoint"), user="deployer")
        table = dsql.Table("t", cluster=mine, schema="app", columns=[dsql.Column("id", "bigint")],
            primary_key=["id"])
        dsql.Index("t_i", table=table, columns=["id"])
        """
    )
    owner = "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'app.t'::regclass"
    assert written.query(owner) == [("deployer",)]
    written.stack.up("--expect-no-changes")


def test_a_table_does_not_move_to_another_cluster(
    engine: Engine, standin: Running, cluster: LocalCluster, tmp_path: Path
) -> None:
    other = standin.create_cluster()
    written = started(engine, cluster, tmp_path / "program")
    written.up(TABLE.format(cluster="cluster"))
    written.query("INSERT INTO t VALUES (1)")
    written.stack.pulumi("config", "set", "endpoint", other.endpoint)
    refused = written.stack.preview(check=False)
    assert refused.returncode != 0
    assert "DSQL412: table public.t is in" in refused.stdout + refused.stderr

    # Whoever lets go of it has it in both, and its rows where they were.
    urn = next(each["urn"] for each in written.stack.resources() if each["urn"].endswith("Table::t"))
    written.stack.pulumi("state", "delete", urn, "--yes")
    written.stack.up()
    assert query(other, "SELECT count(*) FROM t") == [(0,)]
    assert written.query("SELECT count(*) FROM t") == [(1,)]
    other.delete()


@pytest.mark.parametrize("broken", ["no credentials", "wrong credentials", "unknown cluster"])
def test_what_cannot_be_reached_is_one_line(
    engine: Engine, cluster: LocalCluster, tmp_path: Path, broken: str
) -> None:
    environ = {
        "no credentials": {
            "AWS_ACCESS_KEY_ID": "",
            "AWS_SECRET_ACCESS_KEY": "",
            "AWS_EC2_METADATA_DISABLED": "true",
        },
        "wrong credentials": {"AWS_SECRET_ACCESS_KEY": "wrong"},
        "unknown cluster": {},
    }[broken]
    written = started(engine, cluster, tmp_path / "program", **environ)
    if broken == "unknown cluster":
        written.stack.pulumi("config", "set", "endpoint", f"{'a' * 26}.dsql.us-east-1.on.aws")
    refused = written.up(TABLE.format(cluster="cluster"), check=False)
    said = refused.stdout + refused.stderr
    assert refused.returncode != 0
    assert {"no credentials": "DSQL302", "wrong credentials": "DSQL303", "unknown cluster": "DSQL"}[
        broken
    ] in said
    assert "Traceback" not in said
    assert "X-Amz" not in said
