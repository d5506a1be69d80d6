"""A table's primary key."""

from pulumi_dsql_provider.model.value import Value


class PrimaryKey(Value):
    """The key columns in order. DSQL adds every other column as INCLUDE by itself: never modelled."""

    name: str
    columns: tuple[str, ...]
    comment: str | None = None
