"""The limits of the service that a plan would exceed: they count what is there, not only what is declared."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.validate import index, schema, statistics, table, view
from pulumi_dsql_provider.model import Database
from pulumi_dsql_provider.plan.situation import Situation, changed_part

_LIMITS = frozenset({"DSQL020", "DSQL021", "DSQL022", "DSQL023", "DSQL028", "DSQL055"})


def exceeded(live: Database, situation: Situation) -> tuple[Refusal, ...]:
    """The limits that the plan would exceed, unless they are exceeded already, and as far."""
    before = frozenset(_exceeded(changed_part(live, situation.changes)))
    found = tuple(refusal for refusal in _exceeded(situation.result) if refusal not in before)
    return (*found, *_too_many_tables(live, situation))


def _too_many_tables(live: Database, situation: Situation) -> Iterator[Refusal]:
    if situation.created:
        staying = (each for each in live.tables if not situation.is_dropped(each.name))
        yield from table.too_many(Database(tables=(*staying, *situation.created)))


def _exceeded(database: Database) -> Iterator[Refusal]:
    found = [*schema.refusals(database), *index.too_many(database), *statistics.too_many(database)]
    found += view.too_many(database)
    for each in database.tables:
        found += table.refusals(each)
    yield from (refusal for refusal in found if refusal.code in _LIMITS)
