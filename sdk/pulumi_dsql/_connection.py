"""Where an object lives: a cluster of this program, one that is there already, or another package's."""

from typing import Any

import pulumi

from pulumi_dsql._mistake import kind_of, mistake
from pulumi_dsql.cluster import Cluster
from pulumi_dsql.endpoint import Endpoint, ForeignCluster


def connection(cluster: Any) -> dict[str, Any]:
    """The properties `endpoint`, `user`, `profile` and `region` for what was given as `cluster=`.

    `__cluster` tells the provider, which a preview may not tell the endpoint, which Cluster it is.

    Anything else is a Mistake (DSQL400).
    """
    if isinstance(cluster, Cluster):
        return {
            **_where(cluster.endpoint, profile=cluster.given_profile),
            "__cluster": cluster.identity,
        }
    if isinstance(cluster, Endpoint):
        return _where(cluster.host, cluster.user, cluster.profile, cluster.region)
    # An Output answers to every name.
    if not isinstance(cluster, pulumi.Output) and isinstance(cluster, ForeignCluster):
        return _where(pulumi.Output.concat(cluster.identifier, ".dsql.", cluster.region, ".on.aws"))
    raise mistake(
        "DSQL400",
        f"cluster= takes a Cluster, an Endpoint or a pulumi_aws.dsql.Cluster, not {kind_of(cluster)}",
        'for a cluster that is there already write dsql.Endpoint("….dsql.eu-west-1.on.aws")',
    )


def _where(
    endpoint: pulumi.Input[str],
    user: pulumi.Input[str] = "admin",
    profile: pulumi.Input[str] | None = None,
    region: pulumi.Input[str] | None = None,
) -> dict[str, Any]:
    """All four, None where there is none: a property that is not named is no attribute of the resource."""
    return {"endpoint": endpoint, "user": user, "profile": profile, "region": region}
