"""Objects whose program gives them another cluster than the one they are in.

Nothing moves from one cluster to another: the object would be made anew, and what there is, rows and all,
would be left where nobody manages it any more. So that is refused, unless nothing is left: the cluster is
gone, or it is being replaced as a whole.
"""

import functools
from collections.abc import Mapping
from typing import Any

from pulumi_dsql_provider.aws.cluster import ClusterGone, Clusters, Description
from pulumi_dsql_provider.aws.endpoint import Endpoint
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.dynamic import claimed, stack_settings
from pulumi_dsql_provider.dynamic.inputs import is_unknown
from pulumi_dsql_provider.dynamic.live import Where


def is_elsewhere(olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    """Whether the program gives another cluster than the state has. A cluster may have several host names.

    Raises Refused (DSQL301) for an endpoint that is none.
    """
    if not olds.get("endpoint") or is_unknown(news.get("endpoint")):
        return False
    if Where.of(olds) == Where.of(news):
        return False
    return _endpoint(Where.of(olds)).identifier != _endpoint(Where.of(news)).identifier


def refuse_to_leave(kind: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> None:
    """Raise Refused (DSQL412) where the schema, table or index would be left in another cluster."""
    if not is_elsewhere(olds, news):
        return
    name = ".".join(filter(None, (olds.get("schema"), olds.get("name"))))
    was, will_be = Where.of(olds), Where.of(news)
    if _stands(was, will_be):
        raise Refused(
            Refusal(
                code="DSQL412",
                message=f"{kind} {name} is in {was.endpoint} and would be left there: it cannot move to "
                f"{will_be.endpoint}",
                way_out="declare it there as another resource and remove this one once its rows are copied, "
                "or let go of it with `pulumi state delete`",
                property="endpoint",
            )
        )


# A stack that is given another cluster asks this for each of its tables and indexes.
@functools.cache
def _stands(was: Where, will_be: Where) -> bool:
    """Whether the old cluster is there to stay. What cannot be asked does."""
    if stack_settings.offline():
        return True
    try:
        found = _described(was)
    except ClusterGone:
        return False
    except Refused:
        return True
    return not found.is_leaving and not _is_replaced(found, will_be)


def _is_replaced(found: Description, by: Where) -> bool:
    """Whether both were made for one resource: `pulumi up --replace` deletes the old one at its end."""
    try:
        tags = _described(by).tags
    except (ClusterGone, Refused):
        return False
    return claimed.TAG in tags and found.tags.get(claimed.TAG) == tags[claimed.TAG]


def _described(where: Where) -> Description:
    endpoint = _endpoint(where)
    return Clusters(endpoint.region, where.profile).describe(endpoint.identifier)


def _endpoint(where: Where) -> Endpoint:
    return Endpoint.parse(where.endpoint, region=where.region)
