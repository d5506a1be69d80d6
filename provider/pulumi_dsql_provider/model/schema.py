"""A schema: the namespace that tables and indexes live in."""

from pulumi_dsql_provider.model.value import Value


class Schema(Value):
    """One namespace of the database. `public` always exists."""

    name: str
    comment: str | None = None
