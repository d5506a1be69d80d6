"""Which resource a cluster was made for: a tag on it, so that a run that is stopped leaves none behind.

The service makes a cluster before the state can have it. Where the run ends in between, the next one finds
the cluster by this tag and goes on with it. The program hands over the resource's identity in the input
`__resource`; nobody else sees it, nor the tag.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from pulumi_dsql_provider.aws.cluster import Clusters, Description
from pulumi_dsql_provider.dynamic import contents
from pulumi_dsql_provider.dynamic.errors import Failed
from pulumi_dsql_provider.dynamic.inputs import optional_text

IDENTITY = "__resource"
"""The input that holds the resource's identity: project, stack, parent and name."""
CLUSTER = "__cluster"
"""The input of what is in a cluster of the program that holds that cluster's identity."""
TAG = "pulumi-dsql:resource"

# What the service takes as the value of a tag.
_AS_IT_IS = re.compile(r"[A-Za-z0-9 +\-=._:/@]{1,256}")

# The identities of the clusters that the state has, as far as this process has seen it. What bears one of
# them was not left behind: `pulumi up --replace` wants another cluster beside it.
_in_the_state: set[str] = set()

# Where these clusters are, by their identity.
_endpoints: dict[str, str] = {}


def note(olds: Mapping[str, Any]) -> None:
    """Remember that the state has the cluster with these inputs."""
    if isinstance(olds.get(IDENTITY), str):
        _in_the_state.add(olds[IDENTITY])


def note_endpoint(olds: Mapping[str, Any], news: Mapping[str, Any]) -> None:
    """Remember where the cluster with these outputs is, for what the program has in it.

    While the cluster itself changes, a preview knows none of its outputs. What has been in it before has the
    endpoint in its own state; what a failed destroy has taken out of the state, or what is new, has not.
    """
    identity, endpoint = news.get(IDENTITY), olds.get("endpoint")
    if isinstance(identity, str) and isinstance(endpoint, str):
        _endpoints[identity] = endpoint


def endpoint(props: Mapping[str, Any]) -> str | None:
    """The endpoint of the program's cluster that these inputs name, if it is there already."""
    identity = props.get(CLUSTER)
    return _endpoints.get(identity) if isinstance(identity, str) else None


def tags(props: Mapping[str, Any]) -> dict[str, str]:
    """The tags that the cluster gets: the program's and, if the program says who it is, ours."""
    identity = optional_text(props, IDENTITY)
    return {**(props.get("tags") or {}), **({TAG: _value(identity)} if identity else {})}


def is_renamed(olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    """Whether the resource had another name or place: its old one may become another's, so the tag follows.

    A cluster that has no tag yet gets it with any other change: it is in the state already.
    """
    old, new = olds.get(IDENTITY), news.get(IDENTITY)
    return bool(old and new and old != new)


def visible(found: Mapping[str, str]) -> dict[str, str]:
    """The tags without ours."""
    return {key: value for key, value in found.items() if key != TAG}


def left_behind(clusters: Clusters, props: Mapping[str, Any]) -> str | None:
    """The cluster that a stopped run made for this resource and that no state has, by its identifier.

    It is empty: tables are only made once the state has their cluster. One that holds something belongs to a
    stack of the same name elsewhere, and is left alone. Raises Failed (DSQL410) where that cannot be seen.
    """
    identity = optional_text(props, IDENTITY)
    if not identity or identity in _in_the_state:
        return None
    for found in clusters.tagged(TAG, _value(identity)):
        if found.status == "CREATING" or _is_empty(found, props):
            _refuse_another_key(found, optional_text(props, "kms_encryption_key"))
            return found.identifier
    return None


def _value(identity: str) -> str:
    if _AS_IT_IS.fullmatch(identity):
        return identity
    return f"sha256:{hashlib.sha256(identity.encode()).hexdigest()}"


def _is_empty(found: Description, props: Mapping[str, Any]) -> bool:
    try:
        return contents.is_empty(found, props)
    except contents.Unseen as unseen:
        raise Failed(
            f"DSQL410: cluster {found.identifier} has the tag {TAG} of this resource, but whether it is "
            f"empty cannot be seen: {unseen}; run again when it can be reached, or remove the tag to have a "
            "new cluster"
        ) from None


def _refuse_another_key(found: Description, wanted: str | None) -> None:
    """The key that encrypts it was asked for by the run that was stopped; the program may have changed."""
    # An alias or a bare identifier of a key cannot be compared with the key's ARN.
    same = found.kms_key == wanted if wanted and ":key/" in wanted else bool(found.kms_key) == bool(wanted)
    if not same:
        raise Failed(
            f"DSQL420: cluster {found.identifier}, which a stopped run has made for this resource, is "
            "encrypted with another key; delete it in the AWS console and run again"
        )
