"""DeleteCluster."""

from dsql_local.control.call import Call, Route


async def _run(call: Call) -> dict[str, object]:
    cluster = call.cluster()
    call.fleet.delete(cluster)
    return cluster.summary()


ROUTE = Route("DeleteCluster", "DELETE", "/cluster/{identifier}", _run)
