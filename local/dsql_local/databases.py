"""Gives each cluster a PostgreSQL server of its own and a worker for its jobs."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from dsql_local import tokens
from dsql_local.cluster_template import cluster_template
from dsql_local.control.activity import visit
from dsql_local.control.cluster import Cluster
from dsql_local.faults.injector import Faults
from dsql_local.kept_data import KeptData
from dsql_local.postgres import Postgres
from dsql_local.rules.rule import LATEST
from dsql_local.settings import Settings
from dsql_local.sigv4 import Key
from dsql_local.sys.worker import Worker
from dsql_local.wire import target as wire
from dsql_local.wire.arrivals import Arrivals
from dsql_local.wire.target import Target


@dataclass(frozen=True)
class _Database:
    """What one cluster serves. Peers have the server and the worker in common, and the worker its target."""

    server: Postgres
    target: Target
    worker: Worker
    of_worker: Target
    died: Callable[[], None]


class LocalDatabases:
    """The databases of all clusters, below one run directory; their data is in `kept` if that is given."""

    def __init__(
        self,
        directory: Path,
        settings: Settings,
        keys: Mapping[str, Key],
        faults: Faults,
        kept: KeptData | None = None,
    ) -> None:
        self._directory = directory
        self._kept = kept
        self._settings = settings
        self._keys = keys
        self._faults = faults
        self._databases: dict[str, _Database] = {}

    def target(self, cluster: Cluster) -> Target | None:
        """Where the wire protocol finds the database of a cluster; None while it has none."""
        database = self._databases.get(cluster.identifier)
        return database.target if database else None

    def settings_changed(self) -> None:
        """Hand the settings on to the clusters there are."""
        for database in self._databases.values():
            database.target.settings = database.of_worker.settings = self._wire_settings()

    async def start(self, cluster: Cluster, died: Callable[[], None]) -> None:
        """Start the server, with what is kept of it; call `died` should it ever end by itself.

        LocalError when the server does not come up.
        """
        server = await self._start_server(cluster)
        try:
            target = Target(
                **self._named(cluster),
                socket_dir=server.socket_dir,
                holder=self._holder,
                settings=self._wire_settings(),
                faults=self._faults,
            )
            worker = Worker(target)
            await worker.start()
        except BaseException:
            await asyncio.to_thread(server.stop)
            raise
        self._databases[cluster.identifier] = _Database(server, target, worker, target, died)
        loop = asyncio.get_running_loop()

        def ended() -> None:
            loop.remove_reader(server.fileno())
            for database in self._databases.values():
                if database.server is server:
                    database.died()

        loop.add_reader(server.fileno(), ended)

    def share(self, cluster: Cluster, peer: Cluster, died: Callable[[], None]) -> None:
        """Let clients of `cluster` reach the database of `peer`, which runs, as their own."""
        of_peer = self._databases[peer.identifier]
        target = replace(of_peer.target, **self._named(cluster), connections=0, arrivals=Arrivals())
        self._databases[cluster.identifier] = replace(of_peer, target=target, died=died)

    def runs(self, cluster: Cluster) -> bool:
        """Whether the cluster's database takes connections."""
        return cluster.identifier in self._databases

    async def stop(self, cluster: Cluster) -> None:
        """Stop the server, unless a peer serves it too; open connections break. No error if there is none."""
        database = self._databases.pop(cluster.identifier, None)
        if database is not None and not self._is_used(database.server):
            asyncio.get_running_loop().remove_reader(database.server.fileno())
            await database.worker.stop()
            await asyncio.to_thread(database.server.stop)

    async def remove(self, cluster: Cluster) -> None:
        """Stop the server and remove what is kept of it, unless a peer serves it too."""
        database = self._databases.get(cluster.identifier)
        await self.stop(cluster)
        if self._kept and cluster.database and not (database and self._is_used(database.server)):
            await asyncio.to_thread(self._kept.remove, cluster.database)

    def _is_used(self, server: Postgres) -> bool:
        return any(database.server is server for database in self._databases.values())

    async def _start_server(self, cluster: Cluster) -> Postgres:
        """Start a server in a thread; when cancelled, the server that the thread still starts is stopped."""

        name = cluster.database or cluster.identifier

        def begin() -> Postgres:
            kept = self._kept.of(name) if self._kept else None
            return Postgres.start(self._directory, name=name, template=cluster_template(), kept=kept)

        start = asyncio.to_thread(begin)
        starting = asyncio.ensure_future(start)
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            await asyncio.to_thread((await starting).stop)
            raise

    def _named(self, cluster: Cluster) -> dict[str, Any]:
        """What the targets of two peers do not have in common."""
        return {
            "endpoint": cluster.endpoint,
            "authenticate": self._authenticator(cluster),
            "visit": partial(visit, cluster, self._settings),
        }

    def _authenticator(self, cluster: Cluster) -> Callable[[str, str], str | None]:
        def authenticate(user: str, password: str) -> str | None:
            signed_for = password.partition("/")[0]
            refused = tokens.verify(
                password,
                user=user,
                endpoint=signed_for if signed_for in cluster.host_names else cluster.endpoint,
                region=cluster.region,
                keys=self._keys,
                now=self._settings.now(),
            )
            action = "dsql:DbConnectAdmin" if user == tokens.ADMIN else "dsql:DbConnect"
            if refused is None and cluster.denies(self._holder(password) or "", action):
                return tokens.ACCESS_DENIED
            return refused

        return authenticate

    def _holder(self, password: str) -> str | None:
        key = tokens.signer_of(password, self._keys)
        return key.arn if key else None

    def _wire_settings(self) -> wire.Settings:
        """The settings that concern one cluster, as the wire protocol has them."""
        return wire.Settings(
            job_seconds=self._settings.job_seconds,
            job_seconds_per_1000_rows=self._settings.job_seconds_per_1000_rows,
            job_kept_seconds=self._settings.job_kept_seconds,
            analyze_rows=int(self._settings.analyze_rows),
            ddl_milliseconds=self._settings.ddl_milliseconds,
            row_limit=int(self._settings.row_limit),
            transaction_seconds=self._settings.transaction_seconds,
            connection_seconds=self._settings.connection_seconds,
            max_connections=int(self._settings.max_connections),
            connection_rate=self._settings.connection_rate,
            connection_burst=self._settings.connection_burst,
            as_of=self._settings.as_of or LATEST,
        )
