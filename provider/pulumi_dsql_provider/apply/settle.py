"""Wait for the jobs that still work on what is wanted."""

from collections.abc import Iterator

from pulumi_dsql_provider.apply.outcome import OnStep, Outcome
from pulumi_dsql_provider.apply.run import run
from pulumi_dsql_provider.apply.settings import DEFAULTS, Settings
from pulumi_dsql_provider.catalog import Session
from pulumi_dsql_provider.model import Check, Database, ForeignKey, Table
from pulumi_dsql_provider.plan import build, constraint
from pulumi_dsql_provider.plan.plan import Plan
from pulumi_dsql_provider.plan.step import Wait


def settle(
    wanted: Database,
    live: Database,
    session: Session,
    *,
    on_step: OnStep | None = None,
    settings: Settings = DEFAULTS,
) -> Outcome:
    """Wait until each index and constraint of `wanted` that was at work when `live` was read is valid.

    A job that runs is pending work and no part of a plan; who has carried out a plan, an empty one too, calls
    this with what was read before it or after. It changes nothing. The outcome is that of a plan of waits:
    the first that fails ends it, with the error that the wait of a plan would have.
    """
    return run(Plan(steps=tuple(_waits(wanted, live))), session, on_step=on_step, settings=settings)


def _waits(wanted: Database, live: Database) -> Iterator[Wait]:
    for table in wanted.tables:
        there = live.table(table.name)
        validating = {part.name for part in _constraints(there) if part.validating} if there else set()
        for part in _constraints(table):
            if part.validated and part.name in validating:
                yield constraint.awaited(table.name, part.name)
    for index in wanted.indexes:
        found = live.index(index.qualified_name)
        if index.valid and found is not None and found.building:
            yield build.wait(index.qualified_name)


def _constraints(table: Table) -> tuple[Check | ForeignKey, ...]:
    return (*table.checks, *table.foreign_keys)
