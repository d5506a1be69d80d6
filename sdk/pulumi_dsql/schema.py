"""A schema in a cluster's database."""

from collections.abc import Sequence
from typing import Any

import pulumi
from pulumi.dynamic import Resource

from pulumi_dsql._connection import connection
from pulumi_dsql._mistake import takes_only_its_arguments
from pulumi_dsql._props import planned_from, props
from pulumi_dsql._run import claim, cluster_of, options
from pulumi_dsql.cluster import Cluster
from pulumi_dsql.endpoint import Endpoint, ForeignCluster
from pulumi_dsql_provider.dynamic.named import Named


@takes_only_its_arguments
class Schema(Resource, module="dsql", name="Schema"):
    """A namespace for tables. `public` is always there and needs no resource.

        shop = dsql.Schema("shop", cluster=cluster)
        dsql.Table("orders", cluster=cluster, schema=shop, columns=[dsql.Column("id", "uuid")])

    A cluster holds at most 10 schemas.

    Args:
        resource_name: The name of the resource, and of the schema unless `name` says otherwise.
        cluster: A `Cluster` of the program, an `Endpoint`, or a `pulumi_aws.dsql.Cluster`.
        name: The name in the database. By default that of the resource.
        comment: The comment in the database.
        allow: Words of hazards that may run.
        adopt: Whether a schema of this name whose comment differs is changed to this one. One that is the
            same is adopted anyway.
        opts: Pulumi's options.

    Attributes:
        name: The name in the database.
        comment: The comment.
        endpoint: The host name of the cluster.
        plan: The SQL that leads from what is live to what is declared, line by line; empty where they agree.

    Changes:
        comment: in place.
        name: refused (DSQL409).
        a delete: the schema is dropped; refused while it holds tables (DSQL404).
    """

    name: pulumi.Output[str]
    comment: pulumi.Output[str | None]
    endpoint: pulumi.Output[str]
    plan: pulumi.Output[Sequence[str]]

    def __init__(
        self,
        resource_name: str,
        *,
        cluster: Cluster | Endpoint | ForeignCluster,
        name: pulumi.Input[str] | None = None,
        comment: pulumi.Input[str] | None = None,
        allow: pulumi.Input[Sequence[pulumi.Input[str]]] = (),
        adopt: pulumi.Input[bool] = False,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        where = connection(cluster)
        self.given_name = name or resource_name
        claim("schema", (cluster_of(cluster), ""), self.given_name, resource_name, self)
        values: dict[str, Any] = {
            **where,
            "name": self.given_name,
            "comment": comment,
            "allow": props(allow, "allow"),
            "adopt": adopt,
            "plan": planned_from({"comment": comment}),
        }
        mine = pulumi.ResourceOptions(deleted_with=cluster if isinstance(cluster, Cluster) else None)
        super().__init__(Named("schema"), resource_name, values, options(opts, mine))
