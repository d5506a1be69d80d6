"""What differs between the unique constraints of two tables."""

from collections.abc import Iterator, Mapping

from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.comment import comment_differs
from pulumi_dsql_provider.diff.match import changes, differing
from pulumi_dsql_provider.model import Table, Unique


def compare_uniques(live: Table, wanted: Table, renamed: Mapping[str, str]) -> Iterator[Change]:
    """The changes of unique constraints; the order of the included columns means nothing."""
    return changes(
        "unique",
        live.uniques,
        wanted.uniques,
        key=lambda unique: unique.name,
        differs=_differs,
        table=wanted.name,
        renamed_with=frozenset({"comment"}),
        renamed=renamed,
    )


def _differs(live: Unique, wanted: Unique) -> frozenset[str]:
    fields = differing(live, wanted, ("columns", "nulls_not_distinct")) | comment_differs(live, wanted)
    return fields if set(live.include) == set(wanted.include) else fields | {"include"}
