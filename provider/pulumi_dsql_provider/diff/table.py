"""What differs between two tables: what is their own, then each of their parts."""

from collections.abc import Iterable, Iterator

from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.check import compare_checks
from pulumi_dsql_provider.diff.column import compare_columns
from pulumi_dsql_provider.diff.comment import comment_differs
from pulumi_dsql_provider.diff.foreign_key import KeyOf, compare_foreign_keys
from pulumi_dsql_provider.diff.match import changes
from pulumi_dsql_provider.diff.meaning import Same
from pulumi_dsql_provider.diff.primary_key import compare_primary_keys
from pulumi_dsql_provider.diff.renames import Renames
from pulumi_dsql_provider.diff.unique import compare_uniques
from pulumi_dsql_provider.model import Table


def compare_tables(
    live: Iterable[Table], wanted: Iterable[Table], renames: Renames, same: Same, key_of: KeyOf
) -> Iterator[Change]:
    """The changes of tables. `live` has the names of `renames` already, which are the ones to carry out."""
    before, names_before = tuple(live), renames.tables
    there = {table.name: table for table in before}

    own = changes("table", before, wanted, key=lambda table: table.name, differs=comment_differs)
    by_table = {(change.wanted or change.live).name: change for change in own}  # type: ignore[union-attr]
    for table in wanted:
        old, change = there.pop(table.name, None), by_table.get(table.name)
        if old is not None and table.name in names_before:
            differs = (change.differs if change else frozenset()) | {"name"}
            first = old.model_copy(update={"name": names_before[table.name]})
            yield Change(kind="table", live=first, wanted=table, differs=differs)
        elif change is not None:
            yield change
        if old is not None:
            yield from _parts(old, table, renames, same, key_of)
    for name in sorted(there):
        yield by_table[name]


def _parts(live: Table, wanted: Table, renames: Renames, same: Same, key_of: KeyOf) -> Iterator[Change]:
    yield from compare_columns(live, wanted, renames, same)
    yield from compare_primary_keys(live, wanted)
    yield from compare_uniques(live, wanted)
    yield from compare_checks(live, wanted, same)
    yield from compare_foreign_keys(live, wanted, key_of)
