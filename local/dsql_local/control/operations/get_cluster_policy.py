"""GetClusterPolicy."""

from dsql_local.control import policies
from dsql_local.control.call import Call, Route


async def _run(call: Call) -> dict[str, object]:
    policy = policies.of(call.cluster())
    return {"policy": policy.document, "policyVersion": policy.version}


ROUTE = Route("GetClusterPolicy", "GET", "/cluster/{identifier}/policy", _run)
