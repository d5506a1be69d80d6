"""What a request may say about a cluster's peers in other Regions.

A multi-Region cluster is two clusters with the same witness Region, each of which names the other. Until both
do, they are PENDING_SETUP.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dsql_local.control import errors
from dsql_local.control.cluster import Cluster

_REGION = re.compile(r"[a-z]{2,3}(-[a-z]+)+-[0-9]{1,2}")
_WITNESS, _CLUSTERS = "multiRegionProperties.witnessRegion", "multiRegionProperties.clusters"

Find = Callable[[str], Cluster | None]
"""The cluster of an ARN, or None."""


@dataclass(frozen=True)
class Peering:
    """The witness Region and the ARN of the peer; None where there is none."""

    witness_region: str | None = None
    peer: str | None = None


def for_new(region: str, asked: Mapping[str, Any] | None, find: Find) -> Peering:
    """What CreateCluster asks for in `multiRegionProperties`. ServiceError when it cannot be had."""
    if asked is None:
        return Peering()
    witness = asked.get("witnessRegion")
    if witness is None:
        raise errors.invalid_field(_WITNESS, "Member must not be null")
    _check_witness(witness, region)
    peer = _only(asked.get("clusters", []), but=None)
    if peer is not None:
        _check_peer(peer, region, witness, find, own_arn=None)
    return Peering(witness, peer)


def for_update(cluster: Cluster, asked: Mapping[str, Any] | None, find: Find) -> Peering:
    """What UpdateCluster asks for; what it does not name stays. ServiceError when it cannot be had."""
    if asked is None:
        return Peering(cluster.witness_region, cluster.peer)
    if cluster.witness_region is None:
        raise errors.invalid(
            "A single-Region cluster cannot become a multi-Region cluster: create one with a witness Region."
        )
    witness = asked.get("witnessRegion") or cluster.witness_region
    _check_witness(witness, cluster.region)
    if cluster.linked and witness != cluster.witness_region:
        raise errors.invalid_field(_WITNESS, "cannot change while the cluster has a peer")
    peer = cluster.peer
    if asked.get("clusters") is not None:
        peer = _only(asked["clusters"], but=cluster.arn)
    if peer is not None and peer != cluster.peer:
        _check_peer(peer, cluster.region, witness, find, own_arn=cluster.arn)
    return Peering(witness, peer)


def _check_witness(witness: str, region: str) -> None:
    if not _REGION.fullmatch(witness):
        raise errors.invalid_field(_WITNESS, f"{witness!r} is not a Region")
    if witness == region:
        raise errors.invalid_field(_WITNESS, "cannot be the Region of the cluster")


def _only(arns: list[str], but: str | None) -> str | None:
    """The one peer in a list that may name the cluster itself, too."""
    peers = [arn for arn in arns if arn != but]
    regions = [_region_of(arn) for arn in peers]
    if len(set(regions)) < len(regions):
        raise errors.invalid_field(_CLUSTERS, "names the same Region twice")
    if len(peers) > 1:
        raise errors.invalid_field(_CLUSTERS, "names more than one peer")
    return peers[0] if peers else None


def _check_peer(peer: str, region: str, witness: str, find: Find, own_arn: str | None) -> None:
    if _region_of(peer) == region:
        raise errors.invalid_field(_CLUSTERS, f"{peer} is in the Region of the cluster itself")
    if _region_of(peer) == witness:
        raise errors.invalid_field(_WITNESS, "cannot be the Region of a peer")
    found = find(peer)
    if found is None:
        raise errors.invalid_field(_CLUSTERS, f"there is no cluster {peer}")
    if found.witness_region is None:
        raise errors.invalid_field(_CLUSTERS, f"{peer} is a single-Region cluster")
    if found.witness_region != witness:
        raise errors.invalid_field(_WITNESS, f"must be that of the peer, {found.witness_region}")
    if found.is_leaving or found.status == "FAILED":
        raise errors.conflict(found.identifier, f"The cluster {peer} is {found.status}.")
    if found.peer not in (None, own_arn):
        raise errors.conflict(found.identifier, f"The cluster {peer} has another peer.")


def _region_of(arn: str) -> str:
    return arn.split(":")[3]
