"""A DSQL cluster."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
from pulumi.dynamic import Resource

from pulumi_dsql._mistake import takes_only_its_arguments
from pulumi_dsql._props import props
from pulumi_dsql._run import options
from pulumi_dsql_provider.dynamic.named import Named


@takes_only_its_arguments
class Cluster(Resource, module="dsql", name="Cluster"):
    """An Aurora DSQL cluster of one Region.

        cluster = dsql.Cluster("shop", region="eu-west-1", tags={"team": "orders"})
        pulumi.export("endpoint", cluster.endpoint)

    A cluster is created and waited for until it accepts connections. Credentials come from the AWS credential
    chain, or from `profile`, when they are needed; they are never stored.

    It carries one more tag than the program gives it, `pulumi-dsql:resource`, with project, stack and name of
    the resource. A run that is killed after the service has made the cluster finds it by this tag next time.

    Args:
        resource_name: The name of the resource. A cluster has no name in AWS, only its identifier.
        region: The AWS Region. By default the one that the environment (`AWS_REGION`) or the profile names
            when the cluster is created; it stays when these change.
        deletion_protection: Whether the service refuses to delete the cluster.
        tags: Tags of the cluster. A tag that somebody else has set is removed by the next update.
        kms_encryption_key: The ARN, alias or identifier of the KMS key that encrypts it. By default the
            service's own.
        force_destroy: Whether a delete may delete the cluster while its tables hold rows. It does not
            override deletion protection.
        profile: A profile of the AWS configuration, used for this cluster and for all that is in it.
        opts: Pulumi's options.

    Attributes:
        identifier: The identifier, 26 characters.
        arn: The ARN.
        endpoint: The host name that clients connect to, `<identifier>.dsql.<region>.on.aws`.
        region: The Region it is in.
        profile: The profile, as given.
        deletion_protection: Whether it is protected.
        tags: The tags, without the one of pulumi-dsql.

    Changes:
        deletion_protection, tags: in place.
        force_destroy, profile: in the state; nothing is sent to the service.
        region, kms_encryption_key: refused (DSQL420). A cluster is never replaced.
        a delete: refused while it is protected (DSQL325) or a table in it has rows (DSQL421). What is in the
            cluster goes with it; its tables and indexes are not dropped one by one.
    """

    identifier: pulumi.Output[str]
    arn: pulumi.Output[str]
    endpoint: pulumi.Output[str]
    region: pulumi.Output[str]
    profile: pulumi.Output[str | None]
    deletion_protection: pulumi.Output[bool]
    tags: pulumi.Output[Mapping[str, str]]

    def __init__(
        self,
        resource_name: str,
        *,
        region: pulumi.Input[str] | None = None,
        deletion_protection: pulumi.Input[bool] = True,
        tags: pulumi.Input[Mapping[str, pulumi.Input[str]]] | None = None,
        kms_encryption_key: pulumi.Input[str] | None = None,
        force_destroy: pulumi.Input[bool] = False,
        profile: pulumi.Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        self.identity = _identity(resource_name, opts)
        values: dict[str, Any] = {
            "region": region,
            "deletion_protection": deletion_protection,
            "tags": props(tags or {}, "tags"),
            "kms_encryption_key": kms_encryption_key,
            "force_destroy": force_destroy,
            "profile": profile,
            # Hidden from previews: a run that was stopped is gone on with by the cluster's tag of this value.
            "__resource": self.identity,
            # Computed: named here so that they are attributes.
            "identifier": None,
            "arn": None,
            "endpoint": None,
        }
        # An output that nobody set is unknown in a preview; what was given is not.
        self.given_profile = profile
        super().__init__(Named("cluster"), resource_name, values, options(opts))

    def token(self, user: str = "admin", expires: int = 900) -> pulumi.Output[str]:
        """A secret token, the password of a connection, for the program's own use.

        It is signed here, from the AWS credential chain, when the endpoint is known. Storing it (in an
        export, in another resource) stores a credential that soon expires: hand it to what runs now.

        Args:
            user: The database role that connects. `admin` needs dsql:DbConnectAdmin, any other
                dsql:DbConnect.
            expires: For how many seconds it opens connections. One that is open stays open.
        """

        def signed(known: Sequence[Any]) -> str:
            # Few programs do this, and what it takes is slow to import.
            from pulumi_dsql_provider.aws.endpoint import Endpoint  # noqa: PLC0415
            from pulumi_dsql_provider.aws.token import token  # noqa: PLC0415

            return token(Endpoint.parse(known[0]), user, profile=known[1], expires=expires)

        made = pulumi.Output.all(self.endpoint, self.given_profile).apply(signed)
        return pulumi.Output.secret(made)


def _identity(resource_name: str, opts: pulumi.ResourceOptions | None) -> str:
    """What tells this resource from all others: project, stack, parent and name.

    It is known at once, so it is the same in a preview and in the update that follows; of the parent's URN,
    which is an Output, type and name do.
    """
    parent = opts.parent if opts else None
    where = [pulumi.get_project(), pulumi.get_stack()]
    if parent is not None:
        where.append(f"{parent.pulumi_resource_type}::{parent.pulumi_resource_name}")
    return "/".join([*where, resource_name])
