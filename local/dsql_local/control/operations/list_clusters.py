"""ListClusters, page by page."""

import base64
import binascii

from dsql_local.control import errors
from dsql_local.control.call import Call, Route

_LARGEST_PAGE = 100


async def _run(call: Call) -> dict[str, object]:
    size = call.given.get("maxResults", _LARGEST_PAGE)
    after = _position(call.given.get("nextToken"))
    # The position is a time, so a page stays right when clusters come and go between two requests.
    rest = [cluster for cluster in call.fleet.all(call.region) if cluster.created > after]
    page = rest[:size]
    answer: dict[str, object] = {"clusters": [{"identifier": c.identifier, "arn": c.arn} for c in page]}
    if len(rest) > size:
        answer["nextToken"] = base64.urlsafe_b64encode(repr(page[-1].created).encode()).decode()
    return answer


def _position(token: str | None) -> float:
    """The creation time of the last cluster that the client has seen."""
    try:
        return float(base64.urlsafe_b64decode(token)) if token is not None else 0.0
    except (ValueError, binascii.Error):
        raise errors.invalid_field("nextToken", "is not one of this service") from None


ROUTE = Route("ListClusters", "GET", "/cluster", _run)
