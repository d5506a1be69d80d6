"""A request of the API without its protocol."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dsql_local.control import errors
from dsql_local.control.cluster import Cluster
from dsql_local.control.fleet import Fleet

_CLUSTER_ARN = re.compile(r"arn:aws(?:-[^:]+)?:dsql:([a-z0-9-]{1,20}):([0-9]{12}):cluster/([a-z0-9]{26})")


@dataclass(frozen=True)
class Call:
    """One request: the Region it is for, the ARN of who has signed it, and its members by name.

    The members have passed the constraints of their operation; those that were not given are not there.
    """

    fleet: Fleet
    region: str
    caller: str
    given: Mapping[str, Any]

    def names_cluster(self) -> str | None:
        """The identifier of the cluster that the request is about, if it is about one."""
        named: str | None = self.given.get("identifier") or self.given.get("clusterIdentifier")
        if "resourceArn" in self.given:
            match = _CLUSTER_ARN.fullmatch(self.given["resourceArn"])
            if match is None:
                raise errors.invalid_field("resourceArn", "must be the ARN of a cluster")
            named = match[3]
        return named

    def cluster(self) -> Cluster:
        """The cluster that the request is about. ServiceError (ResourceNotFound) when there is none."""
        identifier = self.names_cluster() or ""
        found = self.fleet.get(identifier, self.region)
        if self.given.get("resourceArn", found.arn) != found.arn:
            raise errors.not_found(identifier)
        return found


@dataclass(frozen=True)
class Route:
    """An operation of the API and where it is found. `path` has `{name}` for a part that is handed to it."""

    operation: str
    method: str
    path: str
    run: Callable[[Call], Awaitable[dict[str, object]]]
