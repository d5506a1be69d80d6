"""TagResource."""

from dsql_local.control import errors
from dsql_local.control.call import Call, Route
from dsql_local.control.tags import MOST_TAGS, checked_tags


async def _run(call: Call) -> dict[str, object]:
    cluster = call.cluster()
    tags = cluster.tags | checked_tags(call.given["tags"])
    if len(tags) > MOST_TAGS:
        raise errors.invalid_field("tags", f"a cluster has at most {MOST_TAGS} tags")
    cluster.tags = tags
    return {}


ROUTE = Route("TagResource", "POST", "/tags/{resourceArn}", _run)
