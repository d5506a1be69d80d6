"""The operations on streams, answered as for a cluster that has none: there is no Kinesis to write to."""

from typing import NoReturn

from dsql_local.control import errors
from dsql_local.control.call import Call, Route


async def _create(call: Call) -> dict[str, object]:
    call.cluster()
    raise errors.invalid(
        "The local stand-in for Aurora DSQL has no streams: there is no Kinesis to write to."
    )


async def _list(call: Call) -> dict[str, object]:
    call.cluster()
    return {"streams": []}


async def _none(call: Call) -> NoReturn:
    call.cluster()
    raise errors.not_found(call.given["streamIdentifier"], "stream")


ROUTES = (
    Route("CreateStream", "POST", "/stream/{clusterIdentifier}", _create),
    Route("ListStreams", "GET", "/stream/{clusterIdentifier}", _list),
    Route("GetStream", "GET", "/stream/{clusterIdentifier}/{streamIdentifier}", _none),
    Route("DeleteStream", "DELETE", "/stream/{clusterIdentifier}/{streamIdentifier}", _none),
)
