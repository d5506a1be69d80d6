"""UpdateCluster."""

from dsql_local.control import kms, peering
from dsql_local.control.call import Call, Route


async def _run(call: Call) -> dict[str, object]:
    given = call.given
    cluster = call.cluster()
    peers = peering.for_update(cluster, given.get("multiRegionProperties"), call.fleet.find)
    key = kms.key_arn(given["kmsEncryptionKey"], call.region) if "kmsEncryptionKey" in given else None

    def change() -> None:
        cluster.deletion_protection = given.get("deletionProtectionEnabled", cluster.deletion_protection)
        cluster.metric_groups = given.get("metricGroups", cluster.metric_groups)
        cluster.witness_region, cluster.peer = peers.witness_region, peers.peer
        if "kmsEncryptionKey" in given and key != cluster.kms_key:
            cluster.kms_key, cluster.key_is_changing = key, True

    call.fleet.update(cluster, change)
    return cluster.summary()


ROUTE = Route("UpdateCluster", "POST", "/cluster/{identifier}", _run)
