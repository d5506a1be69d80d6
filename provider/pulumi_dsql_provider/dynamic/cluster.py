"""The provider of `pulumi_dsql.Cluster`."""

from collections.abc import Mapping
from typing import Any

from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    ResourceProvider,
    UpdateResult,
)

from pulumi_dsql_provider import catalog
from pulumi_dsql_provider.apply.retry import retrying
from pulumi_dsql_provider.aws.cluster import ClusterGone, Clusters, Description, default_region
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.dynamic.errors import Failed, one_line, quiet_tracebacks
from pulumi_dsql_provider.dynamic.inputs import Props, flag, is_unknown, optional_text
from pulumi_dsql_provider.dynamic.live import Where, cluster_at
from pulumi_dsql_provider.dynamic.workers import make_room

_INPUTS = ("region", "deletion_protection", "tags", "kms_encryption_key", "force_destroy", "profile")
# A cluster holds data: what would need another cluster is refused, never a replacement.
_FIXED = ("region", "kms_encryption_key")


class ClusterProvider(ResourceProvider):
    """One cluster of one Region, through the control plane."""

    serialize_as_secret_always = False

    def configure(self, req: ConfigureRequest) -> None:
        """Once per plugin process."""
        quiet_tracebacks()
        make_room()

    @one_line
    def check(self, olds: Props, news: Props) -> CheckResult:
        """Fill in the Region and refuse what would need another cluster."""
        inputs = {key: value for key, value in news.items() if key in _INPUTS and value is not None}
        failures = []
        try:
            if not is_unknown(inputs):
                inputs["region"] = optional_text(inputs, "region") or _region(olds, inputs)
                flag(inputs, "deletion_protection", default=True)
        except Refused as refused:
            failures = [
                CheckFailure(refusal.property or "region", str(refusal)) for refusal in refused.refusals
            ]
        for key in _FIXED:
            if olds and not is_unknown(inputs.get(key)) and olds.get(key) != inputs.get(key):
                failures.append(
                    CheckFailure(
                        key,
                        f"DSQL420: {key} of a cluster cannot change from {olds.get(key)} to "
                        f"{inputs.get(key)}; declare a new cluster under another name and move the data",
                    )
                )
        return CheckResult(inputs, failures)

    @one_line
    def diff(self, id: str, olds: Props, news: Props) -> DiffResult:
        """Any input that differs; never a replacement."""
        return DiffResult(changes=any(olds.get(key) != news.get(key) for key in _INPUTS))

    @one_line
    def create(self, props: Props) -> CreateResult:
        """Create the cluster and wait until it accepts connections."""
        made = _clusters(props).create(
            deletion_protection=flag(props, "deletion_protection", default=True),
            tags=props.get("tags") or {},
            kms_encryption_key=optional_text(props, "kms_encryption_key"),
        )
        return CreateResult(made.identifier, _outputs(props, made))

    @one_line
    def update(self, id: str, olds: Props, news: Props) -> UpdateResult:
        """Change what the service can change: deletion protection and tags."""
        clusters = _clusters(news)
        found = _found(clusters, id)
        wanted = flag(news, "deletion_protection", default=True)
        if found.deletion_protection != wanted:
            found = clusters.update(id, deletion_protection=wanted)
        clusters.set_tags(found.arn, found.tags, news.get("tags") or {})
        return UpdateResult(_outputs(news, clusters.describe(id)))

    @one_line
    def read(self, id: str, props: Props) -> ReadResult:
        """What the service says; blank where it says that there is no such cluster."""
        try:
            found = _clusters(props).describe(id)
        except ClusterGone:
            return ReadResult("", {})
        if found.status == "DELETING":
            return ReadResult("", {})
        inputs = {key: props[key] for key in _INPUTS if key in props}
        inputs |= {"deletion_protection": found.deletion_protection, "tags": dict(found.tags)}
        return ReadResult(id, _outputs(inputs, found), inputs)

    @one_line
    def delete(self, id: str, props: Props) -> None:
        """Delete the cluster, unless it is protected or a table in it has rows."""
        clusters = _clusters(props)
        try:
            found = clusters.describe(id)
        except ClusterGone:
            return
        if found.deletion_protection:
            raise Failed(
                f"DSQL325: cluster {id} has deletion protection; set deletion_protection=False, "
                "run `pulumi up`, then delete it"
            )
        if not flag(props, "force_destroy"):
            _refuse_rows(id, props)
        clusters.delete(id)


def _refuse_rows(identifier: str, props: Mapping[str, Any]) -> None:
    cluster = cluster_at(Where.of({**props, "user": "admin"}))
    live = cluster.read_again()
    with cluster.session() as session:
        reads = retrying(session)
        full = [str(table.name) for table in live.tables if catalog.has_rows(reads, table.name)]
    if full:
        raise Failed(
            f"DSQL421: cluster {identifier} holds rows in {', '.join(sorted(full))}; set force_destroy=True "
            "on the cluster, run `pulumi up`, then delete it"
        )


def _clusters(props: Mapping[str, Any]) -> Clusters:
    return Clusters(optional_text(props, "region"), optional_text(props, "profile"))


def _region(olds: Mapping[str, Any], inputs: Mapping[str, Any]) -> str:
    """The Region it has, else the one that the environment names: it never moves with the environment."""
    region = olds.get("region") or default_region(optional_text(inputs, "profile"))
    if not region:
        raise Refused(
            Refusal(
                code="DSQL320",
                message="no AWS Region is set",
                way_out="set region= on the cluster, or AWS_REGION",
                property="region",
            )
        )
    return str(region)


def _found(clusters: Clusters, identifier: str) -> Description:
    try:
        return clusters.describe(identifier)
    except ClusterGone:
        raise Failed(
            f"DSQL422: cluster {identifier} is gone; run `pulumi refresh`, then `pulumi up` makes a new one"
        ) from None


def _outputs(props: Mapping[str, Any], found: Description) -> Props:
    inputs = {key: props[key] for key in _INPUTS if key in props}
    return {**inputs, "identifier": found.identifier, "arn": found.arn, "endpoint": found.endpoint}
