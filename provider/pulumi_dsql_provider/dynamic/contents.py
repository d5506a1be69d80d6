"""What a cluster holds, for decisions about the cluster as a whole."""

from collections.abc import Mapping
from typing import Any

from pulumi_dsql_provider import catalog
from pulumi_dsql_provider.apply.retry import retrying
from pulumi_dsql_provider.aws.cluster import Description
from pulumi_dsql_provider.catalog.session import DatabaseError
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.dynamic.live import LiveCluster, Where, cluster_at


class Unseen(Exception):
    """The cluster could not be asked; the text says why."""


def is_empty(found: Description, props: Mapping[str, Any]) -> bool:
    """Whether nobody has made a schema or a table in it. Raises Unseen."""
    try:
        live = _cluster(found, props).read_again()
    except (DatabaseError, Refused) as error:
        raise Unseen(_reason(error)) from None
    return not live.tables and all(schema.name == "public" for schema in live.schemas)


def tables_with_rows(found: Description, props: Mapping[str, Any]) -> list[str]:
    """The tables that have rows, in order. Raises Unseen."""
    cluster = _cluster(found, props)
    try:
        live = cluster.read_again()
        with cluster.session() as session:
            reads = retrying(session)
            return sorted(str(table.name) for table in live.tables if catalog.has_rows(reads, table.name))
    except (DatabaseError, Refused) as error:
        raise Unseen(_reason(error)) from None


def _cluster(found: Description, props: Mapping[str, Any]) -> LiveCluster:
    return cluster_at(Where.of({**props, "endpoint": found.endpoint, "user": "admin"}))


def _reason(error: DatabaseError | Refused) -> str:
    if isinstance(error, DatabaseError):
        return error.message
    return "; ".join(refusal.message for refusal in error.refusals)
