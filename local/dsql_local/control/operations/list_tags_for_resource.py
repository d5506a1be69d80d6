"""ListTagsForResource."""

from dsql_local.control.call import Call, Route


async def _run(call: Call) -> dict[str, object]:
    return {"tags": call.cluster().tags}


ROUTE = Route("ListTagsForResource", "GET", "/tags/{resourceArn}", _run)
