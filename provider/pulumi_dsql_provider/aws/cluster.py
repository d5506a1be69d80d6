"""The DSQL control plane: create, read, change and delete clusters.

    with_clusters = Clusters(region="eu-west-1")
    identifier = with_clusters.create(deletion_protection=True, tags={"team": "orders"})
    with_clusters.wait_until_ready(identifier).endpoint

Every call goes through boto3 with the standard credential chain; AWS_ENDPOINT_URL_DSQL is honoured. Errors
are `Refused` with code 302 or 320-328, one line each, without a credential.
"""

import os
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError

from pulumi_dsql_provider.dialect.refusal import Refusal, Refused

if TYPE_CHECKING:
    import boto3
    from mypy_boto3_dsql import AuroraDSQLClient

# The service's own waiter knows only ACTIVE and gives up after two minutes; an idle cluster is usable too.
_READY = frozenset({"ACTIVE", "IDLE", "INACTIVE"})
_CHANGING = frozenset({"CREATING", "UPDATING"})
_LEAVING = frozenset({"DELETING", "PENDING_DELETE"})
_GIVE_UP_SECONDS = 600.0
_NEVER_READY = frozenset({"FAILED", "PENDING_DELETE"})
_POLL_SECONDS = 0.5
_ACCESS_DENIED = "DSQL327"


@dataclass(frozen=True, slots=True)
class Description:
    """A cluster as the service describes it."""

    identifier: str
    arn: str
    endpoint: str
    status: str
    deletion_protection: bool
    tags: Mapping[str, str] = field(default_factory=dict)
    kms_key: str | None = None
    """The ARN of the customer's key that encrypts it, if not the service's own does."""

    @property
    def is_leaving(self) -> bool:
        """Whether somebody has begun to delete it."""
        return self.status in _LEAVING


class ClusterGone(Exception):
    """The service says that there is no such cluster."""


def default_region(profile: str | None = None) -> str | None:
    """The Region that the environment or the profile names, or None."""
    return _session(profile).region_name


def _session(profile: str | None, region: str | None = None) -> "boto3.Session":
    # Importing it takes a tenth of a second, and a program that declares clusters never asks AWS itself.
    import boto3  # noqa: PLC0415 - see above

    # boto3 knows AWS_DEFAULT_REGION only; all other SDKs, and people, know this one.
    return boto3.Session(profile_name=profile, region_name=region or os.environ.get("AWS_REGION"))


