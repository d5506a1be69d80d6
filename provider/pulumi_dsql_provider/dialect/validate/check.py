"""Check constraints."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.validate import expression, name
from pulumi_dsql_provider.model import Table


def refusals(table: Table) -> Iterator[Refusal]:
    """A table's checks."""
    for check in table.checks:
        yield from name.refusals(check.name, "check constraint", table.name, "checks")
        yield from expression.refusals(check.expression, table.name, "checks", table)
