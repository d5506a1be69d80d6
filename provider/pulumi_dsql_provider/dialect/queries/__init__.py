"""Do two queries mean the same, and what do they read? Answered offline, on syntax trees.

As `dialect.expressions` does it for expressions: PostgreSQL stores a query with every name resolved, every
cast spelt out and `*` written out, and prints that when the catalog is read. `Relations.normal_of` does the
same to what a user wrote.
"""

from pulumi_dsql_provider.dialect.queries.body import Output
from pulumi_dsql_provider.dialect.queries.normal import Normal, tree
from pulumi_dsql_provider.dialect.queries.relations import Relations
from pulumi_dsql_provider.dialect.queries.rewrite import (
    Renamed,
    hides,
    qualified_query,
    reads,
    renamed,
    same_tree,
    written_out,
)
from pulumi_dsql_provider.dialect.queries.scope import Used

__all__ = [
    "Normal",
    "Output",
    "Relations",
    "Renamed",
    "Used",
    "hides",
    "qualified_query",
    "reads",
    "renamed",
    "same_tree",
    "tree",
    "written_out",
]
