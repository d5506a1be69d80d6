"""What only a database can tell: whether two expressions, or two queries, mean the same."""

from pulumi_dsql_provider.model.value import Value


class Question(Value):
    """Do `live` and `wanted` mean the same over a row of these columns (name, type)?

    `type` is the type both are cast to first (a column's default), or None.
    """

    columns: tuple[tuple[str, str], ...]
    live: str
    wanted: str
    type: str | None = None


class QueryQuestion(Value):
    """Do the queries `live` and `wanted` give the same, over tables and views that are there?

    The names are those that stand behind the name of a view, none where they are the query's own.
    """

    live: str
    live_names: tuple[str, ...] = ()
    wanted: str
    wanted_names: tuple[str, ...] = ()


AnyQuestion = Question | QueryQuestion
Answers = frozenset[AnyQuestion]
"""The questions that were answered with yes."""
