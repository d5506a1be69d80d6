"""Sequences, and what identity columns have in common with them."""

from collections.abc import Iterator

from pulumi_dsql_provider.cli.formats.hcl import schema
from pulumi_dsql_provider.cli.formats.hcl.block import Block, given
from pulumi_dsql_provider.cli.formats.hcl.reference import Names
from pulumi_dsql_provider.model import Database, SequenceOptions


def blocks(database: Database, names: Names) -> Iterator[Block]:
    """A block for each sequence."""
    for sequence in database.sequences:
        owner = sequence.owned_by
        attributes = given(
            schema.of(sequence.name.schema),
            ("type", "bigint"),
            *options(sequence),
            ("owner", names.column(*owner) if owner else None),
        )
        yield Block("sequence", names.sequence(sequence.name), attributes)


def left_out(database: Database) -> Iterator[str]:
    """What Atlas does not model."""
    for sequence in database.sequences:
        if sequence.comment:
            yield f"the comment on the sequence {sequence.name}"


def options(numbers: SequenceOptions) -> tuple[tuple[str, str], ...]:
    """What numbers it gives."""
    return given(
        ("start", str(numbers.start)),
        ("increment", str(numbers.increment)),
        ("min_value", None if numbers.min_value is None else str(numbers.min_value)),
        ("max_value", None if numbers.max_value is None else str(numbers.max_value)),
        ("cache", str(numbers.cache)),
        ("cycle", "true" if numbers.cycle else None),
    )
