"""Where an object lives: a cluster of this program, one that is there already, or another package's."""

from typing import Any

import pulumi

from pulumi_dsql.cluster import Cluster
from pulumi_dsql.endpoint import Endpoint, ForeignCluster


def connection(cluster: Any) -> dict[str, Any]:
    """The properties `endpoint`, `user`, `profile` and `region` for what was given as `cluster=`.

    Raises TypeError, in one line, for anything else.
    """
    if isinstance(cluster, Cluster):
        return _where(cluster.endpoint, profile=cluster.given_profile)
    if isinstance(cluster, Endpoint):
        return _where(cluster.host, cluster.user, cluster.profile, cluster.region)
    # An Output answers to every name.
    if not isinstance(cluster, pulumi.Output) and isinstance(cluster, ForeignCluster):
        return _where(pulumi.Output.concat(cluster.identifier, ".dsql.", cluster.region, ".on.aws"))
    raise TypeError(
        f"cluster= takes a Cluster, an Endpoint or a pulumi_aws.dsql.Cluster, not {type(cluster).__name__}"
    )


def _where(
    endpoint: pulumi.Input[str],
    user: pulumi.Input[str] = "admin",
    profile: pulumi.Input[str] | None = None,
    region: pulumi.Input[str] | None = None,
) -> dict[str, Any]:
    """All four, None where there is none: a property that is not named is no attribute of the resource."""
    return {"endpoint": endpoint, "user": user, "profile": profile, "region": region}
