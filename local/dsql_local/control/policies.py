"""Sets and removes the policy of a cluster, as several operations do."""

from dsql_local.control import errors
from dsql_local.control.call import Call
from dsql_local.control.cluster import Cluster
from dsql_local.control.policy import Malformed, Policy, statements

_PUT = "dsql:PutClusterPolicy"


def of(cluster: Cluster) -> Policy:
    """The policy that the cluster has. ServiceError (ResourceNotFound) when it has none."""
    if cluster.policy is None:
        raise errors.not_found(cluster.identifier, "cluster-policy")
    return cluster.policy


def check_version(call: Call, cluster: Cluster) -> None:
    """ServiceError (Conflict) when the caller expects another version than there is."""
    expected = call.given.get("expectedPolicyVersion")
    version = cluster.policy.version if cluster.policy else None
    if expected not in (None, version):
        message = f"The policy has version {version}, not {expected}." if version else "There is no policy."
        raise errors.conflict(cluster.identifier, message)


def put(call: Call, cluster: Cluster) -> str:
    """Give the cluster the policy in the call: its version.

    ServiceError (Validation) when it is none, or would keep the caller from ever changing it.
    """
    document = call.given["policy"]
    try:
        statements(document)
    except Malformed as malformed:
        raise errors.invalid_field("policy", f"this is no policy: {malformed}") from None
    policy = Policy(document, str(cluster.policy_changes + 1))
    bypass = call.given.get("bypassPolicyLockoutSafetyCheck", False)
    if not bypass and policy.denies(call.caller, _PUT, cluster.arn):
        raise errors.invalid_field(
            "policy",
            f"it would keep you from {_PUT}, so that you could not change it again; "
            "set bypassPolicyLockoutSafetyCheck if you mean it",
        )
    cluster.policy, cluster.policy_changes = policy, cluster.policy_changes + 1
    return policy.version
