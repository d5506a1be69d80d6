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

from pulumi_dsql_provider.aws.cluster import ClusterGone, Clusters, Description, default_region
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.dynamic import claimed, contents
from pulumi_dsql_provider.dynamic.errors import (
    Failed,
    check_failure,
    describe,
    one_line,
    quiet_tracebacks,
)
from pulumi_dsql_provider.dynamic.inputs import Props, flag, is_unknown, optional_text, unknown
from pulumi_dsql_provider.dynamic.workers import make_room

_INPUTS = ("region", "deletion_protection", "tags", "kms_encryption_key", "force_destroy", "profile")
_STORED = (*_INPUTS, claimed.IDENTITY)
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
        claimed.note(olds)
        inputs = {key: value for key, value in news.items() if key in _STORED and value is not None}
        try:
            checked = _checked(olds, inputs)
        except Refused as refused:
            return CheckResult(
                inputs, [check_failure(each.property or "region", str(each)) for each in refused.refusals]
            )
        moved = [
            _fixed(key, olds.get(key), checked.get(key))
            for key in _FIXED
            if olds and _moves(key, olds, checked)
        ]
        return CheckResult(checked, moved)

    @one_line
    def diff(self, id: str, olds: Props, news: Props) -> DiffResult:
        """Any input that differs, a cluster that was not ready yet, another name; never a replacement."""
        claimed.note_endpoint(olds, news)
        changed = any(olds.get(key) != news.get(key) for key in _INPUTS)
        return DiffResult(changes=changed or bool(olds.get("pending")) or claimed.is_renamed(olds, news))

    @one_line
    def create(self, props: Props) -> CreateResult:
        """Create the cluster, or go on with the one of a run that was stopped, and wait until it is ready."""
        clusters = _clusters(props)
        identifier = claimed.left_behind(clusters, props) or clusters.create(
            deletion_protection=flag(props, "deletion_protection", default=True),
            tags=claimed.tags(props),
            kms_encryption_key=optional_text(props, "kms_encryption_key"),
        )
        try:
            return CreateResult(identifier, _outputs(props, _as_wanted(clusters, identifier, props)))
        except (Refused, ClusterGone) as error:
            # It is there and is paid for: an exception would keep it out of the state.
            return CreateResult(identifier, _unfinished(props, identifier, error))

    @one_line
    def update(self, id: str, olds: Props, news: Props) -> UpdateResult:
        """Change what the service can change: deletion protection and tags."""
        return UpdateResult(_outputs(news, _as_wanted(_clusters(news), id, news)))

    @one_line
    def read(self, id: str, props: Props) -> ReadResult:
        """What the service says; blank where it says that there is no such cluster."""
        try:
            found = _clusters(props).describe(id)
        except ClusterGone:
            return ReadResult("", {})
        if found.status == "DELETING":
            return ReadResult("", {})
        inputs = {key: props[key] for key in _STORED if key in props}
        inputs |= {"deletion_protection": found.deletion_protection, "tags": claimed.visible(found.tags)}
        progress: Props = {key: props[key] for key in ("pending", "last_error") if key in props}
        return ReadResult(id, {**_outputs(inputs, found), **progress}, inputs)

    @one_line
    def delete(self, id: str, props: Props) -> None:
        """Delete the cluster, unless it is protected or a table in it has rows."""
        clusters = _clusters(props)
        try:
            found = clusters.wait_while_changing(id)
        except ClusterGone:
            return
        if found.is_leaving:  # an earlier run was stopped while it waited
            clusters.delete(id)
            return
        if found.deletion_protection:
            raise Failed(
                f"DSQL325: cluster {id} has deletion protection; set deletion_protection=False, "
                "run `pulumi up`, then delete it"
            )
        never_was_ready = found.status == "FAILED" and props.get("pending")
        if not flag(props, "force_destroy") and not never_was_ready:
            _refuse_rows(found, props)
        clusters.delete(id)


