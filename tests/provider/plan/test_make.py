"""What a plan is held against: what is allowed, what DSQL accepts, what a cluster holds."""

import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

import pulumi_dsql_provider
from pulumi_dsql_provider.dialect.capabilities import rules
from pulumi_dsql_provider.dialect.codes import CODES
from pulumi_dsql_provider.diff import compare
from pulumi_dsql_provider.model import (
    Check,
    Column,
    Database,
    ForeignKey,
    Index,
    IndexKey,
    ObjectName,
    PrimaryKey,
    Schema,
    Sequence,
    Table,
    Unique,
)
from pulumi_dsql_provider.plan import Policy, Statement, lines, live_index, make

T = ObjectName("public", "t")
ID = Column(name="id", type="uuid", nullable=False)
NOTE = Column(name="note", type="text")
KEY = PrimaryKey(name="t_pkey", columns=("id",))


def _table(*columns: Column, **parts: object) -> Table:
    return Table.model_validate(
        {"name": T, "columns": (ID, *columns), "primary_key": KEY, **parts}, strict=False
    )


def _index(number: int, column: str = "id") -> Index:
    return Index(name=f"t_{number}", table=T, keys=(IndexKey(column=column),))


@pytest.mark.parametrize(
    "allow, is_allowed",
    [
        pytest.param((), False, id="nothing"),
        pytest.param(("drop-column:note",), True, id="by name"),
        pytest.param(("drop-column",), True, id="by kind"),
        pytest.param(("all",), True, id="all"),
        pytest.param(("drop-column:other", "drop-table", "drop-column:"), False, id="something else"),
    ],
)
def test_a_hazard_must_be_allowed(allow: tuple[str, ...], is_allowed: bool) -> None:
    live, wanted = Database(tables=(_table(NOTE),)), Database(tables=(_table(),))

    made = make(compare(live, wanted), live, Policy(allow=frozenset(allow)))

    if is_allowed:
        assert [hazard.code for hazard in made.hazards] == ["drop-column:note"]
        assert made.refusals == ()
    else:
        (refusal,) = made.refusals
        assert (refusal.code, refusal.subject, refusal.property) == ("DSQL101", T, "columns")
        assert '"drop-column:note"' in refusal.way_out
        assert made.steps == ()


def test_what_only_informs_needs_no_permission() -> None:
    table = _table(NOTE)
    live = Database(tables=(table,), indexes=(_index(1),))
    wanted = Database(tables=(table,), indexes=(_index(1, "note"),))

    made = make(compare(live, wanted), live)

    assert [(hazard.code, hazard.needs_allow) for hazard in made.hazards] == [("rebuild-index:t_1", False)]


@pytest.mark.parametrize(
    "live, wanted, form, day",
    [
        pytest.param(_table(NOTE), _table(), "drop-column", date(2026, 8, 3), id="drop column"),
        pytest.param(
            _table(NOTE),
            _table(NOTE, checks=(Check(name="c", expression="note <> ''"),)),
            "add-check-not-valid",
            date(2026, 8, 3),
            id="add check",
        ),
        pytest.param(
            _table(NOTE),
            _table(NOTE, foreign_keys=(ForeignKey(name="f", columns=("id",), references=T),)),
            "add-foreign-key-not-valid",
            date(2026, 8, 26),
            id="add foreign key",
        ),
        pytest.param(
            _table(NOTE),
            _table(NOTE, uniques=(Unique(name="u", columns=("note",)),)),
            "add-unique-using-index",
            date(2026, 4, 20),
            id="add unique",
        ),
        pytest.param(
            _table(NOTE),
            _table(NOTE.model_copy(update={"default": "''"})),
            "set-default",
            date(2026, 7, 6),
            id="set default",
        ),
    ],
)
def test_a_form_is_refused_before_the_day_dsql_learnt_it(
    live: Table, wanted: Table, form: str, day: date
) -> None:
    before, after = Database(tables=(live,)), Database(tables=(wanted,))
    changes = compare(before, after)
    allowed = Policy(allow=frozenset({"all"}))
    day_before = day.fromordinal(day.toordinal() - 1)

    refused = make(changes, before, allowed, rules(day_before))

    assert refused.steps == ()
    assert ("DSQL123", f"DSQL did not accept {form} on {day_before.isoformat()}") in {
        (refusal.code, refusal.message) for refusal in refused.refusals
    }
    assert make(changes, before, allowed, rules(day)).refusals == ()


def test_a_table_takes_no_twenty_fifth_index() -> None:
    full = Database(tables=(_table(NOTE),), indexes=tuple(map(_index, range(23))))
    more = Database(tables=full.tables, indexes=(*full.indexes, _index(23)))

    assert [refusal.code for refusal in make(compare(full, more), full).refusals] == ["DSQL023"]
    # The same where the others are not part of what is compared.
    part = Database(tables=full.tables)
    alone = Database(tables=full.tables, indexes=(_index(23),))
    assert [refusal.code for refusal in make(compare(part, alone), full).refusals] == ["DSQL023"]


def test_an_index_of_a_full_table_changes_without_a_second_one_beside_it() -> None:
    full = Database(tables=(_table(NOTE),), indexes=tuple(map(_index, range(23))))
    changed = Database(tables=full.tables, indexes=(*full.indexes[:-1], _index(22, "note")))

    assert lines(make(compare(full, changed), full)) == [
        "-- hazard rebuild-index:t_22 reads go without: the table has no room for the new one beside it",
        "DROP INDEX public.t_22;",
        "CREATE INDEX ASYNC t_22 ON public.t (note);",
        "-- wait for the job; check that the index is valid",
    ]


