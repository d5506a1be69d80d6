"""What counts as a difference, and what only a database can tell."""

import pytest

from pulumi_dsql_provider.diff import (
    Answers,
    AnyQuestion,
    Question,
    Renames,
    compare,
    compare_asking,
    questions,
)
from pulumi_dsql_provider.model import (
    Check,
    Column,
    Database,
    ForeignKey,
    Identity,
    Index,
    IndexKey,
    ObjectName,
    PrimaryKey,
    Schema,
    Table,
    Unique,
)

T = ObjectName("public", "t")
U = ObjectName("public", "u")


def _table(*columns: Column, **parts: object) -> Database:
    return Database(tables=(Table.model_validate({"name": T, "columns": columns, **parts}),))


def _column(**fields: object) -> Database:
    return _table(Column.model_validate({"name": "a", "type": "bigint", **fields}))


def _check(**fields: object) -> Database:
    check = Check.model_validate({"name": "c", "expression": "a > 0", **fields})
    return _table(Column(name="a", type="bigint"), checks=(check,))


def _unique(**fields: object) -> Database:
    unique = Unique.model_validate({"name": "u", "columns": ("a", "b"), **fields})
    return _table(Column(name="a", type="text"), Column(name="b", type="text"), uniques=(unique,))


def _foreign_key(**fields: object) -> Database:
    key = ForeignKey.model_validate({"name": "f", "columns": ("a",), "references": U, **fields})
    referenced = Table(
        name=U,
        columns=(Column(name="id", type="bigint", nullable=False),),
        primary_key=PrimaryKey(name="u_pkey", columns=("id",)),
    )
    return _table(Column(name="a", type="bigint"), foreign_keys=(key,)).with_tables([referenced])


def _index(**fields: object) -> Database:
    index = Index.model_validate({"name": "i", "table": T, "keys": (IndexKey(column="a"),), **fields})
    return _table(Column(name="a", type="text")).model_copy(update={"indexes": (index,)})


