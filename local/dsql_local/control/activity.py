"""A cluster that nobody uses becomes IDLE and then INACTIVE; a connection wakes it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dsql_local.control.cluster import SERVING, Cluster
from dsql_local.settings import Settings


def doze(cluster: Cluster, settings: Settings) -> None:
    """Bring the status of a cluster that serves clients up to date."""
    if cluster.status not in SERVING:
        return
    quiet = cluster.activity.quiet_seconds()
    if 0 < settings.inactive_seconds <= quiet:
        cluster.status = "INACTIVE"
    elif 0 < settings.idle_seconds <= quiet and cluster.status == "ACTIVE":
        cluster.status = "IDLE"


@asynccontextmanager
async def visit(cluster: Cluster, settings: Settings) -> AsyncIterator[None]:
    """A connection, from its admission to its end; it begins when the cluster is awake."""
    cluster.activity.connections += 1
    try:
        if cluster.status == "INACTIVE":
            await asyncio.sleep(settings.wake_seconds)
        if cluster.status in SERVING:
            cluster.status = "ACTIVE"
        yield
    finally:
        cluster.activity.connections -= 1
        cluster.activity.last = time.monotonic()
