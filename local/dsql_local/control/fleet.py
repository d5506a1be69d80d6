"""All clusters of the stand-in, and how each moves from one state to the next as time goes by."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any, Protocol

from dsql_local.control import errors
from dsql_local.control.activity import doze
from dsql_local.control.cluster import SERVING, Cluster
from dsql_local.control.repeats import Repeats
from dsql_local.settings import Settings

_log = logging.getLogger(__name__)


class Databases(Protocol):
    """What holds the data of the clusters, by the name that a cluster has as its `database`."""

    async def start(self, cluster: Cluster, died: Callable[[], None]) -> None:
        """Make the cluster's database ready for connections; call `died` should it end by itself."""

    def share(self, cluster: Cluster, peer: Cluster, died: Callable[[], None]) -> None:
        """Let the cluster serve the database of `peer`, which runs, too."""

    def runs(self, cluster: Cluster) -> bool:
        """Whether the cluster's database takes connections."""

    async def stop(self, cluster: Cluster) -> None:
        """Stop the cluster's database, if it runs and no peer serves it. What is kept stays."""

    async def remove(self, cluster: Cluster) -> None:
        """Stop the cluster's database and remove what is kept of it, unless a peer serves it."""


class Fleet:
    """The clusters by identifier. Lives on one event loop."""

    def __init__(
        self, settings: Settings, databases: Databases, changed: Callable[[], None] = lambda: None
    ) -> None:
        self._settings = settings
        self._databases = databases
        self._clusters: dict[str, Cluster] = {}
        self._transitions: dict[str, asyncio.Task[None]] = {}
        self.repeats = Repeats()
        self._changed = changed  # called when a transition begins or ends

    def all(self, region: str | None = None) -> list[Cluster]:
        """Every cluster (of one Region), the oldest first."""
        found = [cluster for cluster in self._clusters.values() if region in (None, cluster.region)]
        for cluster in found:
            doze(cluster, self._settings)
        return found

    def get(self, identifier: str, region: str | None = None) -> Cluster:
        """One cluster; ServiceError (ResourceNotFound) when there is none (in that Region)."""
        cluster = self.cluster_or_none(identifier, region)
        if cluster is None:
            raise errors.not_found(identifier)
        return cluster

    def cluster_or_none(self, identifier: str | None, region: str | None = None) -> Cluster | None:
        """One cluster, if there is one of that identifier (in that Region)."""
        cluster = self._clusters.get(identifier or "")
        if cluster is None or region not in (None, cluster.region):
            return None
        doze(cluster, self._settings)
        return cluster

    def find(self, arn: str | None) -> Cluster | None:
        """The cluster of an ARN, if there is one."""
        cluster = self._clusters.get(arn.rpartition("/")[2]) if arn else None
        return cluster if cluster and cluster.arn == arn else None

    def by_endpoint(self, endpoint: str) -> Cluster | None:
        """The cluster that clients may now reach under this host name."""
        cluster = self._clusters.get(endpoint.partition(".")[0])
        if cluster is None or endpoint not in cluster.host_names or not cluster.reachable:
            return None
        doze(cluster, self._settings)
        return cluster

    def records(self) -> dict[str, object]:
        """All clusters and what is remembered of requests, as JSON has them; `restore` takes them back."""
        return {
            "clusters": [cluster.as_dict() for cluster in self._clusters.values()],
            "repeats": self.repeats.records(),
        }

    def restore(self, records: Mapping[str, Any]) -> None:
        """Begin to bring back the clusters of an earlier run, each from where it was.

        One that was CREATING or DELETING goes on with that; any other is reachable once its database runs.
        """
        self.repeats.restore(records["repeats"])
        for record in records["clusters"]:
            cluster = Cluster.from_dict(record)
            self._clusters[cluster.identifier] = cluster
        for cluster in self._clusters.values():
            peer = self._partner(cluster)
            if cluster.status == "DELETING":
                self._begin([cluster], self._deleting(cluster, seconds=0))
            elif peer is None:
                self._begin([cluster], self._creating(cluster, seconds=0))
            elif cluster.created < peer.created:
                self._begin([cluster, peer], self._returning(cluster, peer))

    def create(self, cluster: Cluster, seconds: float | None = None) -> Cluster:
        """Begin to create `cluster`. It takes `seconds` at least; by default as long as the settings say.

        ServiceError when there are too many of its kind in the Region.
        """
        single = cluster.witness_region is None
        quota = int(self._settings.cluster_quota if single else self._settings.multi_region_quota)
        same_kind = [each for each in self.all(cluster.region) if (each.witness_region is None) is single]
        if len(same_kind) >= quota:
            raise errors.quota_exceeded(quota, "single-Region" if single else "multi-Region")
        self._clusters[cluster.identifier] = cluster
        self._begin([cluster], self._creating(cluster, self._seconds(seconds)))
        return cluster

    def update(self, cluster: Cluster, change: Callable[[], None]) -> None:
        """Begin an update: `change` makes it. ServiceError (Conflict) when the cluster is not at rest.

        Where that makes two clusters name each other, they become one; where it ends that, `cluster` keeps
        the data.
        """
        if cluster.status not in (*SERVING, "PENDING_SETUP"):
            message = f"The cluster cannot be updated while it is {cluster.status}."
            raise errors.conflict(cluster.identifier, message)
        before = self._partner(cluster)
        change()
        cluster.status = "UPDATING"
        if before is not None and cluster.peer != before.arn:
            self._part(cluster, before)
        peer = self.find(cluster.peer)
        if peer and peer.peer == cluster.arn and not cluster.linked and not peer.is_leaving:
            self._begin([cluster, peer], self._linking(cluster, peer))
        else:
            self._begin([cluster], self._updating(cluster))

    def delete(self, cluster: Cluster) -> None:
        """Begin to delete; ServiceError when it is protected or in the middle of something else.

        One that has a peer waits (PENDING_DELETE) until that is deleted, too.
        """
        if cluster.deletion_protection:
            message = "The cluster cannot be deleted: deletion protection is enabled. Disable it first."
            raise errors.invalid(message, "deletionProtectionEnabled")
        if cluster.status not in (*SERVING, "FAILED", "PENDING_SETUP"):
            message = f"The cluster cannot be deleted while it is {cluster.status}."
            raise errors.conflict(cluster.identifier, message)
        peer = self._partner(cluster)
        if peer is not None and not peer.is_leaving:
            cluster.status = "PENDING_DELETE"
            return
        for each in (cluster, peer):
            if each is not None:
                self._begin_to_delete(each, self._settings.cluster_seconds)

    async def settled(self, cluster: Cluster) -> None:
        """Wait until no transition of the cluster is under way."""
        while transition := self._transitions.get(cluster.identifier):
            await asyncio.wait([transition])

    async def all_settled(self) -> None:
        """Wait until no transition is under way."""
        await asyncio.gather(*(self.settled(cluster) for cluster in self.all()))

    async def reset(self, cluster: Cluster) -> None:
        """Give the cluster (and its peer) an empty database. ServiceError (Conflict) unless it serves one."""
        peer = self._partner(cluster)
        both = [cluster, peer] if peer else [cluster]
        for each in both:
            if each.status not in SERVING:
                message = f"The cluster cannot be emptied while it is {each.status}."
                raise errors.conflict(each.identifier, message)
        self._begin(both, self._resetting(both))
        await self.settled(cluster)

    async def remove(self, cluster: Cluster) -> None:
        """Delete the cluster at once, protected or not, and wait until it is gone. A peer keeps the data."""
        await self.settled(cluster)
        if cluster.identifier not in self._clusters:
            return
        peer = self._partner(cluster)
        if peer is not None:
            _unlink(peer, cluster)
            peer.peer = None
            if peer.status == "PENDING_DELETE":
                self._begin_to_delete(peer, seconds=0)
        self._begin_to_delete(cluster, seconds=0)
        await self.settled(cluster)
        self.repeats.forget(cluster.identifier)

    async def close(self) -> None:
        """Stop every database, whatever the clusters' states."""
        transitions = list(self._transitions.values())
        for transition in transitions:
            transition.cancel()
        await asyncio.gather(*transitions, return_exceptions=True)
        stops = (self._databases.stop(cluster) for cluster in self.all())
        await asyncio.gather(*stops, return_exceptions=True)
        self._clusters.clear()

    def _partner(self, cluster: Cluster) -> Cluster | None:
        """The cluster in another Region that serves the same database."""
        return self.find(cluster.peer) if cluster.linked else None

    def _seconds(self, asked: float | None) -> float:
        return self._settings.cluster_seconds if asked is None else asked

    def _begin(self, clusters: Iterable[Cluster], transition: Coroutine[None, None, None]) -> None:
        """Run a transition once the clusters are through with what they are in."""
        identifiers = [cluster.identifier for cluster in clusters]
        earlier = {self._transitions[each] for each in identifiers if each in self._transitions}

        async def run() -> None:
            if earlier:
                await asyncio.wait(earlier)
            await transition

        def finished(_: asyncio.Task[None]) -> None:
            transition.close()  # it may not have begun
            for identifier in identifiers:
                if self._transitions.get(identifier) is task:
                    del self._transitions[identifier]
            if not task.cancelled():
                self._changed()

        task = asyncio.create_task(run())
        self._transitions.update(dict.fromkeys(identifiers, task))
        task.add_done_callback(finished)
        self._changed()

    async def _creating(self, cluster: Cluster, seconds: float) -> None:
        """Make the cluster, or bring it back from an earlier run."""
        cluster.status = "CREATING"
        delay = asyncio.sleep(seconds)
        if cluster.witness_region is None or cluster.database is not None:
            await self._attempt([cluster], self._serve([cluster]), delay)
        else:
            await delay
        if cluster.status == "CREATING":
            cluster.come_to_rest()

    async def _resetting(self, clusters: list[Cluster]) -> None:
        for cluster in clusters:
            cluster.status = "CREATING"
            await self._databases.remove(cluster)
        await self._attempt(clusters, self._serve(clusters))
        for cluster in clusters:
            if cluster.status == "CREATING":
                cluster.come_to_rest()

    async def _updating(self, cluster: Cluster) -> None:
        await asyncio.sleep(self._settings.cluster_seconds)
        if cluster.status == "UPDATING":
            cluster.come_to_rest()

    async def _linking(self, cluster: Cluster, peer: Cluster) -> None:
        """Make two clusters that name each other one database: that of `cluster`, if it has one."""
        cluster.linked = peer.linked = True
        cluster.status = peer.status = "UPDATING"
        both = sorted([cluster, peer], key=lambda each: each.database is None)
        delay = asyncio.sleep(self._settings.cluster_seconds)
        await self._attempt(both, self._serve(both), delay)
        for each in both:
            if each.status == "UPDATING":
                each.come_to_rest()

    async def _returning(self, cluster: Cluster, peer: Cluster) -> None:
        """Bring two linked clusters back from an earlier run."""
        statuses = [(each, each.status) for each in (cluster, peer)]
        cluster.status = peer.status = "CREATING"
        both = sorted([cluster, peer], key=lambda each: each.database is None)
        await self._attempt(both, self._serve(both))
        for each, status in statuses:
            if each.status == "CREATING":
                each.come_to_rest()
                if status == "PENDING_DELETE":
                    each.status = status

    def _part(self, keeps: Cluster, loses: Cluster) -> None:
        """End the link of two clusters."""
        _unlink(keeps, loses)
        if loses.status == "PENDING_DELETE":
            self._begin_to_delete(loses, self._settings.cluster_seconds)
        else:
            self._begin([loses], self._losing(loses))

    async def _losing(self, cluster: Cluster) -> None:
        cluster.status = "UPDATING"
        delay = asyncio.sleep(self._settings.cluster_seconds)
        await asyncio.gather(self._databases.remove(cluster), delay)
        cluster.come_to_rest()

    def _begin_to_delete(self, cluster: Cluster, seconds: float) -> None:
        cluster.status = "DELETING"
        self._begin([cluster], self._deleting(cluster, seconds))

    async def _deleting(self, cluster: Cluster, seconds: float) -> None:
        await asyncio.gather(self._databases.remove(cluster), asyncio.sleep(seconds))
        del self._clusters[cluster.identifier]

    async def _serve(self, clusters: list[Cluster]) -> None:
        """Start the database of the first, unless it runs, and let the others serve it too."""
        first, *others = clusters
        if not self._databases.runs(first):
            if first.database is None:
                taken = {each.database for each in self._clusters.values()}
                name = first.identifier
                first.database = f"{name[:20]}{secrets.token_hex(3)}" if name in taken else name
            await self._databases.start(first, _failing(first))
        for other in others:
            other.database = first.database
            self._databases.share(other, first, _failing(other))

    async def _attempt(self, clusters: Iterable[Cluster], *work: Coroutine[Any, Any, None]) -> None:
        """Do what may go wrong; if it does, the clusters have FAILED and the rest goes on."""
        try:
            await asyncio.gather(*work)
        except Exception as error:  # noqa: BLE001 - whatever it was, the others know nothing of it
            for cluster in clusters:
                cluster.status = "FAILED"
                _log.error("cluster %s could not be made: %s", cluster.identifier, error)


def _unlink(keeps: Cluster, loses: Cluster) -> None:
    """Two clusters are two again; only the first has the data."""
    keeps.linked = loses.linked = False
    loses.database = None


def _failing(cluster: Cluster) -> Callable[[], None]:
    """What makes a cluster FAILED when its database has died."""

    def died() -> None:
        if cluster.status != "DELETING":
            cluster.status = "FAILED"

    return died
