"""DeleteClusterPolicy."""

from dsql_local.control import policies
from dsql_local.control.call import Call, Route


async def _run(call: Call) -> dict[str, object]:
    cluster = call.cluster()
    policy = policies.of(cluster)
    policies.check_version(call, cluster)
    cluster.policy = None
    return {"policyVersion": policy.version}


ROUTE = Route("DeleteClusterPolicy", "DELETE", "/cluster/{identifier}/policy", _run)
