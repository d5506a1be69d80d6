"""A sequence, and the options that it has in common with an identity column's."""

from typing import NamedTuple

from pulumi_dsql_provider.model.name import ObjectName
from pulumi_dsql_provider.model.value import Value


class SequenceOptions(Value):
    """What numbers a sequence gives. DSQL wants `cache` to be 1 or at least 65536; they are all bigint.

    `min_value` and `max_value` are None where they are what PostgreSQL takes by itself.
    """

    cache: int
    start: int = 1
    increment: int = 1
    min_value: int | None = None
    max_value: int | None = None
    cycle: bool = False


class OwningColumn(NamedTuple):
    """The column with which a sequence goes."""

    table: ObjectName
    column: str


class Sequence(SequenceOptions):
    """One sequence. What an identity column counts with is no Sequence but its `Identity`."""

    name: ObjectName
    owned_by: OwningColumn | None = None
    comment: str | None = None
