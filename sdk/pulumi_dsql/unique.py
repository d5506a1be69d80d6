"""Unique constraints."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pulumi

from pulumi_dsql._mistake import takes_only_its_arguments


@takes_only_its_arguments
@dataclass(frozen=True)
class Unique:
    """A unique constraint of a table.

        dsql.Unique(["order_id", "sku"])

    A unique index over an expression, or over some rows only, is an `Index` with `unique=True`.

    Args:
        columns: The columns, at most 8, that no two rows have the same values in.
        name: The constraint's name. By default PostgreSQL's own, `table_column_key`.
        include: Columns that are stored beside the keys in its index.
        nulls_not_distinct: Whether nulls count as equal.

    Changes:
        added: in place: a unique index is built by a job, then made into the constraint. Values that are
            there more than once are named (DSQL204).
        removed: in place.
        name: in place.
        anything else: in place; the new index is built before the old constraint is dropped. Refused while a
            foreign key relies on it (DSQL119).
    """

    columns: pulumi.Input[Sequence[pulumi.Input[str]]]
    name: pulumi.Input[str] | None = field(default=None, kw_only=True)
    include: pulumi.Input[Sequence[pulumi.Input[str]]] | None = field(default=None, kw_only=True)
    nulls_not_distinct: pulumi.Input[bool] = field(default=False, kw_only=True)