@pytest.mark.parametrize(
    "live, wanted, differs",
    [
        pytest.param(_column(), _column(type="text"), {"type"}, id="type"),
        pytest.param(_column(), _column(nullable=False), {"nullable"}, id="nullable"),
        pytest.param(_column(), _column(default="0"), {"default"}, id="default added"),
        pytest.param(_column(default="1"), _column(default="2"), {"default"}, id="default"),
        pytest.param(
            _column(default="'1'"), _column(default="'1'::bigint"), None, id="default spelt otherwise"
        ),
        pytest.param(_column(), _column(default="NULL"), None, id="a default of NULL is none"),
        pytest.param(_column(), _column(default="NULL::bigint"), None, id="a cast NULL is none"),
        pytest.param(_column(comment=None), _column(comment=""), None, id="an empty comment is none"),
        pytest.param(_column(comment="x"), _column(), {"comment"}, id="comment"),
        pytest.param(
            _column(type="text"), _column(type="text", storage="extended"), None, id="the type's storage"
        ),
        pytest.param(_column(type="text"), _column(type="text", storage="plain"), {"storage"}, id="storage"),
        pytest.param(_column(generated="1"), _column(), {"generated"}, id="generated"),
        pytest.param(
            _column(identity=Identity(cache=1), nullable=False),
            _column(identity=Identity(cache=65536), nullable=False),
            {"identity"},
            id="identity",
        ),
        pytest.param(
            _column(identity=Identity(cache=1, min_value=1, max_value=2**63 - 1), nullable=False),
            _column(identity=Identity(cache=1)),
            None,
            id="an identity's own bounds, and its NOT NULL",
        ),
        pytest.param(_check(), _check(expression="a > 1"), {"expression"}, id="check"),
        pytest.param(_check(expression="(a > 0)"), _check(), None, id="check as the catalog has it"),
        pytest.param(_check(validated=False), _check(), {"validated"}, id="a check not validated"),
        pytest.param(
            _check(validated=False, validating=True), _check(), None, id="a check that is being validated"
        ),
        pytest.param(
            _check(validated=False, validating=True, expression="a > 1"),
            _check(),
            {"expression"},
            id="another check that is being validated",
        ),
        pytest.param(
            _foreign_key(validated=False, validating=True),
            _foreign_key(),
            None,
            id="a foreign key that is being validated",
        ),
        pytest.param(_check(), _check(validated=False), None, id="validated though it need not be"),
        pytest.param(_check(), _check(name="d"), {"name"}, id="a check renamed"),
        pytest.param(_unique(), _unique(columns=("b", "a")), {"columns"}, id="the order of unique columns"),
        pytest.param(_unique(), _unique(nulls_not_distinct=True), {"nulls_not_distinct"}, id="nulls"),
        pytest.param(_unique(), _unique(name="v"), {"name"}, id="a unique constraint renamed"),
        pytest.param(_foreign_key(referenced_columns=("id",)), _foreign_key(), None, id="the primary key"),
        pytest.param(_foreign_key(), _foreign_key(on_delete="cascade"), {"on_delete"}, id="on delete"),
        pytest.param(_foreign_key(), _foreign_key(name="g"), {"name"}, id="a foreign key renamed"),
        pytest.param(
            _foreign_key(validated=False),
            _foreign_key(deferrable=True),
            {"validated", "deferrable"},
            id="both",
        ),
        pytest.param(_index(), _index(keys=(IndexKey(expression="lower(a)"),)), {"keys"}, id="keys"),
        pytest.param(
            _index(), _index(keys=(IndexKey(column="a", nulls_first=True),)), {"keys"}, id="nulls first"
        ),
        pytest.param(_index(), _index(where="a <> ''"), {"where"}, id="where"),
        pytest.param(
            _index(where="(a <> ''::text)"), _index(where="a != ''"), None, id="where spelt otherwise"
        ),
        pytest.param(_index(valid=False), _index(), {"valid"}, id="an index not built"),
        pytest.param(_index(valid=False, building=True), _index(), None, id="an index that is being built"),
        pytest.param(
            _index(valid=False, building=True, unique=True),
            _index(),
            {"unique"},
            id="another index that is being built",
        ),
        pytest.param(_index(), _index(unique=True), {"unique"}, id="unique"),
        pytest.param(_index(), _index(name="j"), {"name"}, id="an index renamed"),
        pytest.param(
            _index(), _index(name="j", comment="x"), {"name", "comment"}, id="renamed, other comment"
        ),
        pytest.param(
            _table(Column(name="a", type="uuid"), primary_key=PrimaryKey(name="p", columns=("a",))),
            _table(
                Column(name="a", type="uuid", nullable=False),
                primary_key=PrimaryKey(name="q", columns=("a",)),
            ),
            {"name"},
            id="a primary key renamed; its columns are NOT NULL anyway",
        ),
        pytest.param(
            Database(schemas=(Schema(name="public", comment="x"),)),
            Database(),
            None,
            id="public is left alone",
        ),
        pytest.param(
            Database(),
            Database(schemas=(Schema(name="public", comment="x"),)),
            None,
            id="public is never made",
        ),
        pytest.param(
            Database(schemas=(Schema(name="public", comment="x"),)),
            Database(schemas=(Schema(name="public"),)),
            {"comment"},
            id="the comment of public",
        ),
    ],
)
def test_what_differs(live: Database, wanted: Database, differs: set[str] | None) -> None:
    changes = compare(live, wanted)

    assert [change.differs for change in changes] == ([] if differs is None else [frozenset(differs)])


def test_changes_come_in_the_order_of_what_is_wanted_then_by_name() -> None:
    def named(*names: str) -> Database:
        return _table(*(Column(name=name, type="text") for name in names))

    changes = compare(named("z", "x", "k", "y"), named("c", "k", "a"))

    names = [(change.wanted or change.live).name for change in changes]  # type: ignore[union-attr]
    assert names == ["c", "a", "x", "y", "z"]


def test_a_rename_shows_the_old_name_and_belongs_to_the_new_table() -> None:
    live, wanted = _column(), Database(tables=(Table(name=U, columns=(Column(name="b", type="bigint"),)),))

    table, column = compare(live, wanted, renames=Renames(tables={U: T}, columns={(U, "b"): "a"}))

    assert (table.live, table.wanted) == (live.tables[0], wanted.tables[0])
    assert (column.live, column.table) == (live.tables[0].columns[0], U)
    assert table.differs == column.differs == {"name"}


@pytest.mark.parametrize(
    "renames",
    [
        pytest.param(Renames(columns={(T, "b"): "gone"}), id="the old column is not there"),
        pytest.param(Renames(columns={(T, "a"): "x"}), id="the new column is there"),
        pytest.param(Renames(tables={T: U}), id="the new table is there"),
        pytest.param(Renames(tables={U: T}, columns={(U, "c"): "a"}), id="the new table is not wanted"),
    ],
)
def test_a_rename_that_has_been_carried_out_or_is_not_wanted_is_ignored(renames: Renames) -> None:
    live = _table(Column(name="a", type="text"), Column(name="x", type="text"))
    wanted = _table(
        Column(name="a", type="text"), Column(name="b", type="text"), Column(name="x", type="text")
    )

    assert compare(live, wanted, renames=renames) == compare(live, wanted)


def _unfinished(**fields: object) -> Database:
    return _column(**{"name": "a__pulumi_dsql_new", **fields})


