"""Queries of views that changes bring: whether they work is not seen yet."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.calls import of_query
from pulumi_dsql_provider.dialect.queries import reads
from pulumi_dsql_provider.diff.calling import made_by
from pulumi_dsql_provider.diff.change import Change, Changes
from pulumi_dsql_provider.model import Column, Domain, ObjectName, Table, View
from pulumi_dsql_provider.model.value import Value


class FreshQuery(Value):
    """A query of the view `subject`; `names` are those that stand behind the view's own."""

    text: str
    names: tuple[str, ...]
    subject: ObjectName


def fresh_queries(changes: Changes) -> tuple[FreshQuery, ...]:
    """The queries of views that come or change, in order, where all that they read is there and stays."""
    moving = frozenset(name for change in changes for name in _moving(change))
    functions = made_by(changes)
    domains = {each.wanted.name.name for each in changes if isinstance(each.wanted, Domain)}
    return tuple(
        FreshQuery(text=view.query, names=view.columns, subject=view.name)
        for view in _views(changes)
        if not reads(view.query) & moving
        and not any(call.name in functions for call in of_query(view.query).calls)
        and not any(name in view.query for name in domains)
    )


def _views(changes: Changes) -> Iterator[View]:
    for change in changes:
        if isinstance(change.wanted, View) and (change.live is None or "query" in change.differs):
            yield change.wanted


def _moving(change: Change) -> Iterator[ObjectName]:
    """The tables and views that come, go or get other names or columns."""
    for side in (change.live, change.wanted):
        if isinstance(side, View) or (isinstance(side, Table) and change.differs != {"comment"}):
            yield side.name
        elif isinstance(side, Column) and change.table is not None:
            yield change.table
