"""What the service says about one cluster."""

import secrets
import string
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self

from dsql_local.control.policy import Policy

ACCOUNT = "123456789012"
_VPC_LABEL = "dsql-lo5l"
_ALPHABET = string.ascii_lowercase + string.digits

Status = Literal[
    "CREATING",
    "ACTIVE",
    "IDLE",
    "INACTIVE",
    "UPDATING",
    "DELETING",
    "FAILED",
    "PENDING_SETUP",
    "PENDING_DELETE",
]
SERVING: tuple[Status, ...] = ("ACTIVE", "IDLE", "INACTIVE")
"""In these it serves clients and nothing is being done to it."""


@dataclass
class Activity:
    """Who is connected to a cluster, and since when nobody is."""

    connections: int = 0
    last: float = field(default_factory=time.monotonic)

    def quiet_seconds(self) -> float:
        """For how long nobody has been connected."""
        return 0.0 if self.connections else time.monotonic() - self.last


@dataclass
class Cluster:
    """One cluster. Its data is in a PostgreSQL server, which only peers in two Regions share."""

    region: str
    deletion_protection: bool = True
    tags: dict[str, str] = field(default_factory=dict)
    kms_key: str | None = None
    """The ARN of the customer's key that encrypts it; None for the service's own."""
    metric_groups: list[dict[str, str]] = field(default_factory=list)
    policy: Policy | None = None
    policy_changes: int = 0
    """How often its policy was set or removed; the next version is one more."""
    witness_region: str | None = None
    """Makes it a multi-Region cluster."""
    peer: str | None = None
    """The ARN of the cluster in the other Region, as far as this one has been told."""
    linked: bool = False
    """Whether the peer names this one too, so that both are one database."""
    status: Status = "CREATING"
    database: str | None = None
    """The name of the database that it serves; None while it has none. Linked clusters have the same."""
    will_fail: bool = False
    """Whether the transition that is under way ends in FAILED."""
    key_is_changing: bool = False
    """Whether the transition that is under way encrypts it with another key."""
    created: float = field(default_factory=time.time)
    identifier: str = field(default_factory=lambda: "".join(secrets.choice(_ALPHABET) for _ in range(26)))
    activity: Activity = field(default_factory=Activity, init=False, repr=False, compare=False)

    @property
    def endpoint(self) -> str:
        """The host name that clients connect to and sign their tokens for."""
        return f"{self.identifier}.dsql.{self.region}.on.aws"

    @property
    def arn(self) -> str:
        """The cluster's Amazon Resource Name."""
        return f"arn:aws:dsql:{self.region}:{ACCOUNT}:cluster/{self.identifier}"

    @property
    def vpc_service(self) -> str:
        """The name of the service for PrivateLink; one per Region here."""
        return f"com.amazonaws.{self.region}.{_VPC_LABEL}"

    @property
    def vpc_endpoint(self) -> str:
        """The host name of the cluster for clients behind PrivateLink."""
        return f"{self.identifier}.{_VPC_LABEL}.{self.region}.on.aws"

    @property
    def host_names(self) -> tuple[str, str]:
        """All names that clients may connect to and sign their tokens for."""
        return self.endpoint, self.vpc_endpoint

    @property
    def reachable(self) -> bool:
        """Whether clients may connect."""
        return self.database is not None and self.status in (*SERVING, "UPDATING")

    @property
    def is_leaving(self) -> bool:
        """Whether it is being deleted, or will be as soon as its peer is."""
        return self.status in ("DELETING", "PENDING_DELETE")

    def come_to_rest(self) -> None:
        """The end of a transition in which nothing has gone wrong by itself."""
        self.key_is_changing = False
        self.activity.last = time.monotonic()
        if self.will_fail:
            self.status = "FAILED"
        else:
            self.status = "PENDING_SETUP" if self.database is None else "ACTIVE"

    def as_dict(self) -> dict[str, Any]:
        """All that has to be kept of it, as JSON has it."""
        kept = asdict(self)
        del kept["activity"]
        return kept

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The opposite of `as_dict`."""
        policy = values["policy"]
        return cls(**{**values, "policy": policy and Policy(**policy)})

    def denies(self, caller: str, action: str) -> bool:
        """Whether its policy keeps `caller` (an ARN) from `action` (`dsql:GetCluster`)."""
        return self.policy is not None and self.policy.denies(caller, action, self.arn)

    def summary(self) -> dict[str, object]:
        """The members that every answer about a cluster has."""
        return {
            "identifier": self.identifier,
            "arn": self.arn,
            "status": self.status,
            "creationTime": self.created,
        }

    def description(self) -> dict[str, object]:
        """The members of an answer to CreateCluster; GetCluster adds the tags."""
        peering = {}
        if self.witness_region is not None:
            clusters = [self.arn, *([self.peer] if self.peer else [])]
            peering = {"multiRegionProperties": {"witnessRegion": self.witness_region, "clusters": clusters}}
        return {
            **self.summary(),
            "deletionProtectionEnabled": self.deletion_protection,
            **peering,
            "encryptionDetails": self._encryption(),
            "endpoint": self.endpoint,
            "metricGroups": self.metric_groups,
        }

    def _encryption(self) -> dict[str, str]:
        status = "ENABLED"
        if self.key_is_changing:
            status = "ENABLING" if self.status == "CREATING" else "UPDATING"
        if self.kms_key is None:
            return {"encryptionType": "AWS_OWNED_KMS_KEY", "encryptionStatus": status}
        return {
            "encryptionType": "CUSTOMER_MANAGED_KMS_KEY",
            "kmsKeyArn": self.kms_key,
            "encryptionStatus": status,
        }
