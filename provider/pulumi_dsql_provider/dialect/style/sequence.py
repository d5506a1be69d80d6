"""Sequences, of their own and of identity columns."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.style.finding import Finding
from pulumi_dsql_provider.model import Database, ObjectName, SequenceOptions


def findings(database: Database) -> Iterator[Finding]:
    """Sequences that every insert waits for."""
    for sequence in database.sequences:
        yield from of(sequence, f"the sequence {sequence.name}", sequence.name)


def of(
    numbers: SequenceOptions, what: str, subject: ObjectName, part: str | None = None
) -> Iterator[Finding]:
    """The finding about what gives numbers, if there is one."""
    if numbers.cache == 1:
        yield Finding(
            rule="cache-1",
            message=f"{what} takes its numbers one by one, so that inserts which run at once conflict",
            way_out="use CACHE 65536, or a uuid",
            subject=subject,
            part=part,
        )
