"""CreateCluster."""

from dsql_local.control import kms, peering, policies
from dsql_local.control.call import Call, Route
from dsql_local.control.cluster import Cluster
from dsql_local.control.tags import checked_tags


async def _run(call: Call) -> dict[str, object]:
    given = call.given
    peers = peering.for_new(call.region, given.get("multiRegionProperties"), call.fleet.find)
    key = kms.key_arn(given.get("kmsEncryptionKey"), call.region)
    cluster = Cluster(
        region=call.region,
        deletion_protection=given.get("deletionProtectionEnabled", True),
        tags=checked_tags(given.get("tags", {})),
        kms_key=key,
        key_is_changing=key is not None,
        metric_groups=given.get("metricGroups", []),
        witness_region=peers.witness_region,
        peer=peers.peer,
    )
    if "policy" in given:
        policies.put(call, cluster)
    return call.fleet.create(cluster).description()


ROUTE = Route("CreateCluster", "POST", "/cluster", _run)