class Clusters:
    """The clusters of one Region."""

    def __init__(self, region: str | None = None, profile: str | None = None) -> None:
        try:
            self._client: AuroraDSQLClient = _session(profile, region).client("dsql")
        except NoRegionError:
            raise _refused(
                "DSQL320", "no AWS Region is set", "set region= on the cluster, or AWS_REGION"
            ) from None
        except BotoCoreError as error:
            raise _refused("DSQL321", str(error), "check the AWS profile and configuration") from None

    def create(
        self,
        *,
        deletion_protection: bool,
        tags: Mapping[str, str],
        kms_encryption_key: str | None = None,
    ) -> str:
        """Create a cluster: its identifier, at once."""
        options: dict[str, Any] = {"kmsEncryptionKey": kms_encryption_key} if kms_encryption_key else {}
        made = self._call(
            lambda: self._client.create_cluster(
                deletionProtectionEnabled=deletion_protection,
                tags=dict(tags),
                # For the repetitions of this call alone. One that follows from the resource would be the
                # same after a destroy: a service that remembers it answers with the cluster that is gone.
                clientToken=str(uuid.uuid4()),
                **options,
            )
        )
        identifier: str = made["identifier"]
        return identifier

    def describe(self, identifier: str) -> Description:
        """What the service says of a cluster. Raises ClusterGone when it has none of that identifier."""
        found = self._call(lambda: self._client.get_cluster(identifier=identifier))
        return Description(
            identifier=found["identifier"],
            arn=found["arn"],
            endpoint=found.get("endpoint") or _endpoint_of(found["arn"]),
            status=found["status"],
            deletion_protection=found["deletionProtectionEnabled"],
            tags=dict(found.get("tags", {})),
            kms_key=found.get("encryptionDetails", {}).get("kmsKeyArn"),
        )

    def exists(self, identifier: str) -> bool:
        """Whether the service has it. False is its own word; where it gives none, this raises Refused."""
        try:
            self.describe(identifier)
        except ClusterGone:
            return False
        return True

    def tagged(self, key: str, value: str) -> Iterator[Description]:
        """The clusters with that tag that are there to stay, by identifier; those that we may see."""
        pages = self._call(lambda: list(self._client.get_paginator("list_clusters").paginate()))
        for identifier in sorted(each["identifier"] for page in pages for each in page["clusters"]):
            try:
                found = self.describe(identifier)
            except ClusterGone:
                continue
            except Refused as refused:
                if refused.refusals[0].code == _ACCESS_DENIED:
                    continue
                raise
            if found.tags.get(key) == value and found.status in _READY | _CHANGING:
                yield found

    def update(self, identifier: str, *, deletion_protection: bool) -> Description:
        """Switch deletion protection and wait until the cluster can be used again."""
        self._call(
            lambda: self._client.update_cluster(
                identifier=identifier, deletionProtectionEnabled=deletion_protection
            )
        )
        return self.wait_until_ready(identifier)

    def set_tags(self, arn: str, live: Mapping[str, str], wanted: Mapping[str, str]) -> None:
        """Make the tags what is wanted, changing only those that differ."""
        gone = sorted(live.keys() - wanted.keys())
        changed = {key: value for key, value in wanted.items() if live.get(key) != value}
        if gone:
            self._call(lambda: self._client.untag_resource(resourceArn=arn, tagKeys=gone))
        if changed:
            self._call(lambda: self._client.tag_resource(resourceArn=arn, tags=changed))

    def delete(self, identifier: str) -> None:
        """Delete a cluster and wait until it is gone (or held by its peer Region). Gone already is done."""
        try:
            if not self.describe(identifier).is_leaving:
                self._call(lambda: self._client.delete_cluster(identifier=identifier))
            self._until(
                identifier, lambda status: status == "PENDING_DELETE", failed=frozenset(), doing="delete"
            )
        except ClusterGone:
            return

    def wait_while_changing(self, identifier: str) -> Description:
        """Wait until nothing is being done to the cluster that keeps it from being deleted."""
        return self._until(
            identifier, lambda status: status not in _CHANGING, failed=frozenset(), doing="come to rest"
        )

    def wait_until_ready(self, identifier: str) -> Description:
        """Wait until the cluster accepts connections."""
        return self._until(
            identifier, lambda status: status in _READY, failed=_NEVER_READY, doing="become ready"
        )

    def _until(
        self, identifier: str, reached: Callable[[str], bool], *, failed: frozenset[str], doing: str
    ) -> Description:
        deadline = time.monotonic() + _GIVE_UP_SECONDS
        while True:
            found = self.describe(identifier)
            if reached(found.status):
                return found
            if found.status in failed or time.monotonic() > deadline:
                raise _refused(
                    "DSQL322",
                    f"cluster {identifier} did not {doing}: it is {found.status}",
                    "look at the cluster in the AWS console and run again",
                )
            time.sleep(_POLL_SECONDS)

    def _call(self, operation: Callable[[], Any]) -> Any:
        try:
            return operation()
        except NoCredentialsError:
            raise _refused(
                "DSQL302",
                "no AWS credentials were found",
                "set AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run `aws sso login`",
            ) from None
        except ClientError as error:
            if error.response["Error"]["Code"] == "ResourceNotFoundException":
                raise ClusterGone from None
            raise _service_refusal(error) from None
        except BotoCoreError as error:
            raise _refused(
                "DSQL324", f"the DSQL control plane could not be reached: {error}", "check network and Region"
            ) from None


def _service_refusal(error: ClientError) -> Refused:
    code = error.response["Error"]["Code"]
    message = error.response["Error"].get("Message", "")
    if "deletion protection" in message.lower():
        return _refused(
            "DSQL325",
            "the cluster has deletion protection",
            "set deletion_protection=False, run `pulumi up`, then delete it",
        )
    if code == "ServiceQuotaExceededException":
        return _refused("DSQL326", message or "the cluster quota is used up", "ask AWS for a higher quota")
    if code == "AccessDeniedException":
        return _refused(_ACCESS_DENIED, message or "access denied", "grant the dsql: action that is named")
    return _refused("DSQL328", f"{code}: {message}", "see the message of the service")


def _endpoint_of(arn: str) -> str:
    """`arn:aws:dsql:eu-west-1:123456789012:cluster/abc…` names the endpoint too."""
    region, identifier = arn.split(":")[3], arn.rpartition("/")[2]
    return f"{identifier}.dsql.{region}.on.aws"


def _refused(code: str, message: str, way_out: str) -> Refused:
    return Refused(Refusal(code=code, message=message, way_out=way_out))
