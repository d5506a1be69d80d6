"""A plan on a live database: conflicts tried again, jobs awaited and verified, rows backfilled."""

from pulumi_dsql_provider.apply.ledger import Ledger, MemoryLedger
from pulumi_dsql_provider.apply.outcome import OnStep, Outcome, Progress
from pulumi_dsql_provider.apply.retry import retrying
from pulumi_dsql_provider.apply.run import run
from pulumi_dsql_provider.apply.settings import Settings
from pulumi_dsql_provider.apply.settle import settle

__all__ = [
    "Ledger",
    "MemoryLedger",
    "OnStep",
    "Outcome",
    "Progress",
    "Settings",
    "retrying",
    "run",
    "settle",
]
