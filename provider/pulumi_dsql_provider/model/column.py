"""A column of a table."""

from typing import Literal

from pulumi_dsql_provider.model.value import Value

Storage = Literal["plain", "external", "extended", "main"]


class Identity(Value):
    """An identity column's sequence. DSQL wants `cache` to be 1 or at least 65536."""

    cache: int
    always: bool = False
    start: int = 1
    increment: int = 1
    min_value: int | None = None
    max_value: int | None = None
    cycle: bool = False


class Column(Value):
    """One column; at most one of `default`, `identity` and `generated` is set.

    `type` is spelt as `format_type` spells it (`numeric(12,2)`, `timestamp with time zone`). `storage`
    is None where it is the type's own.
    """

    name: str
    type: str
    nullable: bool = True
    default: str | None = None
    identity: Identity | None = None
    generated: str | None = None
    storage: Storage | None = None
    comment: str | None = None
