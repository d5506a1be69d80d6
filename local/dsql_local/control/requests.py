"""The members of each operation's request: the service's published constraints, as data."""

from collections.abc import Mapping
from dataclasses import replace

from dsql_local.control.shapes import Boolean, Integer, Listed, Mapped, Member, Structure, Text

_ARN = Text(1, 1011, "arn:.+")
_CLIENT_TOKEN = Text(1, 128, "[!-~]+")
_CLUSTER_ARN = Text(pattern="arn:aws(-[^:]+)?:dsql:[a-z0-9-]{1,20}:[0-9]{12}:cluster/[a-z0-9]{26}")
_IDENTIFIER = Text(pattern="[a-z0-9]{26}")
_KINESIS_ARN = Text(1, 2048, r"arn:aws[a-zA-Z-]*:kinesis:[a-z0-9-]*:[0-9]{12}:stream/[a-zA-Z0-9+=,.@_/\-]+")
_KMS_KEY = Text(1, 2048, "[a-zA-Z0-9:/_-]+")
_METRIC_GROUP = Structure({"metricGroup": Member(Text(choices=("STATEMENT_STATISTICS",)), required=True)})
_METRIC_GROUPS = Listed(_METRIC_GROUP, 20)
_PEERS = Structure({"witnessRegion": Member(Text(0, 50)), "clusters": Member(Listed(_CLUSTER_ARN))})
_POLICY = Text(1, 20_480)
_ROLE_ARN = Text(20, 2048, r"arn:aws(-[^:]+)?:iam::[0-9]{12}:role(/[a-zA-Z0-9+=,.@_-]+)+")
_TAG = r"[a-zA-Z0-9_.:/=+\-@ ]*"
_TAG_KEY = Text(1, 128, _TAG)
_TAGS = Mapped(_TAG_KEY, Text(0, 256, _TAG), 200)
_TARGET = Structure(
    {
        "kinesis": Member(
            Structure(
                {
                    "streamArn": Member(_KINESIS_ARN, required=True),
                    "roleArn": Member(_ROLE_ARN, required=True),
                }
            )
        )
    }
)

_IN_PATH = Member(_IDENTIFIER, required=True, place="path")
_TOKEN = Member(_CLIENT_TOKEN)
_TOKEN_IN_QUERY = Member(_CLIENT_TOKEN, place="query", name_there="client-token")
_VERSION = Member(Text())
_BY_ARN = Member(_ARN, required=True, place="path")
_CLUSTER = {"identifier": _IN_PATH}
_STREAMS = {"clusterIdentifier": _IN_PATH}
_STREAM = {**_STREAMS, "streamIdentifier": _IN_PATH}
_PAGE = {
    "maxResults": Member(Integer(1, 100), place="query", name_there="max-results"),
    "nextToken": Member(Text(), place="query", name_there="next-token"),
}
_SETTINGS = {
    "deletionProtectionEnabled": Member(Boolean()),
    "kmsEncryptionKey": Member(_KMS_KEY),
    "multiRegionProperties": Member(_PEERS),
    "metricGroups": Member(_METRIC_GROUPS),
    "clientToken": _TOKEN,
}

REQUESTS: Mapping[str, Structure] = {
    "CreateCluster": Structure(
        {
            **_SETTINGS,
            "tags": Member(_TAGS),
            "policy": Member(_POLICY),
            "bypassPolicyLockoutSafetyCheck": Member(Boolean()),
        }
    ),
    "GetCluster": Structure(_CLUSTER),
    "UpdateCluster": Structure({**_CLUSTER, **_SETTINGS}),
    "DeleteCluster": Structure({**_CLUSTER, "clientToken": _TOKEN_IN_QUERY}),
    "ListClusters": Structure(_PAGE),
    "PutClusterPolicy": Structure(
        {
            **_CLUSTER,
            "policy": Member(_POLICY, required=True),
            "bypassPolicyLockoutSafetyCheck": Member(Boolean()),
            "expectedPolicyVersion": _VERSION,
            "clientToken": _TOKEN,
        }
    ),
    "GetClusterPolicy": Structure(_CLUSTER),
    "DeleteClusterPolicy": Structure(
        {
            **_CLUSTER,
            "expectedPolicyVersion": replace(_VERSION, place="query", name_there="expected-policy-version"),
            "clientToken": _TOKEN_IN_QUERY,
        }
    ),
    "GetVpcEndpointServiceName": Structure(_CLUSTER),
    "TagResource": Structure({"resourceArn": _BY_ARN, "tags": Member(_TAGS, required=True)}),
    "UntagResource": Structure(
        {"resourceArn": _BY_ARN, "tagKeys": Member(Listed(_TAG_KEY, 200), required=True, place="query")}
    ),
    "ListTagsForResource": Structure({"resourceArn": _BY_ARN}),
    "CreateStream": Structure(
        {
            **_STREAMS,
            "targetDefinition": Member(_TARGET, required=True),
            "ordering": Member(Text(choices=("UNORDERED",)), required=True),
            "format": Member(Text(choices=("JSON",)), required=True),
            "tags": Member(_TAGS),
            "clientToken": _TOKEN,
        }
    ),
    "GetStream": Structure(_STREAM),
    "ListStreams": Structure({**_STREAMS, **_PAGE}),
    "DeleteStream": Structure({**_STREAM, "clientToken": _TOKEN_IN_QUERY}),
}
"""By the operation's name."""
