"""Pairs of generated databases with more of what keys, references, indexes and identities can be."""

from hypothesis import strategies as st

from databases import TABLES, plannable_pairs
from pulumi_dsql_provider.model import (
    Column,
    Database,
    ForeignKey,
    Identity,
    Index,
    IndexKey,
    ObjectName,
    Table,
)
from pulumi_dsql_provider.plan.build import of_unique

_ACTIONS = ("no action", "restrict", "cascade", "set null", "set default")
_OTHER_NAMES = ("{}", "{}", "{}", 'Other "{}"', "{}_é", "{}_" + "x" * 30)


@st.composite
def varied_pairs(draw: st.DrawFn) -> tuple[Database, Database]:
    """Two databases that one leads to the other without what needs a table to be rebuilt."""
    live, wanted = draw(plannable_pairs(iam=True))
    keyless = frozenset(draw(st.sets(st.sampled_from(TABLES), max_size=2)))
    return draw(_varied(live, keyless)), draw(_varied(wanted, keyless))


@st.composite
def _varied(draw: st.DrawFn, database: Database, keyless: frozenset[ObjectName]) -> Database:
    tables = [draw(_table(table, keyless)) for table in database.tables]
    indexes = [draw(_index(index, database)) for index in database.indexes]
    for place, table in enumerate(tables):
        plain = [unique for unique in table.uniques if draw(st.integers(0, 3)) == 0]
        # An index alone, which foreign keys can rely on just as well.
        indexes += [
            of_unique(unique, table.name).model_copy(update={"comment": unique.comment}) for unique in plain
        ]
        staying = tuple(unique for unique in table.uniques if unique not in plain)
        tables[place] = table.model_copy(update={"uniques": staying})
    return database.model_copy(update={"tables": tuple(tables), "indexes": tuple(indexes)})


@st.composite
def _table(draw: st.DrawFn, table: Table, keyless: frozenset[ObjectName]) -> Table:
    """Perhaps without a primary key, which is nothing that a plan could change."""
    references = (
        key
        for key in table.foreign_keys
        if key.references not in keyless or key.referenced_columns != ("id",)
    )
    return table.model_copy(
        update={
            "columns": tuple(draw(_column(column)) for column in table.columns),
            "primary_key": None if table.name in keyless else table.primary_key,
            "uniques": tuple(
                unique.model_copy(update={"name": draw(_renamed(unique.name))}) for unique in table.uniques
            ),
            "checks": tuple(
                check.model_copy(update={"name": draw(_renamed(check.name))}) for check in table.checks
            ),
            "foreign_keys": tuple(draw(_foreign_key(key, table)) for key in references),
        }
    )


@st.composite
def _column(draw: st.DrawFn, column: Column) -> Column:
    if column.identity is None:
        return column
    increment, start = draw(st.sampled_from((1, 3, -1))), draw(st.sampled_from((1, 1, 5)))
    bound = draw(st.sampled_from((None, 1000)))
    up = increment > 0
    identity = Identity(
        cache=column.identity.cache,
        always=column.identity.always,
        increment=increment,
        start=start if up else -start,
        max_value=bound if up else None,
        min_value=None if up or bound is None else -bound,
        cycle=draw(st.booleans()),
    )
    return column.model_copy(update={"identity": identity})


@st.composite
def _foreign_key(draw: st.DrawFn, key: ForeignKey, table: Table) -> ForeignKey:
    """A generated column cannot be written to, whatever happens to the row that it refers to."""
    columns = [column for column in table.columns if column.name in key.columns]
    actions = _ACTIONS if all(column.generated is None for column in columns) else _ACTIONS[:2]
    action = draw(st.sampled_from(actions))
    some = action.startswith("set") and draw(st.booleans())
    return key.model_copy(
        update={
            "name": draw(_renamed(key.name)),
            "on_delete": action,
            "on_delete_columns": key.columns if some else (),
            "on_update": draw(st.sampled_from(actions)),
            "match": draw(st.sampled_from(("simple", "full"))),
            "initially_deferred": key.deferrable and draw(st.booleans()),
        }
    )


@st.composite
def _index(draw: st.DrawFn, index: Index, database: Database) -> Index:
    table = database.table(index.table)
    assert table is not None
    conditions = [index.where, "id IS NOT NULL AND id::text <> ''"]
    conditions += [text for text, column in (('"User"', "User"), ("a > 0", "a")) if table.column(column)]
    return index.model_copy(
        update={
            "name": draw(_renamed(index.name)),
            "keys": tuple(draw(_key(key)) for key in index.keys),
            "nulls_not_distinct": index.unique and draw(st.booleans()),
            "where": draw(st.sampled_from(conditions)),
        }
    )


@st.composite
def _key(draw: st.DrawFn, key: IndexKey) -> IndexKey:
    return key.model_copy(update={"nulls_first": draw(st.booleans())})


def _renamed(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from(_OTHER_NAMES).map(lambda form: form.format(name))
