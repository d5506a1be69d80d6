"""GetVpcEndpointServiceName."""

from dsql_local.control.call import Call, Route


async def _run(call: Call) -> dict[str, object]:
    cluster = call.cluster()
    return {"serviceName": cluster.vpc_service, "clusterVpcEndpoint": cluster.vpc_endpoint}


ROUTE = Route("GetVpcEndpointServiceName", "GET", "/clusters/{identifier}/vpc-endpoint-service-name", _run)
