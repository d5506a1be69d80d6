"""Foreign keys of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import pulumi

from pulumi_dsql._mistake import takes_only_its_arguments

if TYPE_CHECKING:
    from pulumi_dsql.table import Table

Action = Literal["no action", "restrict", "cascade", "set null", "set default"]


@takes_only_its_arguments
@dataclass(frozen=True)
class ForeignKey:
    """A foreign key of a table.

        dsql.ForeignKey(["customer_id"], references=customers, on_delete="cascade")

    The database builds no index for `columns`: declare one where deletes or joins need it.

    Args:
        columns: The columns of this table.
        references: The other table: a `Table` of the program, a name (`"orders"`, `"shop.orders"`; without a
            schema it is this table's), or `"self"`.
        referenced_columns: As many columns there, a primary key or unique. By default the primary key.
        name: The constraint's name. By default PostgreSQL's own, `table_column_fkey`.
        on_delete: What happens to rows here when their row there is deleted: `no action` (the default),
            `restrict`, `cascade`, `set null` or `set default`.
        on_delete_columns: With `set null` and `set default`: which of `columns` are set. By default all.
        on_update: The same for when the columns there change.
        match: Whether a key of several columns that is partly null is accepted (`simple`, the default) or
            refused (`full`).
        deferrable: Whether a transaction can put off the check to its end.
        initially_deferred: Whether every transaction does so. Needs `deferrable`.

    Changes:
        added: in place. New rows are checked at once, those that are there by a job of the service; rows
            without a match are named (DSQL206).
        removed: in place.
        name, deferrable, initially_deferred: in place.
        anything else: in place; the key is dropped, added and validated.
    """

    columns: pulumi.Input[Sequence[pulumi.Input[str]]]
    references: Table | pulumi.Input[str] = field(kw_only=True)
    referenced_columns: pulumi.Input[Sequence[pulumi.Input[str]]] | None = field(default=None, kw_only=True)
    name: pulumi.Input[str] | None = field(default=None, kw_only=True)
    on_delete: pulumi.Input[Action] | None = field(default=None, kw_only=True)
    on_delete_columns: pulumi.Input[Sequence[pulumi.Input[str]]] | None = field(default=None, kw_only=True)
    on_update: pulumi.Input[Action] | None = field(default=None, kw_only=True)
    match: pulumi.Input[Literal["simple", "full"]] | None = field(default=None, kw_only=True)
    deferrable: pulumi.Input[bool] = field(default=False, kw_only=True)
    initially_deferred: pulumi.Input[bool] = field(default=False, kw_only=True)
