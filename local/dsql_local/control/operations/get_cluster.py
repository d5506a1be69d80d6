"""GetCluster."""

from dsql_local.control.call import Call, Route


async def _run(call: Call) -> dict[str, object]:
    cluster = call.cluster()
    return {**cluster.description(), "tags": cluster.tags}


ROUTE = Route("GetCluster", "GET", "/cluster/{identifier}", _run)
