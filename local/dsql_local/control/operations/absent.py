"""The operations of the service that the stand-in has not got: each says so in a proper error."""

from dsql_local.control import errors
from dsql_local.control.call import Call, Route


def _absent(operation: str, method: str, path: str) -> Route:
    async def run(_: Call) -> dict[str, object]:
        raise errors.invalid(
            f"The local stand-in for Aurora DSQL does not have {operation} yet.", "unknownOperation"
        )

    return Route(operation, method, path, run)


ROUTES = (
    _absent("PutClusterPolicy", "POST", "/cluster/{identifier}/policy"),
    _absent("GetClusterPolicy", "GET", "/cluster/{identifier}/policy"),
    _absent("DeleteClusterPolicy", "DELETE", "/cluster/{identifier}/policy"),
    _absent("GetVpcEndpointServiceName", "GET", "/clusters/{identifier}/vpc-endpoint-service-name"),
    _absent("CreateStream", "POST", "/stream/{clusterIdentifier}"),
    _absent("ListStreams", "GET", "/stream/{clusterIdentifier}"),
    _absent("GetStream", "GET", "/stream/{clusterIdentifier}/{streamIdentifier}"),
    _absent("DeleteStream", "DELETE", "/stream/{clusterIdentifier}/{streamIdentifier}"),
)
