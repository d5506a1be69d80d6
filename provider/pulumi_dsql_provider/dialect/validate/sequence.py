"""Sequences."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect import limits
from pulumi_dsql_provider.dialect.capabilities import Rules
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.validate import form, name, schema, sequence_options
from pulumi_dsql_provider.model import Database, OwningColumn, Sequence


def refusals(sequence: Sequence, wanted: Database, rules: Rules) -> Iterator[Refusal]:
    """One sequence."""
    subject = sequence.name
    yield from name.refusals(subject.name, "sequence", subject)
    if schema.is_reserved(subject.schema):
        yield schema.reserved(subject.schema, subject)
    yield from form.refusals("create-sequence", "sequences", rules, subject, "name")
    yield from sequence_options.refusals(sequence, f"the sequence {subject}", subject, "options")
    if sequence.owned_by is not None:
        yield from _owner(sequence, sequence.owned_by, wanted)


def too_many(wanted: Database) -> Iterator[Refusal]:
    """More sequences than a cluster holds."""
    if len(wanted.sequences) > limits.SEQUENCES:
        yield Refusal(
            code="DSQL020",
            message=f"a cluster holds at most {limits.SEQUENCES} sequences, not {len(wanted.sequences)}",
            way_out="use identity columns, or a second cluster",
            subject=wanted.sequences[limits.SEQUENCES].name,
        )


def _owner(sequence: Sequence, owner: OwningColumn, wanted: Database) -> Iterator[Refusal]:
    table = wanted.table(owner.table)
    if table is not None and table.column(owner.column) is None:
        yield Refusal(
            code="DSQL005",
            message=f"{sequence.name} is owned by {owner.table}.{owner.column}, which is not there",
            way_out="name a column of the table, or leave the owner out",
            subject=sequence.name,
            property="owned_by",
        )
    elif owner.table.schema != sequence.name.schema:
        yield Refusal(
            code="DSQL031",
            message=f"{sequence.name} is owned by a column of {owner.table}, in another schema",
            way_out="put both into one schema",
            subject=sequence.name,
            property="owned_by",
        )
