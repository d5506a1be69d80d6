"""Objects in a `pulumi_aws.dsql.Cluster`, the class of that package itself."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_aws
import pytest

import pulumi_dsql as dsql
from sdk.program import UNKNOWN, run

IDENTIFIER = "zyxwvutsrqponmlkjihgfedcba"
HOST = f"{IDENTIFIER}.dsql.eu-north-1.on.aws"
KNOWN = {
    "arn": f"arn:aws:dsql:eu-north-1:123456789012:cluster/{IDENTIFIER}",
    "identifier": IDENTIFIER,
    "region": "eu-north-1",
    # The host name of PrivateLink is another one; who needs it gives it as an Endpoint.
    "vpcEndpointServiceName": "com.amazonaws.eu-north-1.dsql-fnh4",
}


def _objects(cluster: Any) -> None:
    schema = dsql.Schema("sales", cluster=cluster)
    columns = [dsql.Column("id", "uuid")]
    table = dsql.Table("orders", cluster=cluster, schema=schema, columns=columns, primary_key=["id"])
    dsql.Index("orders_id", table=table, columns=["id"])


def _new_cluster(**arguments: Any) -> None:
    _objects(pulumi_aws.dsql.Cluster("shop", deletion_protection_enabled=True, **arguments))


def test_its_endpoint_is_made_of_its_outputs() -> None:
    noted = run(_new_cluster, outputs={"shop": KNOWN})
    for name in ("sales", "orders", "orders_id"):
        assert noted[name].inputs["endpoint"] == HOST
        assert noted[name].inputs["user"] == "admin"
        assert "shop" in noted[name].depends_on
    # Whether the table has gone with the cluster is not for us to say.
    assert noted["orders"].deleted_with == ""


@pytest.mark.parametrize("given", [{}, {"region": "eu-north-1"}], ids=["by its provider", "by the program"])
def test_a_preview_that_creates_it_knows_all_the_rest(given: dict[str, str]) -> None:
    noted = run(lambda: _new_cluster(**given), preview=True)
    for name in ("sales", "orders", "orders_id"):
        assert noted[name].inputs["endpoint"] == UNKNOWN
        assert UNKNOWN not in {**noted[name].inputs, "endpoint": ""}.values()


def test_one_that_is_looked_up() -> None:
    noted = run(lambda: _objects(pulumi_aws.dsql.Cluster.get("shop", IDENTIFIER)), outputs={"shop": KNOWN})
    assert noted["orders"].inputs["endpoint"] == HOST


def test_two_resources_for_one_object_in_it_are_refused() -> None:
    def program() -> None:
        cluster = pulumi_aws.dsql.Cluster("shop")
        for name in ("one", "two"):
            dsql.Schema(name, cluster=cluster, name="sales")

    with pytest.raises(ValueError, match="DSQL401"):
        run(program, outputs={"shop": KNOWN})


def test_an_output_of_one_is_no_cluster() -> None:
    def program() -> None:
        _objects(pulumi.Output.from_input(pulumi_aws.dsql.Cluster("shop")))

    with pytest.raises(
        TypeError, match=r"cluster= takes a Cluster, an Endpoint or a pulumi_aws.dsql.Cluster"
    ):
        run(program, outputs={"shop": KNOWN})
