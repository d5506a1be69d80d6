"""The kinds of objects that Atlas's free edition has no blocks for: the document tells nothing of them."""

from collections.abc import Iterator

from pulumi_dsql_provider.model import Database


def left_out(database: Database) -> Iterator[str]:
    """Domains, functions, statistics and views."""
    yield from (f"the domain {domain.name}" for domain in database.domains)
    yield from (f"the function {function.identity}" for function in database.functions)
    yield from (f"the statistics {statistics.name}" for statistics in database.statistics)
    yield from (f"the view {view.name}" for view in database.views)
