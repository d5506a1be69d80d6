"""Finishes the jobs of one cluster when their time has come."""

import asyncio
import contextlib
from typing import TYPE_CHECKING

import psycopg

from dsql_local.sys.install import connect
from dsql_local.sys.struck import StruckJobs

if TYPE_CHECKING:
    from dsql_local.wire.target import Settings, Target

_QUIET_SECONDS = 3600.0
"""How long to sleep when there is nothing to do; a new job wakes the worker."""
_WHILE_STUCK_SECONDS = 0.05
"""How long to sleep while a fault holds a job; its release wakes nobody."""
_LOOK_EVERY_SECONDS = 1.0
"""How often to look, in its sleep, whether there was a load or the settings are other ones."""

Connection = psycopg.AsyncConnection[tuple[object, ...]]


class Worker:
    """The background work of one cluster: index builds, validations, statistics, clean-ups. Sleeps in
    between.
    """

    def __init__(self, target: "Target") -> None:
        self._target = target
        self._struck = StruckJobs(target)
        self._rows_analyzed = 0
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

    async def _run(self, connection: Connection) -> None:
        # The server may end before the worker is told to; that is no error.
        with contextlib.suppress(psycopg.OperationalError):
            async with connection:
                while True:
                    if self._is_loaded():
                        self._rows_analyzed = self._target.rows_written
                        await connection.execute("SELECT pg_dsql._analyze_grown()")
                    settings = self._target.settings
                    due = await self._work(connection, settings)
                    await self._sleep(connection, due, settings)

    def _is_loaded(self) -> bool:
        """Whether so much has been written since the last time that statistics may have become old."""
        limit = self._target.settings.analyze_rows
        return 0 < limit <= self._target.rows_written - self._rows_analyzed

    async def _sleep(self, connection: Connection, seconds: float, settings: "Settings") -> None:
        """Until there is a job, a load, or other settings than these; or for so long."""
        clock = asyncio.get_running_loop().time
        until = clock() + seconds
        while not self._is_loaded() and settings is self._target.settings and (left := until - clock()) > 0:
            async for _ in connection.notifies(timeout=min(left, _LOOK_EVERY_SECONDS), stop_after=1):
                return

    async def _work(self, connection: Connection, settings: "Settings") -> float:
        """Finish what is due; returns in how many seconds to look again."""
        async with connection.transaction():
            known = await self._struck.strike(connection)
            stuck = self._struck.stuck()
            cursor = await connection.execute(
                "SELECT * FROM pg_dsql._work(%s, %s, %s, %s, %s)",
                [
                    settings.job_seconds,
                    settings.job_seconds_per_1000_rows,
                    settings.job_kept_seconds,
                    known,
                    stuck,
                ],
            )
            row = await cursor.fetchone()
            assert row is not None
            changes, due = row
            assert isinstance(changes, int)
            await self._struck.follow_up(connection)
            # A finished job is a change of the catalog like any other: it makes older snapshots of it stale.
            # Counted before it can be seen, so that who has seen it is not stale.
            if changes:
                cursor = await connection.execute("SELECT pg_dsql._changed_by_jobs()")
                found = await cursor.fetchone()
                self._target.catalog.change(
                    int(relation) for relation in str((found and found[0]) or "").split()
                )
        pause = float(str(due)) if due is not None else _QUIET_SECONDS
        return min(pause, _WHILE_STUCK_SECONDS) if stuck else pause
