"""Gives each cluster a PostgreSQL server of its own, with the schema `sys` and a worker for jobs."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dsql_local import tokens
from dsql_local.control.cluster import Cluster
from dsql_local.faults.injector import Faults
from dsql_local.postgres import Postgres
from dsql_local.rules.rule import LATEST
from dsql_local.settings import Settings
from dsql_local.sigv4 import Key
from dsql_local.sys.install import install
from dsql_local.sys.worker import Worker
from dsql_local.wire import target as wire
from dsql_local.wire.target import Target


@dataclass(frozen=True)
class _Database:
    server: Postgres
    target: Target
    worker: Worker


class LocalDatabases:
    """The databases of all clusters, below one run directory."""

    def __init__(self, directory: Path, settings: Settings, keys: Mapping[str, Key], faults: Faults) -> None:
        self._directory = directory
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
            database.target.settings = self._wire_settings()

    async def start(self, cluster: Cluster, died: Callable[[], None]) -> None:
        """Start the server and make it look like Aurora DSQL; call `died` should it ever end by itself.

        LocalError when the server does not come up.
        """
        server = await self._start_server(cluster)
        try:
            await install(server.socket_dir)
            target = Target(
                endpoint=cluster.endpoint,
                socket_dir=server.socket_dir,
                authenticate=self._authenticator(cluster),
                holder=self._holder,
                settings=self._wire_settings(),
                faults=self._faults,
            )
            worker = Worker(target)
            await worker.start()
        except BaseException:
            await asyncio.to_thread(server.stop)
            raise
        self._databases[cluster.identifier] = _Database(server, target, worker)
        loop = asyncio.get_running_loop()

        def ended() -> None:
            loop.remove_reader(server.fileno())
            died()

        loop.add_reader(server.fileno(), ended)

    async def stop(self, cluster: Cluster) -> None:
        """Stop and remove the server; open connections break. Does nothing when there is none."""
        database = self._databases.pop(cluster.identifier, None)
        if database is not None:
            asyncio.get_running_loop().remove_reader(database.server.fileno())
            await database.worker.stop()
            await asyncio.to_thread(database.server.stop)

    async def _start_server(self, cluster: Cluster) -> Postgres:
        """Start a server in a thread; when cancelled, the server that the thread still starts is stopped."""
        start = asyncio.to_thread(Postgres.start, self._directory, name=cluster.identifier)
        starting = asyncio.ensure_future(start)
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            await asyncio.to_thread((await starting).stop)
            raise

    def _authenticator(self, cluster: Cluster) -> Callable[[str, str], str | None]:
        def authenticate(user: str, password: str) -> str | None:
            return tokens.verify(
                password,
                user=user,
                endpoint=cluster.endpoint,
                region=cluster.region,
                keys=self._keys,
                now=self._settings.now(),
            )

        return authenticate

    def _holder(self, password: str) -> str | None:
        key = tokens.signer_of(password, self._keys)
        return key.arn if key else None

    def _wire_settings(self) -> wire.Settings:
        """The settings that concern one cluster, as the wire protocol has them."""
        return wire.Settings(
            job_seconds=self._settings.job_seconds,
            ddl_milliseconds=self._settings.ddl_milliseconds,
            row_limit=int(self._settings.row_limit),
            transaction_seconds=self._settings.transaction_seconds,
            connection_seconds=self._settings.connection_seconds,
            max_connections=int(self._settings.max_connections),
            as_of=self._settings.as_of or LATEST,
        )
