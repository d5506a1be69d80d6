"""PutClusterPolicy."""

from dsql_local.control import policies
from dsql_local.control.call import Call, Route


async def _run(call: Call) -> dict[str, object]:
    cluster = call.cluster()
    policies.check_version(call, cluster)
    return {"policyVersion": policies.put(call, cluster)}


ROUTE = Route("PutClusterPolicy", "POST", "/cluster/{identifier}/policy", _run)
