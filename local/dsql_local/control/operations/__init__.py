"""The operations, one per file; each file has its ROUTE."""

from dsql_local.control.call import Route
from dsql_local.control.operations import (
    absent,
    create_cluster,
    delete_cluster,
    get_cluster,
    list_clusters,
    list_tags_for_resource,
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
    tag_resource.ROUTE,
    untag_resource.ROUTE,
    list_tags_for_resource.ROUTE,
    *absent.ROUTES,
)
