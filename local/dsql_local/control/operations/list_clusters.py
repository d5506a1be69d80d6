"""ListClusters, page by page."""

import base64
import binascii

from dsql_local.control import errors
from dsql_local.control.call import Call, Route

_LARGEST_PAGE = 100


async def _run(call: Call) -> dict[str, object]:
    clusters = call.fleet.all(call.region)
    size = _page_size(call)
    after = _position(call)
    # The position is a time, so a page stays right when clusters come and go between two requests.
    rest = [cluster for cluster in clusters if cluster.created > after]
    page = rest[:size]
    answer: dict[str, object] = {"clusters": [{"identifier": c.identifier, "arn": c.arn} for c in page]}
    if len(rest) > size:
        answer["nextToken"] = base64.urlsafe_b64encode(repr(page[-1].created).encode()).decode()
    return answer


def _page_size(call: Call) -> int:
    text = call.query.get("max-results", [str(_LARGEST_PAGE)])[0]
    if not text.isdecimal() or not 1 <= int(text[:9]) <= _LARGEST_PAGE:
        raise errors.invalid_field("maxResults", f"must be 1 to {_LARGEST_PAGE}")
    return int(text)


def _position(call: Call) -> float:
    """The creation time of the last cluster that the client has seen."""
    try:
        return (
            float(base64.urlsafe_b64decode(call.query["next-token"][0]))
            if "next-token" in call.query
            else 0.0
        )
    except (ValueError, binascii.Error):
        raise errors.invalid_field("nextToken", "is not one of this service") from None


ROUTE = Route("ListClusters", "GET", "/cluster", _run)
