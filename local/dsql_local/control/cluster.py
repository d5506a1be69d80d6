"""What the service says about one cluster."""

import secrets
import string
import time
from dataclasses import dataclass, field
from typing import Literal

ACCOUNT = "123456789012"
_ALPHABET = string.ascii_lowercase + string.digits

Status = Literal["CREATING", "ACTIVE", "UPDATING", "DELETING", "FAILED"]


@dataclass
class Cluster:
    """One cluster. Its data is in a PostgreSQL server of its own, started while it is CREATING."""

    region: str
    deletion_protection: bool = True
    tags: dict[str, str] = field(default_factory=dict)
    kms_key: str | None = None
    metric_groups: list[dict[str, str]] = field(default_factory=list)
    status: Status = "CREATING"
    will_fail: bool = False
    """Whether the transition that is under way ends in FAILED."""
    created: float = field(default_factory=time.time)
    identifier: str = field(default_factory=lambda: "".join(secrets.choice(_ALPHABET) for _ in range(26)))

    @property
    def endpoint(self) -> str:
        """The host name that clients connect to and sign their tokens for."""
        return f"{self.identifier}.dsql.{self.region}.on.aws"

    @property
    def arn(self) -> str:
        """The cluster's Amazon Resource Name."""
        return f"arn:aws:dsql:{self.region}:{ACCOUNT}:cluster/{self.identifier}"

    @property
    def reachable(self) -> bool:
        """Whether clients may connect."""
        return self.status in ("ACTIVE", "UPDATING")

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
        encryption = {"encryptionType": "AWS_OWNED_KMS_KEY", "encryptionStatus": "ENABLED"}
        if self.kms_key is not None:
            encryption |= {"encryptionType": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyArn": self.kms_key}
        return {
            **self.summary(),
            "deletionProtectionEnabled": self.deletion_protection,
            "encryptionDetails": encryption,
            "endpoint": self.endpoint,
            "metricGroups": self.metric_groups,
        }
