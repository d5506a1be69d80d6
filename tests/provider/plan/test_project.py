"""What hangs on a table is planned the same way before and after the table has been changed."""

import pytest
from hypothesis import assume, given, settings

from databases import databases
from pulumi_dsql_provider.diff import Renames, after, compare
from pulumi_dsql_provider.model import (
    Access,
    Check,
    Column,
    Database,
    Index,
    IndexKey,
    ObjectName,
    Table,
    Unique,
)
from pulumi_dsql_provider.plan import Plan, make, project

_SETTINGS = settings(max_examples=60)
OLD = ObjectName("public", "orders")
NEW = ObjectName("public", "sales")
RENAMES = Renames(tables={NEW: OLD}, columns={(NEW, "amount"): "total"})


@_SETTINGS
@given(databases(), databases())
def test_an_index_has_one_plan_whether_its_table_was_changed_or_not(live: Database, wanted: Database) -> None:
    assume(wanted.indexes)
    for index in wanted.indexes:
        table = wanted.table(index.table)
        assert table is not None
        parent = Database(tables=(table,))
        changed = after(live, compare(_part(live, table), parent))

        assert _plan_of(index, parent, changed) == _plan_of(index, parent, live)


@_SETTINGS
@given(databases(), databases())
def test_projecting_again_changes_nothing(live: Database, wanted: Database) -> None:
    wanted = wanted.model_copy(update={"access": Access()})  # nothing hangs on roles
    once = project(live, wanted)

    assert project(once, wanted) == once
    assert compare(_like(once, wanted), wanted) == ()


def _orders(name: ObjectName, column: str) -> Table:
    return Table(
        name=name,
        columns=(Column(name="id", type="uuid"), Column(name=column, type="integer")),
        checks=(Check(name="positive", expression=f"{column} > 0"),),
    )


def _by(column: str, table: ObjectName) -> Index:
    keys = (IndexKey(column=column), IndexKey(expression=f"{column} + 1"))
    return Index(name="by_total", table=table, keys=keys, include=("id",), where=f"{column} < 9")


def test_a_rename_of_the_table_or_a_column_leaves_the_index_alone() -> None:
    live = Database(tables=(_orders(OLD, "total"),), indexes=(_by("total", OLD),))
    parent = Database(tables=(_orders(NEW, "amount"),))

    ahead = project(live, parent, RENAMES)

    assert ahead.table(OLD) is None
    assert compare(ahead, Database(tables=parent.tables, indexes=(_by("amount", NEW),))) == ()


@pytest.mark.parametrize(
    "index",
    [
        pytest.param(_by("total", OLD), id="as a key"),
        pytest.param(
            Index(name="i", table=OLD, keys=(IndexKey(column="id"),), include=("total",)), id="included"
        ),
        pytest.param(
            Index(name="i", table=OLD, keys=(IndexKey(column="id"),), where="total > 1"), id="in WHERE"
        ),
    ],
)
def test_an_index_on_a_column_that_goes_is_gone(index: Index) -> None:
    live = Database(tables=(_orders(OLD, "total"),), indexes=(index,))
    parent = Database(tables=(Table(name=OLD, columns=(Column(name="id", type="uuid"),)),))

    assert project(live, parent).indexes == ()


def test_an_index_that_becomes_a_unique_constraint_is_gone() -> None:
    index = Index(name="once", table=OLD, keys=(IndexKey(column="id"),), unique=True)
    table = _orders(OLD, "total")
    parent = table.model_copy(update={"uniques": (Unique(name="once", columns=("id",)),)})

    assert project(Database(tables=(table,), indexes=(index,)), Database(tables=(parent,))).indexes == ()


def test_an_unfinished_column_is_what_it_is_going_to_be() -> None:
    live = _orders(OLD, "total")
    unfinished = live.model_copy(
        update={"columns": (*live.columns, Column(name="state__pulumi_dsql_new", type="text"))}
    )
    parent = live.model_copy(update={"columns": (*live.columns, Column(name="state", type="text"))})
    index = Index(name="by_state", table=OLD, keys=(IndexKey(column="state"),))

    plans = [
        _plan_of(index, Database(tables=(parent,)), Database(tables=(there,)))
        for there in (live, unfinished, parent)
    ]

    assert project(Database(tables=(unfinished,)), Database(tables=(parent,))).tables == (parent,)
    assert plans[0].steps
    assert plans[0] == plans[1] == plans[2]


def test_what_is_not_named_stays() -> None:
    other = Table(name=ObjectName("public", "other"), columns=(Column(name="id", type="uuid"),))
    live = Database(tables=(_orders(OLD, "total"), other), indexes=(_by("total", OLD),))

    assert project(live, Database(tables=(_orders(OLD, "total"),))) == live


def _plan_of(index: Index, parent: Database, live: Database) -> Plan:
    found = project(live, parent).index(index.qualified_name)
    there = Database(tables=parent.tables, indexes=() if found is None else (found,))
    changes = compare(there, Database(tables=parent.tables, indexes=(index,)))
    return make(changes, live)


def _part(live: Database, table: Table) -> Database:
    there = live.table(table.name)
    return Database(tables=() if there is None else (there,))


def _like(database: Database, wanted: Database) -> Database:
    """The part of a database that `wanted` names."""
    named = {one.name for one in wanted.statistics}
    functions = {each.identity for each in wanted.functions}
    return Database(
        schemas=tuple(schema for schema in database.schemas if wanted.schema_named(schema.name)),
        tables=tuple(table for table in database.tables if wanted.table(table.name)),
        indexes=tuple(index for index in database.indexes if wanted.index(index.qualified_name)),
        sequences=tuple(sequence for sequence in database.sequences if wanted.sequence(sequence.name)),
        domains=tuple(domain for domain in database.domains if wanted.domain(domain.name)),
        statistics=tuple(one for one in database.statistics if one.name in named),
        views=tuple(view for view in database.views if wanted.view(view.name)),
        functions=tuple(each for each in database.functions if each.identity in functions),
    )
