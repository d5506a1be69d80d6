"""A live database as a model: what is there, whether a fact holds, whether two expressions mean the same.

Nothing here writes, and nothing is tried twice: hand in a session that retries (`apply.retry.retrying`).
"""

from pulumi_dsql_provider.catalog.condition import holds
from pulumi_dsql_provider.catalog.content import has_rows
from pulumi_dsql_provider.catalog.database import read
from pulumi_dsql_provider.catalog.query import query_check
from pulumi_dsql_provider.catalog.question import ask
from pulumi_dsql_provider.catalog.scope import Scope
from pulumi_dsql_provider.catalog.session import DatabaseError, Session
from pulumi_dsql_provider.catalog.type_check import type_check

__all__ = [
    "DatabaseError",
    "Scope",
    "Session",
    "ask",
    "has_rows",
    "holds",
    "query_check",
    "read",
    "type_check",
]
