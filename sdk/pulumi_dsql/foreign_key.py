"""Foreign keys of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import pulumi

if TYPE_CHECKING:
    from pulumi_dsql.table import Table

Action = Literal["no action", "restrict", "cascade", "set null", "set default"]


@dataclass(frozen=True)
class ForeignKey:
    """FOREIGN KEY (columns) REFERENCES references (referenced_columns).

    `references` is a Table of the program, a name (`"orders"`, `"shop.orders"`), or `"self"`. Without
    `referenced_columns` it is that table's primary key. The name is PostgreSQL's own, `table_column_fkey`,
    unless given. DSQL builds no index for `columns`: declare one where deletes or joins need it.
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