def _as_wanted(clusters: Clusters, identifier: str, props: Mapping[str, Any]) -> Description:
    """The cluster once it is ready and has the wanted protection and tags."""
    found = clusters.wait_until_ready(identifier)
    wanted = flag(props, "deletion_protection", default=True)
    if found.deletion_protection != wanted:
        found = clusters.update(identifier, deletion_protection=wanted)
    # A program of before the tag does not say who it is: what is there stays.
    ours = {key: value for key, value in found.tags.items() if key == claimed.TAG}
    clusters.set_tags(found.arn, found.tags, {**ours, **claimed.tags(props)})
    return found


def _refuse_rows(found: Description, props: Mapping[str, Any]) -> None:
    force = "set force_destroy=True on the cluster, run `pulumi up`, then delete it"
    try:
        full = contents.tables_with_rows(found, props)
    except contents.Unseen as unseen:
        raise Failed(
            f"DSQL410: whether cluster {found.identifier} holds rows cannot be seen: {unseen}; run again "
            f"when it can be reached, or {force}"
        ) from None
    if full:
        raise Failed(f"DSQL421: cluster {found.identifier} holds rows in {', '.join(full)}; {force}")


def _clusters(props: Mapping[str, Any]) -> Clusters:
    return Clusters(optional_text(props, "region"), optional_text(props, "profile"))


def _checked(olds: Mapping[str, Any], inputs: Props) -> Props:
    """The inputs with their defaults. Raises Refused."""
    checked = {"deletion_protection": True, "force_destroy": False, "tags": {}, **inputs}
    for key in ("deletion_protection", "force_destroy"):
        if not is_unknown(checked[key]):
            flag(checked, key)
    for key in ("region", "kms_encryption_key", "profile"):
        if not is_unknown(checked.get(key)):
            optional_text(checked, key)
    known_tags = {} if is_unknown(checked["tags"]) else checked["tags"]
    if not isinstance(known_tags, Mapping) or not all(
        isinstance(value, str) for value in known_tags.values()
    ):
        raise _refused("DSQL400", "tags must be strings by strings", 'write tags={"team": "orders"}', "tags")
    if claimed.TAG in known_tags:
        way_out = "leave it out; pulumi-dsql sets it itself"
        raise _refused("DSQL400", f"the tag {claimed.TAG} cannot be given", way_out, "tags")
    if "region" not in checked:
        checked["region"] = unknown() if is_unknown(checked.get("profile")) else _region(olds, checked)
    return checked


def _moves(key: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    return not is_unknown(news.get(key)) and olds.get(key) != news.get(key)


def _fixed(key: str, old: Any, new: Any) -> CheckFailure:
    reason = (
        f"DSQL420: {key} of a cluster cannot change from {old} to {new}; "
        "declare a new cluster under another name and move the data"
    )
    return check_failure(key, reason)


def _region(olds: Mapping[str, Any], inputs: Mapping[str, Any]) -> str:
    """The Region it has, else the one that the environment names: it never moves with the environment."""
    region = olds.get("region") or default_region(optional_text(inputs, "profile"))
    if not region:
        raise _refused(
            "DSQL320", "no AWS Region is set", "set region= on the cluster, or AWS_REGION", "region"
        )
    return str(region)


def _outputs(props: Mapping[str, Any], found: Description) -> Props:
    inputs = {key: props[key] for key in _STORED if key in props}
    return {**inputs, "identifier": found.identifier, "arn": found.arn, "endpoint": found.endpoint}


def _unfinished(props: Mapping[str, Any], identifier: str, error: Exception) -> Props:
    """The outputs of a cluster that is not ready; the next `pulumi up` waits again."""
    inputs = {key: props[key] for key in _STORED if key in props}
    waits = {"pending": ["-- wait until the cluster accepts connections"], "last_error": describe(error)}
    return {**inputs, "identifier": identifier, **waits}


def _refused(code: str, message: str, way_out: str, prop: str) -> Refused:
    return Refused(Refusal(code=code, message=message, way_out=way_out, property=prop))
