"""A DSQL cluster."""

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.dynamic import Resource

from pulumi_dsql._props import props
from pulumi_dsql._provider import provider
from pulumi_dsql._run import options
from pulumi_dsql_provider.aws.endpoint import Endpoint as _Host
from pulumi_dsql_provider.aws.token import token as _token


class Cluster(Resource, module="dsql", name="Cluster"):
    """An Aurora DSQL cluster of one Region.

        cluster = dsql.Cluster("shop", region="eu-west-1", tags={"team": "orders"})
        pulumi.export("endpoint", cluster.endpoint)

    `deletion_protection` is on unless switched off, as in the service. Deleting a cluster whose tables hold
    rows needs `force_destroy=True`. Credentials come from the AWS credential chain when they are needed (or
    from `profile`), and are never stored.
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
        values: dict[str, Any] = {
            "region": region,
            "deletion_protection": deletion_protection,
            "tags": props(tags or {}),
            "kms_encryption_key": kms_encryption_key,
            "force_destroy": force_destroy,
            "profile": profile,
            # Hidden from previews: a run that was stopped is gone on with by the cluster's tag of this value.
            "__resource": _identity(resource_name, opts),
            # Computed: named here so that they are attributes.
            "identifier": None,
            "arn": None,
            "endpoint": None,
        }
        # An output that nobody set is unknown in a preview; what was given is not.
        self.given_profile = profile
        super().__init__(provider("cluster"), resource_name, values, options(opts))

    def token(self, user: str = "admin", expires: int = 900) -> pulumi.Output[str]:
        """A secret token that connects as `user` for `expires` seconds, for the program's own use.

        It is signed here, from the AWS credential chain, when the endpoint is known. Storing it (in an
        export, in another resource) stores a credential that soon expires: hand it to what runs now.
        """
        made = pulumi.Output.all(self.endpoint, self.given_profile).apply(
            lambda known: _token(_Host.parse(known[0]), user, profile=known[1], expires=expires)
        )
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
