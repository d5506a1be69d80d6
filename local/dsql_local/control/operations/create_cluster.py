"""CreateCluster."""

from dsql_local.control.call import Call, Route
from dsql_local.control.cluster import Cluster

AWS_OWNED_KEY = "AWS_OWNED_KMS_KEY"


async def _run(call: Call) -> dict[str, object]:
    call.refuse("multiRegionProperties", "policy")
    key = call.text("kmsEncryptionKey", 2048)
    token = call.text("clientToken", 128)
    cluster = Cluster(
        region=call.region,
        deletion_protection=call.boolean("deletionProtectionEnabled", True),
        tags=call.tags(),
        kms_key=None if key == AWS_OWNED_KEY else key,
        metric_groups=call.metric_groups(),
    )
    return call.fleet.create(cluster, token, call.body).description()


ROUTE = Route("CreateCluster", "POST", "/cluster", _run)
