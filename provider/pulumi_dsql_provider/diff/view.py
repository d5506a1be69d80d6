"""What differs between two views."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.queries import Normal, Output, Relations, reads, same_tree
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.comment import comment_differs
from pulumi_dsql_provider.diff.match import changes, differing
from pulumi_dsql_provider.model import Database, Table, View

_FIELDS = ("check_option", "security_barrier", "security_invoker", "column_comments")


def compare_views(live: Database, wanted: Database) -> Iterator[Change]:
    """The changes of views, and those that stay as they are and read one that changes.

    The latter differ in nothing; they may have to be dropped and made again because of what they read.
    """
    known_live, known_wanted = Relations(live), Relations(_as_laid_out(wanted, live))

    def differs(old: View, new: View) -> frozenset[str]:
        fields = differing(old, new, _FIELDS) | comment_differs(old, new)
        one, other = known_live.normal(old), known_wanted.normal(new)
        return fields if _same(old, new, one, other) else fields | {"query"}

    found = tuple(changes("view", live.views, wanted.views, key=lambda view: view.name, differs=differs))
    yield from found
    yield from _readers(found, live, wanted)


def _same(old: View, new: View, one: Normal | None, other: Normal | None) -> bool:
    """Whether both certainly give the same; where their meaning is not known their text must be the same."""
    if one is None or other is None:
        return one is other and old.columns == new.columns and same_tree(old.query, new.query)
    return (
        one.names == other.names
        and one.text == other.text
        and all(map(_same_type, one.outputs, other.outputs))
    )


def _same_type(one: Output, other: Output) -> bool:
    return one.declared == other.declared and one.term.type == other.term.type


def _as_laid_out(wanted: Database, live: Database) -> Database:
    """With the columns of each table in the order that they are going to have, which `*` follows."""

    def laid_out(table: Table) -> Table:
        there = live.table(table.name)
        places = {} if there is None else {column.name: n for n, column in enumerate(there.columns)}
        ordered = sorted(table.columns, key=lambda column: places.get(column.name, len(places)))
        return table.model_copy(update={"columns": tuple(ordered)})

    return wanted.with_tables(map(laid_out, wanted.tables))


def _readers(found: tuple[Change, ...], live: Database, wanted: Database) -> Iterator[Change]:
    """The views that are the same and read, perhaps through others, a view among the changes."""
    touched = {view.name for change in found for view in (change.live,) if isinstance(view, View)}
    changed = touched | {view.name for change in found for view in (change.wanted,) if isinstance(view, View)}
    if not touched:
        return
    reading = {view.name: reads(view.query) for view in live.views}
    growing = True
    while growing:
        more = {name for name, read in reading.items() if name not in touched and read & touched}
        touched |= more
        growing = bool(more)
    for view in wanted.views:
        there = live.view(view.name)
        if there is not None and view.name in touched and view.name not in changed:
            yield Change(kind="view", live=there, wanted=view)
