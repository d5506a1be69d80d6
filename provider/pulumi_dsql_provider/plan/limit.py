"""The limits of the service that a plan would exceed: they count what is there, not only what is declared."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.validate import index, schema, table
from pulumi_dsql_provider.model import Database

_LIMITS = frozenset({"DSQL020", "DSQL021", "DSQL022", "DSQL023"})


def exceeded(live: Database, result: Database) -> tuple[Refusal, ...]:
    """The limits that `result` exceeds and `live` does not, or not as far."""
    before = frozenset(_exceeded(live))
    return tuple(refusal for refusal in _exceeded(result) if refusal not in before)


def _exceeded(database: Database) -> Iterator[Refusal]:
    found = [*schema.refusals(database), *table.too_many(database), *index.too_many(database)]
    for each in database.tables:
        found += table.refusals(each)
    yield from (refusal for refusal in found if refusal.code in _LIMITS)
