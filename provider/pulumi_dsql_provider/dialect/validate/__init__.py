"""What DSQL would refuse in a definition, found before anything runs. A file for each kind of object."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.capabilities import Rules
from pulumi_dsql_provider.dialect.domains import bases, with_base_types
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.validate import (
    check,
    column,
    domain,
    foreign_key,
    function,
    index,
    primary_key,
    role,
    schema,
    sequence,
    shared_names,
    statistics,
    table,
    unique,
    view,
)
from pulumi_dsql_provider.model import Column, Database


def database(wanted: Database, rules: Rules) -> tuple[Refusal, ...]:
    """Every refusal of what is wanted, in the order it is held; empty when DSQL takes it all.

    `wanted` may be a part of a database: what refers to a table that is not in it is taken to be right.
    """
    return tuple(_refusals(wanted, rules))


def _refusals(wanted: Database, rules: Rules) -> Iterator[Refusal]:
    yield from role.refusals(wanted.access)
    yield from schema.refusals(wanted)
    yield from shared_names.refusals(wanted)
    yield from sequence.too_many(wanted)
    for each_sequence in wanted.sequences:
        yield from sequence.refusals(each_sequence, wanted, rules)
    known = bases(wanted)
    for each_domain in wanted.domains:
        yield from domain.refusals(each_domain, known, rules)
    based = with_base_types(wanted)
    plain: set[Column] = set()  # nothing is wrong with these, in whatever table they are
    yield from function.refusals(wanted, rules)
    yield from table.too_many(wanted)
    for each, of_base_types in zip(wanted.tables, based.tables, strict=True):
        yield from table.refusals(each)
        for part in each.columns:
            if part not in plain:
                found = tuple(column.refusals(each, part, rules, known))
                if not found and part.generated is None:  # which names other columns
                    plain.add(part)
                yield from found
        yield from primary_key.refusals(of_base_types)
        yield from unique.refusals(of_base_types)
        yield from check.refusals(each)
        yield from foreign_key.refusals(of_base_types, based, rules)
    yield from index.too_many(wanted)
    for one in wanted.indexes:
        yield from index.refusals(one, based.table(one.table), rules)
    yield from view.too_many(wanted)
    yield from view.refusals(wanted, rules)
    yield from statistics.too_many(wanted)
    for each_statistics in wanted.statistics:
        yield from statistics.refusals(each_statistics, based.table(each_statistics.table), rules)
