"""DeleteCluster."""

from dsql_local.control.call import Call, Route


async def _run(call: Call) -> dict[str, object]:
    cluster = call.cluster()
    token = call.query.get("client-token")
    call.fleet.delete(cluster, token[0] if token else None)
    return cluster.summary()


ROUTE = Route("DeleteCluster", "DELETE", "/cluster/{identifier}", _run)
