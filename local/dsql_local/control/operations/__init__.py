"""The operations, one per file; each file has its ROUTE."""

from dsql_local.control.call import Route
from dsql_local.control.operations import (
    create_cluster,
    delete_cluster,
    delete_cluster_policy,
    get_cluster,
    get_cluster_policy,
    get_vpc_endpoint_service_name,
    list_clusters,
    list_tags_for_resource,
    put_cluster_policy,
    streams,
    tag_resource,
    untag_resource,
    update_cluster,
)

ROUTES: tuple[Route, ...] = (
    create_cluster.ROUTE,
    get_cluster.ROUTE,
    update_cluster.ROUTE,
    delete_cluster.ROUTE,
    list_clusters.ROUTE,
    put_cluster_policy.ROUTE,
    get_cluster_policy.ROUTE,
    delete_cluster_policy.ROUTE,
    get_vpc_endpoint_service_name.ROUTE,
    tag_resource.ROUTE,
    untag_resource.ROUTE,
    list_tags_for_resource.ROUTE,
    *streams.ROUTES,
)
