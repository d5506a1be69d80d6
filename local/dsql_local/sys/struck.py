"""The jobs of one cluster that faults have struck."""

import asyncio
from typing import TYPE_CHECKING

import psycopg

from dsql_local.faults.injector import Occasion

if TYPE_CHECKING:
    from dsql_local.wire.target import Target

_OPEN = """
SELECT job_id, lower(job_type), coalesce(object_name, '') FROM sys._job
WHERE status IN ('submitted', 'processing') AND job_type <> 'DROP' ORDER BY start_time, job_id
"""
_NO_REASON = "internal error"


class StruckJobs:
    """Offers open jobs to the faults, each until one strikes it."""

    def __init__(self, target: "Target") -> None:
        self._target = target
        self._struck: set[str] = set()
        self._stuck: dict[str, asyncio.Event] = {}

    def stuck(self) -> list[str]:
        """The ids of the jobs that are held now."""
        self._stuck = {job: released for job, released in self._stuck.items() if not released.is_set()}
        return list(self._stuck)

    async def strike(self, connection: psycopg.AsyncConnection[tuple[object, ...]]) -> list[str] | None:
        """Let faults strike the open jobs; returns the ids of these jobs, None when there are no faults."""
        if not self._target.faults.active:
            return None
        cursor = await connection.execute(_OPEN)
        jobs = [(str(job), str(kind), str(name)) for job, kind, name in await cursor.fetchall()]
        for job, kind, name in jobs:
            if job not in self._struck:
                await self._offer(connection, job, kind, name)
        return [job for job, _, _ in jobs]

    async def _offer(
        self, connection: psycopg.AsyncConnection[tuple[object, ...]], job: str, kind: str, name: str
    ) -> None:
        occasion = Occasion("job", self._target.identifier, ((kind, name),), key=job, can_fail=True)
        strike = self._target.faults.strike([occasion])
        if strike is None:
            return
        self._struck.add(job)
        if strike.fault.do == "stuck":
            self._stuck[job] = strike.hold()
        else:
            reason = strike.fault.message or _NO_REASON
            await connection.execute("UPDATE sys._job SET flaw = %s WHERE job_id = %s", [reason, job])
