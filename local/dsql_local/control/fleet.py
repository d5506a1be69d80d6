"""All clusters of the stand-in, and how each moves from one state to the next as time goes by."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Protocol

from dsql_local.control import errors
from dsql_local.control.cluster import Cluster, Status
from dsql_local.settings import Settings

_NO_REQUEST: Mapping[str, object] = {}
_log = logging.getLogger(__name__)


class Databases(Protocol):
    """What holds the data of the clusters."""

    async def start(self, cluster: Cluster, died: Callable[[], None]) -> None:
        """Make the cluster's empty database ready for connections; call `died` should it end by itself."""

    async def stop(self, cluster: Cluster) -> None:
        """Remove the cluster's database, if there is one."""


class Fleet:
    """The clusters by identifier. Lives on one event loop."""

    def __init__(self, settings: Settings, databases: Databases) -> None:
        self._settings = settings
        self._databases = databases
        self._clusters: dict[str, Cluster] = {}
        self._creations: dict[tuple[str, str], tuple[Mapping[str, object], str]] = {}
        self._deletions: dict[str, str | None] = {}
        self._transitions: dict[str, asyncio.Task[None]] = {}

    def all(self, region: str | None = None) -> list[Cluster]:
        """Every cluster (of one Region), the oldest first."""
        return [cluster for cluster in self._clusters.values() if region in (None, cluster.region)]

    def get(self, identifier: str, region: str | None = None) -> Cluster:
        """One cluster; ServiceError (ResourceNotFound) when there is none (in that Region)."""
        cluster = self._clusters.get(identifier)
        if cluster is None or region not in (None, cluster.region):
            raise errors.not_found(identifier)
        return cluster

    def by_endpoint(self, endpoint: str) -> Cluster | None:
        """The cluster that clients may now reach under this host name."""
        cluster = self._clusters.get(endpoint.partition(".")[0])
        return cluster if cluster and cluster.reachable and cluster.endpoint == endpoint else None

    def create(
        self, cluster: Cluster, token: str | None = None, request: Mapping[str, object] = _NO_REQUEST
    ) -> Cluster:
        """Begin to create `cluster`, or return the one that the same token and request made before."""
        earlier_request, identifier = self._creations.get((cluster.region, token or ""), (None, ""))
        if identifier in self._clusters:
            if earlier_request != request:
                raise errors.conflict(identifier, "The client token was used with other parameters before.")
            return self._clusters[identifier]
        quota = int(self._settings.cluster_quota)
        if len(self.all(cluster.region)) >= quota:
            raise errors.quota_exceeded(quota)
        self._clusters[cluster.identifier] = cluster
        if token:
            self._creations[cluster.region, token] = (dict(request), cluster.identifier)
        self._begin(cluster, self._creating(cluster))
        return cluster

    def updating(self, cluster: Cluster) -> None:
        """Begin an update; ServiceError (Conflict) unless the cluster is ACTIVE."""
        if cluster.status != "ACTIVE":
            message = f"The cluster cannot be updated while it is {cluster.status}."
            raise errors.conflict(cluster.identifier, message)
        cluster.status = "UPDATING"
        self._begin(cluster, self._updating(cluster))

    def delete(self, cluster: Cluster, token: str | None = None) -> None:
        """Begin to delete; ServiceError when it is protected or in the middle of something else.

        A request that repeats the token of the deletion under way does nothing.
        """
        if token and self._deletions.get(cluster.identifier) == token:
            return
        if cluster.deletion_protection:
            message = "The cluster cannot be deleted: deletion protection is enabled. Disable it first."
            raise errors.invalid(message, "deletionProtectionEnabled")
        if cluster.status not in ("ACTIVE", "FAILED"):
            message = f"The cluster cannot be deleted while it is {cluster.status}."
            raise errors.conflict(cluster.identifier, message)
        cluster.status = "DELETING"
        self._deletions[cluster.identifier] = token
        self._begin(cluster, self._deleting(cluster))

    async def settled(self, cluster: Cluster) -> None:
        """Wait until no transition of the cluster is under way."""
        if transition := self._transitions.get(cluster.identifier):
            await asyncio.wait([transition])

    async def remove(self, cluster: Cluster) -> None:
        """Delete the cluster, protected or not, and wait until it is gone."""
        await self.settled(cluster)
        if cluster.identifier in self._clusters:
            cluster.deletion_protection = False
            self.delete(cluster)
            await self.settled(cluster)

    async def close(self) -> None:
        """Stop every database, whatever the clusters' states."""
        transitions = list(self._transitions.values())
        for transition in transitions:
            transition.cancel()
        await asyncio.gather(*transitions, return_exceptions=True)
        stops = (self._databases.stop(cluster) for cluster in self.all())
        await asyncio.gather(*stops, return_exceptions=True)
        self._clusters.clear()

    def _begin(self, cluster: Cluster, transition: Coroutine[None, None, None]) -> None:
        """Run the one transition that a cluster can be in."""
        task = asyncio.create_task(transition)
        self._transitions[cluster.identifier] = task

        def finished(_: asyncio.Task[None]) -> None:
            if self._transitions.get(cluster.identifier) is task:
                del self._transitions[cluster.identifier]

        task.add_done_callback(finished)

    async def _creating(self, cluster: Cluster) -> None:
        def died() -> None:
            if cluster.status != "DELETING":
                cluster.status = "FAILED"

        delay = asyncio.sleep(self._settings.cluster_seconds)
        try:
            await asyncio.gather(self._databases.start(cluster, died), delay)
        except Exception as error:  # noqa: BLE001 - whatever it was, the cluster has failed and the rest goes on
            cluster.status = "FAILED"
            _log.error("cluster %s could not be made: %s", cluster.identifier, error)
        if cluster.status == "CREATING":
            cluster.status = _outcome(cluster)

    async def _updating(self, cluster: Cluster) -> None:
        await asyncio.sleep(self._settings.cluster_seconds)
        if cluster.status == "UPDATING":
            cluster.status = _outcome(cluster)

    async def _deleting(self, cluster: Cluster) -> None:
        delay = asyncio.sleep(self._settings.cluster_seconds)
        await asyncio.gather(self._databases.stop(cluster), delay)
        del self._clusters[cluster.identifier]
        del self._deletions[cluster.identifier]


def _outcome(cluster: Cluster) -> Status:
    """What a cluster is after a transition that nothing has gone wrong in by itself."""
    return "FAILED" if cluster.will_fail else "ACTIVE"
