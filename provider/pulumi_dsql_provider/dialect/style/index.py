"""Indexes."""

from collections.abc import Iterator
from dataclasses import dataclass

from pulumi_dsql_provider.dialect import expressions
from pulumi_dsql_provider.dialect.style.finding import Finding
from pulumi_dsql_provider.model import Database, Index, IndexKey, Table


@dataclass(frozen=True, slots=True)
class Lookup:
    """By what rows can be found, and what is read without looking at them."""

    what: str
    keys: tuple[IndexKey, ...]
    columns: frozenset[str]
    where: str | None
    unique: bool
    nulls_not_distinct: bool
    index: Index | None = None


def findings(database: Database) -> Iterator[Finding]:
    """Indexes that another index or a key serves as well."""
    for table in database.tables:
        ways = lookups(table, database)
        for place, one in enumerate(ways):
            if one.index is not None:
                yield from _of(one, one.index, ways[:place], ways[place + 1 :])


def lookups(table: Table, database: Database) -> list[Lookup]:
    """All of a table: its keys, then its indexes."""
    found = []
    if table.primary_key is not None:
        everything = frozenset(column.name for column in table.columns)
        keys = _plain(table.primary_key.columns)
        found.append(Lookup(f"the primary key {table.primary_key.name}", keys, everything, None, True, False))
    for unique in table.uniques:
        held = frozenset((*unique.columns, *unique.include))
        what = f"the unique constraint {unique.name}"
        found.append(Lookup(what, _plain(unique.columns), held, None, True, unique.nulls_not_distinct))
    for index in database.indexes_of(table.name):
        columns = frozenset((*(key.column for key in index.keys if key.column), *index.include))
        where = None if index.where is None else expressions.strip(index.where)
        nulls = index.nulls_not_distinct
        what = f"the index {index.name}"
        found.append(Lookup(what, _stripped(index.keys), columns, where, index.unique, nulls, index))
    return found


def _of(one: Lookup, index: Index, before: list[Lookup], behind: list[Lookup]) -> Iterator[Finding]:
    """At most one finding; of two that serve each other, the later one is to go."""
    for other in before:
        if _serves(other, one):
            yield _finding(index, other, len(other.keys) == len(one.keys))
            return
    for other in behind:
        if _serves(other, one) and not _serves(one, other):
            yield _finding(index, other, len(other.keys) == len(one.keys))
            return


def _serves(other: Lookup, one: Lookup) -> bool:
    """Whether nothing is lost with `one` as long as `other` is there."""
    if (
        other.keys[: len(one.keys)] != one.keys
        or other.where != one.where
        or not one.columns <= other.columns
    ):
        return False
    same_rule = (other.unique, other.nulls_not_distinct, other.keys) == (
        True,
        one.nulls_not_distinct,
        one.keys,
    )
    return not one.unique or same_rule


def _finding(index: Index, other: Lookup, same: bool) -> Finding:
    told = "has the keys of" if same else "is the beginning of"
    return Finding(
        rule="duplicate-index" if same else "redundant-index",
        message=f"the index {index.qualified_name} {told} {other.what}",
        way_out="drop it",
        subject=index.qualified_name,
    )


def _plain(columns: tuple[str, ...]) -> tuple[IndexKey, ...]:
    return tuple(IndexKey(column=column) for column in columns)


def _stripped(keys: tuple[IndexKey, ...]) -> tuple[IndexKey, ...]:
    return tuple(
        key
        if key.expression is None
        else key.model_copy(update={"expression": expressions.strip(key.expression)})
        for key in keys
    )
