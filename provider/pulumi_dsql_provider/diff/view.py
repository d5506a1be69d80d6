"""What differs between two views."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.queries import reads
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.comment import comment_differs
from pulumi_dsql_provider.diff.match import changes, differing, with_old_name
from pulumi_dsql_provider.diff.meaning import Decide
from pulumi_dsql_provider.diff.renames import Renames
from pulumi_dsql_provider.diff.view_meaning import ViewMeaning
from pulumi_dsql_provider.model import Database, View

_FIELDS = ("check_option", "security_barrier", "security_invoker", "column_comments")


def compare_views(
    live: Database, carried: Database, wanted: Database, renames: Renames, decide: Decide
) -> Iterator[Change]:
    """The changes of views, and those that stay as they are and read one that changes.

    The latter differ in nothing; they may have to be dropped and made again because of what they read.
    `carried` is `live` with the names of `renames`.
    """
    if not carried.views and not wanted.views:
        return
    meaning = ViewMeaning(live, carried, wanted, decide)

    def differs(old: View, new: View) -> frozenset[str]:
        fields = differing(old, new, _FIELDS) | comment_differs(old, new)
        if new.name in renames.views:
            fields |= {"name"}
        return fields if meaning.is_same(new.name) else fields | {"query"}

    found = tuple(changes("view", carried.views, wanted.views, key=lambda view: view.name, differs=differs))
    yield from (with_old_name(change, renames.views) for change in found)
    yield from _readers(found, carried, wanted)


def _readers(found: tuple[Change, ...], live: Database, wanted: Database) -> Iterator[Change]:
    """The views that are the same and read, perhaps through others, a view among the changes."""
    changed = {change.live.name for change in found if isinstance(change.live, View)}
    touched = set(changed)
    growing = bool(touched)
    while growing:
        more = {view.name for view in live.views if reads(view.query) & touched} - touched
        touched |= more
        growing = bool(more)
    for view in wanted.views:
        there = live.view(view.name)
        if there is not None and view.name in touched - changed:
            yield Change(kind="view", live=there, wanted=view)
