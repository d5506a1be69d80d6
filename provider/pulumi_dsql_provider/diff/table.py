"""What differs between two tables: what is their own, then each of their parts."""

from collections.abc import Iterator

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
from pulumi_dsql_provider.model import Database, ObjectName, Table


def compare_tables(
    live: Database, carried: Database, wanted: Database, renames: Renames, same: Same, key_of: KeyOf
) -> Iterator[Change]:
    """The changes of tables. `carried` is `live` with these renames, all of which are to be carried out."""
    found = changes(
        "table", carried.tables, wanted.tables, key=lambda table: table.name, differs=comment_differs
    )
    own = {_name(change): change for change in found}
    for table in wanted.tables:
        there, change = carried.table(table.name), own.pop(table.name, None)
        if (old_name := renames.tables.get(table.name)) is not None:
            differs = (change.differs if change else frozenset()) | {"name"}
            yield Change(kind="table", live=live.table(old_name), wanted=table, differs=differs)
        elif change is not None:
            yield change
        if there is not None:
            yield from _parts(there, table, renames, same, key_of)
    yield from own.values()


def _name(change: Change) -> ObjectName:
    table = change.wanted or change.live
    assert isinstance(table, Table)
    return table.name


def _parts(live: Table, wanted: Table, renames: Renames, same: Same, key_of: KeyOf) -> Iterator[Change]:
    yield from compare_columns(live, wanted, renames, same)
    yield from compare_primary_keys(live, wanted)
    renamed = renames.constraints_of(wanted.name)
    yield from compare_uniques(live, wanted, renamed)
    yield from compare_checks(live, wanted, same, renamed)
    yield from compare_foreign_keys(live, wanted, key_of, renamed)
