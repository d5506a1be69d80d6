"""The jobs of one cluster that faults have struck."""

import asyncio
from typing import TYPE_CHECKING

import psycopg

from dsql_local.faults.fault import Fault
from dsql_local.faults.injector import Armed, Occasion

if TYPE_CHECKING:
    from dsql_local.wire.target import Target

_OPEN = """
SELECT job_id, lower(job_type), coalesce(object_name, '') FROM pg_dsql._job
WHERE status IN ('submitted', 'processing') AND job_type NOT IN ('DROP', 'ANALYZE')
ORDER BY start_time, job_id
"""
_CHANGE = "UPDATE pg_dsql._job SET late = %s, gives_up = %s, flaw = coalesce(%s, flaw) WHERE job_id = %s"
_ENDED = "SELECT job_id FROM pg_dsql._job WHERE status IN ('completed', 'failed') AND job_id = ANY (%s)"
_NO_REASON = "internal error"

Connection = psycopg.AsyncConnection[tuple[object, ...]]


class StruckJobs:
    """Offers open jobs to the faults, each until one strikes it."""

    def __init__(self, target: "Target") -> None:
        self._target = target
        self._struck: set[str] = set()
        self._stuck: dict[str, asyncio.Event] = {}
        self._conflicting: dict[str, Armed] = {}

    def stuck(self) -> list[str]:
        """The ids of the jobs that are held now."""
        self._stuck = {job: released for job, released in self._stuck.items() if not released.is_set()}
        return list(self._stuck)

    async def strike(self, connection: Connection) -> list[str] | None:
        """Let faults strike the open jobs; returns the ids of these jobs, None when there are no faults."""
        if not self._target.faults.active:
            return None
        cursor = await connection.execute(_OPEN)
        jobs = [(str(job), str(kind), str(name)) for job, kind, name in await cursor.fetchall()]
        for job, kind, name in jobs:
            if job not in self._struck:
                await self._offer(connection, job, kind, name)
        return [job for job, _, _ in jobs]

    async def _offer(self, connection: Connection, job: str, kind: str, name: str) -> None:
        occasion = Occasion("job", self._target.identifier, ((kind, name),), key=job, can_fail=True)
        strike = self._target.faults.strike([occasion])
        if strike is None:
            return
        self._struck.add(job)
        match strike.fault.do:
            case "stuck":
                self._stuck[job] = strike.hold()
            case "schema-conflict":
                self._conflicting[job] = strike.armed
            case "fail":
                await connection.execute(_CHANGE, [0, False, strike.fault.message or _NO_REASON, job])
            case change:
                await connection.execute(_CHANGE, [strike.fault.seconds, change == "give-up", None, job])

    async def follow_up(self, connection: Connection) -> None:
        """Of struck jobs that have ended, let the next statement conflict."""
        if not self._conflicting:
            return
        cursor = await connection.execute(_ENDED, [list(self._conflicting)])
        for (job,) in await cursor.fetchall():
            armed = self._conflicting.pop(str(job))
            conflict = Fault("statement", "schema-conflict", cluster=self._target.identifier)
            self._target.faults.follow(armed, conflict)
