"""What DSQL would refuse in a definition, found before anything runs. A file for each kind of object."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.capabilities import Rules
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.validate import (
    check,
    column,
    foreign_key,
    function,
    index,
    primary_key,
    schema,
    sequence,
    shared_names,
    table,
    unique,
)
from pulumi_dsql_provider.model import Database


def database(wanted: Database, rules: Rules) -> tuple[Refusal, ...]:
    """Every refusal of what is wanted, in the order it is held; empty when DSQL takes it all.

    `wanted` may be a part of a database: what refers to a table that is not in it is taken to be right.
    """
    return tuple(_refusals(wanted, rules))


def _refusals(wanted: Database, rules: Rules) -> Iterator[Refusal]:
    yield from schema.refusals(wanted)
    yield from shared_names.refusals(wanted)
    yield from sequence.too_many(wanted)
    for each_sequence in wanted.sequences:
        yield from sequence.refusals(each_sequence, wanted, rules)
    yield from function.refusals(wanted, rules)
    yield from table.too_many(wanted)
    for each in wanted.tables:
        yield from table.refusals(each)
        for part in each.columns:
            yield from column.refusals(each, part, rules)
        yield from primary_key.refusals(each)
        yield from unique.refusals(each)
        yield from check.refusals(each)
        yield from foreign_key.refusals(each, wanted, rules)
    yield from index.too_many(wanted)
    for one in wanted.indexes:
        yield from index.refusals(one, wanted.table(one.table), rules)
