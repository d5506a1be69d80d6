"""Unique constraints."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.validate import key, name
from pulumi_dsql_provider.model import Table

_What = tuple[tuple[str, ...], tuple[str, ...], bool]


def refusals(table: Table) -> Iterator[Refusal]:
    """A table's unique constraints."""
    seen: dict[_What, str] = {}
    if table.primary_key is not None:
        seen[table.primary_key.columns, (), False] = "the primary key"
    for unique in table.uniques:
        what = f"the unique constraint {unique.name}"
        yield from name.refusals(unique.name, "unique constraint", table.name, "uniques")
        yield from key.refusals(unique.columns, what, table, "uniques")
        yield from key.unknown(unique.include, what, table, table.name, "uniques")
        same = unique.columns, unique.include, unique.nulls_not_distinct
        if same in seen:
            yield Refusal(
                code="DSQL017",
                message=f"{what} repeats {seen[same]}, and the database makes only one of them",
                way_out="leave it out",
                subject=table.name,
                property="uniques",
            )
        seen.setdefault(same, what)
