"""The direction of an item of ORDER BY."""

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.queries.scope import Unreadable


def direction(item: nodes.SortBy) -> str:
    """What stands behind the item; nothing where that is the default."""
    if item.sortby_dir == nodes.SORTBY_USING:
        raise Unreadable("ORDER BY … USING")
    down = item.sortby_dir == nodes.SORTBY_DESC
    first = item.sortby_nulls == nodes.SORTBY_NULLS_FIRST or (
        down and item.sortby_nulls != nodes.SORTBY_NULLS_LAST
    )
    return (" DESC" if down else "") + ("" if first == down else f" NULLS {'FIRST' if first else 'LAST'}")
