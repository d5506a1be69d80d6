"""What differs between the primary keys of two tables."""

from collections.abc import Iterator

from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.comment import comment_differs
from pulumi_dsql_provider.diff.match import changes, differing
from pulumi_dsql_provider.model import PrimaryKey, Table


def compare_primary_keys(live: Table, wanted: Table) -> Iterator[Change]:
    """At most one change: a table has one primary key or none, whatever its name."""
    return changes(
        "primary_key", _keys(live), _keys(wanted), key=lambda _: "", differs=_differs, table=wanted.name
    )


def _keys(table: Table) -> tuple[PrimaryKey, ...]:
    return () if table.primary_key is None else (table.primary_key,)


def _differs(live: PrimaryKey, wanted: PrimaryKey) -> frozenset[str]:
    return differing(live, wanted, ("name", "columns")) | comment_differs(live, wanted)
