"""What the control plane knows survives the process, where data is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import boto3

import dsql_local
from dsql_local import Running
from local.control.asking import Client, at_rest
from local.faults.clients import connect

EAST, WEST, WITNESS = "us-east-1", "us-east-2", "us-west-2"
POLICY = '{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "dsql:DbConnect"}}'


def client_of(running: Running, region: str) -> Client:
    variables = running.variables()
    return boto3.Session().client(
        "dsql",
        region_name=region,
        endpoint_url=variables["AWS_ENDPOINT_URL_DSQL"],
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
    )


def test_two_linked_clusters_are_there_again(tmp_path: Path) -> None:
    settings = {"cluster_seconds": 0}
    with dsql_local.start(data=tmp_path / "data", settings=settings) as running:
        east, west = client_of(running, EAST), client_of(running, WEST)
        peering: dict[str, Any] = {"witnessRegion": WITNESS}
        first = east.create_cluster(clientToken="once", multiRegionProperties=peering, policy=POLICY)
        second = west.create_cluster(multiRegionProperties={**peering, "clusters": [first["arn"]]})
        waiting = west.create_cluster(multiRegionProperties=peering)
        assert at_rest(east, first["identifier"]) == at_rest(west, second["identifier"]) == "PENDING_SETUP"
        east.update_cluster(
            identifier=first["identifier"], multiRegionProperties={**peering, "clusters": [second["arn"]]}
        )
        assert at_rest(east, first["identifier"]) == "ACTIVE"
        with connect(running.cluster(second["identifier"])) as connection:
            connection.execute("CREATE TABLE t (a int)")

    with dsql_local.start(data=tmp_path / "data", settings=settings) as running:
        east, west = client_of(running, EAST), client_of(running, WEST)
        for client, identifier, status in (
            (east, first["identifier"], "ACTIVE"),
            (west, second["identifier"], "ACTIVE"),
            (west, waiting["identifier"], "PENDING_SETUP"),
        ):
            assert at_rest(client, identifier) == status
        with connect(running.cluster(first["identifier"])) as connection:
            assert connection.execute("SELECT count(*) FROM t").fetchone() == (0,)
        with connect(running.cluster(second["identifier"])) as connection:
            connection.execute("INSERT INTO t VALUES (1)")
        assert east.get_cluster_policy(identifier=first["identifier"])["policy"] == POLICY
        again = east.create_cluster(clientToken="once", multiRegionProperties=peering, policy=POLICY)
        assert again["identifier"] == first["identifier"]
