"""A view: a query under a name."""

from typing import Literal, NamedTuple

from pulumi_dsql_provider.model.name import ObjectName
from pulumi_dsql_provider.model.value import Value

CheckOption = Literal["local", "cascaded"]


class ColumnComment(NamedTuple):
    """The comment on a column of a view."""

    column: str
    comment: str


class View(Value):
    """One view.

    `query` is SQL text as written or as read back, in which every table and view has its schema. `columns`
    are the names that stand behind the view's own, empty where they are the query's. Comments on columns are
    in order of the names.
    """

    name: ObjectName
    query: str
    columns: tuple[str, ...] = ()
    check_option: CheckOption | None = None
    security_barrier: bool = False
    security_invoker: bool = False
    comment: str | None = None
    column_comments: tuple[ColumnComment, ...] = ()
