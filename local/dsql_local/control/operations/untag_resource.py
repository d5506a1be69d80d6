"""UntagResource."""

from dsql_local.control.call import Call, Route


async def _run(call: Call) -> dict[str, object]:
    cluster = call.cluster()
    gone = set(call.given["tagKeys"])
    cluster.tags = {key: value for key, value in cluster.tags.items() if key not in gone}
    return {}


ROUTE = Route("UntagResource", "DELETE", "/tags/{resourceArn}", _run)
