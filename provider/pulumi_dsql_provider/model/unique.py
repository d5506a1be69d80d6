"""A unique constraint (a unique index that is no constraint is an `Index`)."""

from pulumi_dsql_provider.model.value import Value


class Unique(Value):
    """UNIQUE over columns, in order."""

    name: str
    columns: tuple[str, ...]
    include: tuple[str, ...] = ()
    nulls_not_distinct: bool = False
    comment: str | None = None
