"""Clusters that this program does not manage."""

from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import pulumi


@dataclass(frozen=True)
class Endpoint:
    """A cluster that this program does not manage, by its host name `….dsql.<region>.on.aws`.

    `user` is the database role (anything but `admin` signs for dsql:DbConnect), `profile` an AWS profile.
    `region` is needed only where the host does not name it.
    """

    host: pulumi.Input[str]
    user: pulumi.Input[str] = field(default="admin", kw_only=True)
    profile: pulumi.Input[str] | None = field(default=None, kw_only=True)
    region: pulumi.Input[str] | None = field(default=None, kw_only=True)


@runtime_checkable
class ForeignCluster(Protocol):
    """What another package's cluster resource must offer; `pulumi_aws.dsql.Cluster` does."""

    @property
    def identifier(self) -> pulumi.Output[str]:
        """The cluster's identifier, 26 characters."""

    @property
    def region(self) -> pulumi.Output[str]:
        """The Region it is in."""
