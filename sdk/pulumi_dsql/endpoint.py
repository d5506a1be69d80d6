"""Clusters that this program does not manage."""

from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import pulumi

from pulumi_dsql._mistake import takes_only_its_arguments


@takes_only_its_arguments
@dataclass(frozen=True)
class Endpoint:
    """A cluster that this program does not manage: it is only connected to.

        cluster = dsql.Endpoint("abcdefghijklmnopqrstuvwxyz.dsql.eu-west-1.on.aws", user="deployer")

    The password is a token that is made for each connection from the AWS credentials at hand.

    Args:
        host: The host name, `<identifier>.dsql.<region>.on.aws`; that of a VPC endpoint does as well.
        user: The database role. `admin` needs dsql:DbConnectAdmin; any other needs dsql:DbConnect, and
            `AWS IAM GRANT` in the database.
        profile: A profile of the AWS configuration; by default the usual credential chain.
        region: The Region that tokens are signed for. By default the one in the host name.
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
