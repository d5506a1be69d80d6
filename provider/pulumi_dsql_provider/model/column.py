"""A column of a table."""

from typing import Literal

from pulumi_dsql_provider.model.sequence import SequenceOptions
from pulumi_dsql_provider.model.value import Value

Storage = Literal["plain", "external", "extended", "main"]


class Identity(SequenceOptions):
    """An identity column's sequence."""

    always: bool = False


class Column(Value):
    """One column; at most one of `default`, `identity` and `generated` is set.

    `type` is spelt as `format_type` spells it (`numeric(12,2)`, `timestamp with time zone`), a domain with
    its schema (`shop.email`). `storage` is None where it is the type's own.
    """

    name: str
    type: str
    nullable: bool = True
    default: str | None = None
    identity: Identity | None = None
    generated: str | None = None
    storage: Storage | None = None
    comment: str | None = None
