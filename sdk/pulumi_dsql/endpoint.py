"""Where a table lives: a cluster of this program, one that is there already, or another package's."""

from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import pulumi


@dataclass(frozen=True)
class Endpoint:
    """A cluster that this program does not manage, by its host name `….dsql.<region>.on.aws`.

    `user` is the database role (anything but `admin` signs for dsql:DbConnect), `profile` an AWS profile. `region`
    is needed only where the host does not name it.
    """

    host: pulumi.Input[str]
    user: pulumi.Input[str] = field(default="admin", kw_only=True)
    profile: pulumi.Input[str] | None = field(default=None, kw_only=True)
    region: pulumi.Input[str] | None = field(default=None, kw_only=True)


@runtime_checkable
class ForeignCluster(Protocol):
    """What another package's cluster resource must offer; `pulumi_aws.dsql.Cluster` does."""

    @property
    def identifier(self) -> pulumi.Output[str]: ...

    @property
    def region(self) -> pulumi.Output[str]: ...


def connection(cluster: Any) -> dict[str, Any]:
    """The properties `endpoint`, `user`, `profile` and `region` for what was given as `cluster=`.

    Raises TypeError, in one line, for anything else.
    """
    from pulumi_dsql.cluster import Cluster

    if isinstance(cluster, Cluster):
        return _where(cluster.endpoint, profile=cluster.given_profile)
    if isinstance(cluster, Endpoint):
        return _where(cluster.host, cluster.user, cluster.profile, cluster.region)
    if isinstance(cluster, ForeignCluster):
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
