"""Finishes the jobs of one cluster when their time has come."""

import asyncio
import contextlib
from typing import TYPE_CHECKING

import psycopg

from dsql_local.sys.install import connect
from dsql_local.sys.struck import StruckJobs

if TYPE_CHECKING:
    from dsql_local.wire.target import Target

_QUIET_SECONDS = 3600.0
"""How long to sleep when there is nothing to do; a new job wakes the worker."""
_WHILE_STUCK_SECONDS = 0.05
"""How long to sleep while a fault holds a job; its release wakes nobody."""


class Worker:
    """The background work of one cluster: index builds, validations, clean-ups. Sleeps in between."""

    def __init__(self, target: "Target") -> None:
        self._target = target
        self._struck = StruckJobs(target)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connect and begin; jobs left over from before are taken up."""
        connection = await connect(self._target.socket_dir)
        await connection.execute("LISTEN sys_jobs")
        self._task = asyncio.create_task(self._run(connection), name=f"jobs of {self._target.endpoint}")

    async def stop(self) -> None:
        """End; jobs that are not finished stay as they are."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self, connection: psycopg.AsyncConnection[tuple[object, ...]]) -> None:
        # The server may end before the worker is told to; that is no error.
        with contextlib.suppress(psycopg.OperationalError):
            async with connection:
                while True:
                    due = await self._work(connection)
                    async for _ in connection.notifies(timeout=due, stop_after=1):
                        pass

    async def _work(self, connection: psycopg.AsyncConnection[tuple[object, ...]]) -> float:
        """Finish what is due; returns in how many seconds to look again."""
        async with connection.transaction():
            known = await self._struck.strike(connection)
            stuck = self._struck.stuck()
            cursor = await connection.execute(
                "SELECT * FROM sys._work(%s, %s, %s)", [self._target.settings.job_seconds, known, stuck]
            )
            row = await cursor.fetchone()
            assert row is not None
            changes, due = row
            assert isinstance(changes, int)
            # A finished job is a change of the catalog like any other: it makes older snapshots of it stale.
            # Counted before it can be seen, so that who has seen it is not stale.
            self._target.catalog_version += changes
        pause = float(str(due)) if due is not None else _QUIET_SECONDS
        return min(pause, _WHILE_STUCK_SECONDS) if stuck else pause