_NEW = "i__pulumi_dsql_new"
_BY_NOTE = Index(name="i", table=T, keys=(IndexKey(column="note"),), comment="x")


@pytest.mark.parametrize(
    "there, found",
    [
        pytest.param({"name": "i"}, True, id="its own name"),
        pytest.param({"name": "i", "unique": True}, True, id="its own name, whatever it is"),
        pytest.param({"name": _NEW, "comment": None}, True, id="built, but not renamed"),
        pytest.param({"name": _NEW, "valid": False, "building": True}, True, id="a job is at it"),
        pytest.param({"name": _NEW, "valid": False}, False, id="its job has failed"),
        pytest.param({"name": _NEW, "unique": True}, False, id="another one"),
        pytest.param({"name": "i_new"}, False, id="another name"),
    ],
)
def test_an_index_is_found_though_an_interrupted_change_has_not_renamed_it(
    there: dict[str, object], found: bool
) -> None:
    index = _BY_NOTE.model_copy(update=there)
    live = Database(tables=(_table(NOTE),), indexes=(index,))

    assert live_index(_BY_NOTE, live) == (index if found else None)


def test_an_index_of_its_own_name_comes_first() -> None:
    own, new = (_BY_NOTE.model_copy(update={"name": name}) for name in ("i", _NEW))

    assert live_index(_BY_NOTE, Database(tables=(_table(NOTE),), indexes=(new, own))) == own
    assert live_index(_BY_NOTE, Database(tables=(_table(NOTE),))) is None


def test_a_cluster_takes_no_eleventh_schema() -> None:
    live = Database(schemas=tuple(Schema(name=f"s{number}") for number in range(10)))
    wanted = Database(schemas=(*live.schemas, Schema(name="one_more")))

    assert [refusal.code for refusal in make(compare(live, wanted), live).refusals] == ["DSQL020"]


def test_a_cluster_takes_no_5001st_sequence() -> None:
    names = [ObjectName("public", f"s{number}") for number in range(5001)]
    wanted = Database(sequences=tuple(Sequence(name=name, cache=1) for name in names))
    live = wanted.model_copy(update={"sequences": wanted.sequences[:5000]})

    assert [refusal.code for refusal in make(compare(live, wanted), live).refusals] == ["DSQL020"]


def _many(kind: str, number: int) -> tuple[object, ...]:
    names = [ObjectName("public", f"n{each}") for each in range(number)]
    match kind:
        case "schemas":
            return tuple(Schema(name=name.name) for name in names)
        case "sequences":
            return tuple(Sequence(name=name, cache=1) for name in names)
        case "tables":
            return tuple(Table(name=name, columns=(ID,)) for name in names)
    columns = tuple(Column(name=name.name, type="integer") for name in names)
    return (Table(name=T, columns=columns),)


@pytest.mark.parametrize(
    "kind, most, code, subject",
    [
        ("schemas", 10, "DSQL020", ObjectName("n10", "")),
        ("sequences", 5000, "DSQL020", ObjectName("public", "n5000")),
        ("tables", 1000, "DSQL021", ObjectName("public", "n1000")),
        ("columns", 255, "DSQL022", T),
    ],
)
def test_what_goes_is_there_until_the_end(kind: str, most: int, code: str, subject: ObjectName) -> None:
    field = "tables" if kind == "columns" else kind
    full, more = (Database.model_validate({field: _many(kind, number)}) for number in (most, most + 1))
    if kind == "columns":
        (table,) = more.tables
        wanted = Database(tables=(table.model_copy(update={"columns": table.columns[1:]}),))
    else:
        wanted = more.model_copy(update={field: getattr(more, field)[1:]})

    (refusal,) = make(compare(full, wanted), full, Policy(allow=frozenset({"all"}))).refusals

    assert refusal.code == code
    assert refusal.message.endswith(f"{most + 1} for a while")
    assert refusal.subject == subject


def test_a_limit_that_is_exceeded_already_does_not_stop_what_makes_it_no_worse() -> None:
    live = Database(schemas=tuple(Schema(name=f"s{number}") for number in range(11)), tables=(_table(),))
    wanted = live.with_tables([_table(NOTE)])

    assert lines(make(compare(live, wanted), live)) == ["ALTER TABLE public.t ADD COLUMN note text;"]


def test_every_code_is_documented_and_every_documented_one_is_used() -> None:
    folder = Path(pulumi_dsql_provider.__file__).parent
    sources = [path.read_text(encoding="utf-8") for path in folder.rglob("*.py")]
    used = {code for source in sources for code in re.findall(r'code="(DSQL1\d\d)"|"(DSQL1\d\d)",', source)}

    assert {first or second for first, second in used} == {code for code in CODES if code.startswith("DSQL1")}


def test_a_long_chain_of_references_is_followed_to_its_end() -> None:
    names = [ObjectName("public", f"t{number}") for number in range(900)]
    tables = [
        Table(
            name=name,
            columns=(ID,),
            primary_key=KEY,
            foreign_keys=(ForeignKey(name="next", columns=("id",), references=following),),
        )
        for name, following in pairwise(names)
    ]
    wanted = Database(tables=(*tables, Table(name=names[-1], columns=(ID,), primary_key=KEY)))

    made = make(compare(Database(), wanted), Database())

    created = [step.done.name for step in made.steps if isinstance(step, Statement) and step.done]
    assert created == names[::-1]
