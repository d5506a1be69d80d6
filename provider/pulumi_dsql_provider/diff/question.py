"""What only a database can tell: whether two expressions mean the same."""

from pulumi_dsql_provider.model.value import Value


class Question(Value):
    """Do `live` and `wanted` mean the same over a row of these columns (name, type)?

    `type` is the type both are cast to first (a column's default), or None.
    """

    columns: tuple[tuple[str, str], ...]
    live: str
    wanted: str
    type: str | None = None


Answers = frozenset[Question]
"""The questions that were answered with yes."""
