"""What an interrupted create of ours has left is told from what is somebody else's."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrying_out import carry_out, clear
from databases import databases
from pulumi_dsql_provider import catalog, diff
from pulumi_dsql_provider.aws.connection import Connection
from pulumi_dsql_provider.diff import compare
from pulumi_dsql_provider.model import (
    Access,
    Check,
    Column,
    Database,
    ForeignKey,
    Index,
    IndexKey,
    ObjectName,
    PrimaryKey,
    Schema,
    Table,
    Unique,
)
from pulumi_dsql_provider.plan import Plan, Policy, finishes, make

_ALL = Policy(allow=frozenset({"all"}))
T = ObjectName("public", "t")
ID = Column(name="id", type="uuid", nullable=False)
A = Column(name="a", type="integer", default="1", comment="a column")
B = Column(name="b", type="text", comment="another")
TABLE = Table(
    name=T,
    columns=(ID, A, B),
    primary_key=PrimaryKey(name="t_pkey", columns=("id",)),
    uniques=(Unique(name="t_b_key", columns=("b",)),),
    checks=(Check(name="positive", expression="a > 0"),),
    foreign_keys=(ForeignKey(name="own", columns=("id",), references=T),),
    comment="a table",
)
BARE = TABLE.model_copy(
    update={
        "comment": None,
        "columns": tuple(column.model_copy(update={"comment": None}) for column in TABLE.columns),
    }
)
INDEX = Index(name="i", table=T, keys=(IndexKey(column="a"),), comment="an index")


def _table(base: Table = TABLE, **fields: object) -> Database:
    return Database(tables=(base.model_copy(update=fields),))


def _index(**fields: object) -> Database:
    return Database(tables=(BARE,), indexes=(INDEX.model_copy(update=fields),))


def _beside(name: str) -> Database:
    """The index, and another of that name."""
    other = INDEX.model_copy(update={"name": name, "keys": (IndexKey(column="b"),)})
    return Database(tables=(BARE,), indexes=(INDEX, other))


def _schema(comment: str | None) -> Database:
    return Database(schemas=(Schema(name="shop", comment=comment),))


_TABLE, _ON_TABLE, _NOTHING = _table(), Database(tables=(BARE,)), Database()


@pytest.mark.parametrize(
    "nothing, live, wanted",
    [
        pytest.param(_NOTHING, _NOTHING, _TABLE, id="nothing is there"),
        pytest.param(_NOTHING, _table(BARE), _TABLE, id="all comments are missing"),
        pytest.param(_NOTHING, _table(BARE, comment="a table"), _TABLE, id="the columns' comments are"),
        pytest.param(_NOTHING, _table(columns=(ID, A, BARE.columns[2])), _TABLE, id="the last comment is"),
        pytest.param(_NOTHING, _TABLE, _TABLE, id="the table is complete"),
        pytest.param(_NOTHING, _schema(None), _schema("x"), id="a schema's comment is missing"),
        pytest.param(_ON_TABLE, _index(comment=None), _index(), id="an index's comment is missing"),
        pytest.param(_ON_TABLE, _index(comment=None, valid=False), _index(), id="a failed index"),
        pytest.param(_ON_TABLE, _index(valid=False), _index(), id="a failed index with its comment"),
        pytest.param(
            _ON_TABLE, _index(comment=None, valid=False, building=True), _index(), id="an index is built"
        ),
        pytest.param(_ON_TABLE, _beside("i__pulumi_dsql_new"), _index(), id="a successor of it is no use"),
        pytest.param(_ON_TABLE, _beside("k__pulumi_dsql_key"), _index(), id="what a key was made of is not"),
    ],
)
def test_what_is_half_built(nothing: Database, live: Database, wanted: Database) -> None:
    assert finishes(_plan(live, wanted), _plan(nothing, wanted))


@pytest.mark.parametrize(
    "nothing, live, wanted",
    [
        pytest.param(_NOTHING, _table(columns=(ID, A)), _TABLE, id="a column is missing"),
        pytest.param(
            _NOTHING, _table(columns=(ID, A, B, Column(name="c", type="text"))), _TABLE, id="one more"
        ),
        pytest.param(
            _NOTHING, _table(columns=(ID, A, B.model_copy(update={"nullable": False}))), _TABLE, id="NOT NULL"
        ),
        pytest.param(
            _NOTHING, _table(columns=(ID, A, B.model_copy(update={"type": "bigint"}))), _TABLE, id="a type"
        ),
        pytest.param(
            _NOTHING, _table(columns=(ID, A.model_copy(update={"default": "2"}), B)), _TABLE, id="a default"
        ),
        pytest.param(_NOTHING, _table(primary_key=None), _TABLE, id="no primary key"),
        pytest.param(_NOTHING, _table(uniques=()), _TABLE, id="no unique constraint"),
        pytest.param(_NOTHING, _table(checks=()), _TABLE, id="no check"),
        pytest.param(
            _NOTHING, _table(checks=(Check(name="positive", expression="a > 1"),)), _TABLE, id="another check"
        ),
        pytest.param(_NOTHING, _table(foreign_keys=()), _TABLE, id="no foreign key"),
        pytest.param(_NOTHING, _table(comment="somebody's"), _TABLE, id="another comment"),
        pytest.param(
            _NOTHING, _table(columns=(ID, BARE.columns[1], B)), _TABLE, id="a comment that comes after others"
        ),
        pytest.param(_NOTHING, _schema("somebody's"), _schema("x"), id="a schema with another comment"),
        pytest.param(_ON_TABLE, _index(comment="somebody's"), _index(), id="an index with another comment"),
        pytest.param(
            _ON_TABLE, _index(keys=(IndexKey(column="b"),)), _index(), id="an index with another key"
        ),
        pytest.param(
            _ON_TABLE,
            _index(keys=(IndexKey(column="b"),), valid=False),
            _index(),
            id="a failed index with another key",
        ),
        pytest.param(_ON_TABLE, _beside("i_new"), _index(), id="an index beside it"),
    ],
)
def test_what_is_somebody_elses(nothing: Database, live: Database, wanted: Database) -> None:
    assert not finishes(_plan(live, wanted), _plan(nothing, wanted))


def test_an_index_on_a_full_table_is_not_taken_for_a_failed_one() -> None:
    others = tuple(INDEX.model_copy(update={"name": f"i{number}"}) for number in range(21))
    live, wanted = (
        Database(tables=(BARE,), indexes=(*others, INDEX.model_copy(update={"keys": keys})))
        for keys in ((IndexKey(column="b"),), INDEX.keys)
    )
    rest = make(compare(live, wanted), live)

    assert rest.steps
    assert not finishes(rest, _plan(Database(tables=(BARE,), indexes=others), wanted))


def test_a_plan_with_refusals_finishes_nothing() -> None:
    refused = _plan(_table(primary_key=None), _TABLE)

    assert refused.refusals
    assert not finishes(refused, Plan())
    assert not finishes(Plan(), refused)


@settings(max_examples=40)
@given(wanted=databases(), at=st.floats(0, 1))
def test_every_interrupted_create_is_told(plain: Connection, wanted: Database, at: float) -> None:
    clear(plain)
    wanted = wanted.model_copy(update={"access": Access()})  # no program declares roles
    empty = catalog.read(plain)
    whole = make(compare(empty, wanted), empty)
    carry_out(Plan(steps=whole.steps[: round(at * len(whole.steps))]), plain)

    live = catalog.read(plain)
    answers = catalog.ask(plain, diff.questions(live, wanted))
    assert finishes(make(compare(live, wanted, answers=answers), live), whole)


@settings(max_examples=100)
@given(databases(), databases())
def test_a_table_that_differs_in_more_than_comments_is_told(some: Database, others: Database) -> None:
    for wanted in others.tables:
        live = some.table(wanted.name)
        if live is not None and compare(_bare(live), _bare(wanted)):
            there, declared = Database(tables=(live,)), Database(tables=(wanted,))
            assert not finishes(make(compare(there, declared), there, _ALL), _plan(Database(), declared))


def _bare(table: Table) -> Database:
    """Without a comment on it and on its parts."""
    silent = {"comment": None}
    parts = ("columns", "uniques", "checks", "foreign_keys")
    update = {part: tuple(each.model_copy(update=silent) for each in getattr(table, part)) for part in parts}
    key = table.primary_key and table.primary_key.model_copy(update=silent)
    return Database(tables=(table.model_copy(update={**update, **silent, "primary_key": key}),))


def _plan(live: Database, wanted: Database) -> Plan:
    return make(compare(live, wanted), live, _ALL)
