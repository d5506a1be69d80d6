"""UpdateCluster."""

from dsql_local.control.call import Call, Route
from dsql_local.control.operations.create_cluster import AWS_OWNED_KEY


async def _run(call: Call) -> dict[str, object]:
    call.refuse("multiRegionProperties")
    cluster = call.cluster()
    protection = call.boolean("deletionProtectionEnabled", cluster.deletion_protection)
    key = call.text("kmsEncryptionKey", 2048)
    groups = call.metric_groups() if "metricGroups" in call.body else cluster.metric_groups
    call.fleet.updating(cluster)
    cluster.deletion_protection = protection
    cluster.metric_groups = groups
    if key is not None:
        cluster.kms_key = None if key == AWS_OWNED_KEY else key
    return cluster.summary()


ROUTE = Route("UpdateCluster", "POST", "/cluster/{identifier}", _run)