@pytest.mark.parametrize(
    "live, wanted, differs",
    [
        pytest.param(_unfinished(default="1"), _column(default="1"), {"name"}, id="it may be filled"),
        pytest.param(
            _unfinished(default="'1'"), _column(default="'1'::bigint"), {"name"}, id="spelt otherwise"
        ),
        pytest.param(_unfinished(), _column(default="1"), {"name", "default"}, id="its default is not set"),
        pytest.param(
            _unfinished(comment="x"),
            _column(default="1"),
            {"name", "default", "comment"},
            id="somebody has written a comment on it",
        ),
        pytest.param(_unfinished(default="2"), _column(default="1"), None, id="another default"),
        pytest.param(_unfinished(), _column(), None, id="no default is wanted"),
        pytest.param(_unfinished(default="1"), _column(default="NULL"), None, id="DEFAULT NULL is wanted"),
        pytest.param(_unfinished(type="text"), _column(default="1"), None, id="another type"),
        pytest.param(_unfinished(nullable=False), _column(default="1"), None, id="it is NOT NULL"),
        pytest.param(_unfinished(), _column(default="1", nullable=False), None, id="NOT NULL is wanted"),
        pytest.param(_unfinished(generated="1"), _column(default="1"), None, id="it is generated"),
        pytest.param(_unfinished(), _column(identity=Identity(cache=1)), None, id="an identity is wanted"),
    ],
)
def test_an_unfinished_column_becomes_the_wanted_one_or_goes(
    live: Database, wanted: Database, differs: set[str] | None
) -> None:
    changes = compare(live, wanted)

    if differs is None:
        there, declared = live.tables[0].columns[0], wanted.tables[0].columns[0]
        assert [(change.live, change.wanted) for change in changes] == [(None, declared), (there, None)]
    else:
        assert [change.differs for change in changes] == [frozenset(differs)]


def test_the_default_of_an_unfinished_column_is_asked_for() -> None:
    live, wanted = _unfinished(default="f()"), _column(default="g()")
    question = Question(columns=(), live="f()", wanted="g()", type="bigint")

    assert questions(live, wanted) == (question,)
    assert len(compare(live, wanted)) == 2
    (change,) = compare(live, wanted, answers=frozenset({question}))
    assert change.differs == {"name"}


def test_a_column_whose_name_only_looks_unfinished_is_left_alone() -> None:
    named = _unfinished().tables[0].columns[0]

    (change,) = compare(_table(named), _table(named, Column(name="a", type="bigint", default="1")))

    assert change.live is None


@pytest.mark.parametrize(
    "live, wanted, expected",
    [
        pytest.param(
            _check(expression="f(a) > 0"),
            _check(expression="g(a) > 0"),
            Question(columns=(("a", "bigint"),), live="f(a) > 0", wanted="g(a) > 0"),
            id="check",
        ),
        pytest.param(
            _column(default="f()"),
            _column(default="g()"),
            Question(columns=(), live="f()", wanted="g()", type="bigint"),
            id="default",
        ),
        pytest.param(
            _index(where="f(a)"),
            _index(where="g(a)"),
            Question(columns=(("a", "text"),), live="f(a)", wanted="g(a)"),
            id="where",
        ),
        pytest.param(
            _index(keys=(IndexKey(expression="f(a)"),)),
            _index(keys=(IndexKey(expression="g(a)"),)),
            Question(columns=(("a", "text"),), live="f(a)", wanted="g(a)"),
            id="key",
        ),
    ],
)
def test_what_syntax_cannot_tell_is_asked_and_the_answer_counts(
    live: Database, wanted: Database, expected: Question
) -> None:
    assert questions(live, wanted) == (expected,)
    assert len(compare(live, wanted)) == 1
    assert compare(live, wanted, answers=frozenset({expected})) == ()
    assert compare_asking(live, wanted, frozenset) == ()
    assert compare_asking(live, wanted, lambda _: frozenset()) == compare(live, wanted)


@pytest.mark.parametrize(
    "live, wanted",
    [
        pytest.param(_check(expression="(a > 0)"), _check(), id="syntax shows it"),
        pytest.param(_column(default="f()"), _column(), id="there is only one"),
        pytest.param(
            _column(default="f()"),
            _column(type="text", default="g()"),
            id="the types differ: a cast may fail",
        ),
        pytest.param(_check(), Database(), id="the table goes"),
    ],
)
def test_nothing_is_asked_where(live: Database, wanted: Database) -> None:
    def ask(_: tuple[AnyQuestion, ...]) -> Answers:
        pytest.fail("nothing is to be asked")

    assert questions(live, wanted) == ()
    assert compare_asking(live, wanted, ask) == compare(live, wanted)
