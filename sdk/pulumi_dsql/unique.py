"""Unique constraints."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pulumi


@dataclass(frozen=True)
class Unique:
    """UNIQUE over columns. The name is PostgreSQL's own, `table_column_key`, unless given."""

    columns: pulumi.Input[Sequence[pulumi.Input[str]]]
    name: pulumi.Input[str] | None = field(default=None, kw_only=True)
    include: pulumi.Input[Sequence[pulumi.Input[str]]] | None = field(default=None, kw_only=True)
    nulls_not_distinct: pulumi.Input[bool] = field(default=False, kw_only=True)
