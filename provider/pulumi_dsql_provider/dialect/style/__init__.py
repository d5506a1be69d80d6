"""What DSQL takes and people regret: findings, never refusals. A file for each kind of object."""

from collections.abc import Callable, Iterator
from typing import Final

from pulumi_dsql_provider.dialect.style import column, foreign_key, index, name, sequence, table, unique
from pulumi_dsql_provider.dialect.style.finding import Finding
from pulumi_dsql_provider.dialect.style.rules import RULES, Rule
from pulumi_dsql_provider.model import Database

__all__ = ["RULES", "Finding", "Rule", "findings"]

_KINDS: Final[tuple[Callable[[Database], Iterator[Finding]], ...]] = (
    name.findings,
    table.findings,
    column.findings,
    unique.findings,
    foreign_key.findings,
    index.findings,
    sequence.findings,
)


def findings(database: Database) -> tuple[Finding, ...]:
    """Everything there is to say, in no order that means anything. Each carries a name of `RULES`."""
    return tuple(finding for kind in _KINDS for finding in kind(database))
