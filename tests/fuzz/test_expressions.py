"""Generated expressions, wherever one can stand: read back they are equal, and no others are."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import postgast
import pytest
from hypothesis import event, reject
from hypothesis import strategies as st

from fuzz.batches import batches, run
from fuzz.samples import SCHEMA, differ, make_samples
from provider.dialect.expression_strategies import COLUMNS, CONDITIONS, CONSTANTS, NUMBERS, TEXTS, mutations
from pulumi_dsql_provider import catalog, diff
from pulumi_dsql_provider.aws.connection import Connection
from pulumi_dsql_provider.catalog import Session
from pulumi_dsql_provider.catalog.scope import Scope
from pulumi_dsql_provider.catalog.session import DatabaseError
from pulumi_dsql_provider.dialect import validate
from pulumi_dsql_provider.dialect.capabilities import rules
from pulumi_dsql_provider.dialect.expressions import sole_column
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import Check, Column, Database, Index, IndexKey, ObjectName, Schema, Table
from pulumi_dsql_provider.plan import Statement, make

_EACH = 50
_OTHERS = 3
_T = ObjectName("public", "t")
_HERE = Scope(schemas=("public",))
_COLUMNS = tuple(Column(name=name, type=type_) for name, type_ in COLUMNS.items())
_WITHOUT = {
    "id": "7", "small": "3::smallint", "big": "5::bigint", "amount": "1.50", "price": "2.5::numeric",
    "rate": "0.5::float8", "ratio": "1.5::real", "title": "'a'::text", "code": "'open'::varchar(20)",
    "kind": "'b'::varchar", "flag": "'c'::char(5)", "active": "true", "Done": "false",
    "day": "date '2020-01-05'", "placed": "'2020-01-05 10:00Z'::timestamptz",
    "seen": "timestamp '2021-07-01'", "opens": "time '9:30'", "doc": "'{\"a\": 1}'::jsonb",
    "raw": "'[]'::json", "span": "interval '1 day'", "blob": "'\\xff'::bytea",
    "ref": "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid",
}  # fmt: skip


class _Case(NamedTuple):
    """`type` is what the value becomes: that of the column that it is the value of. `turn` picks others."""

    text: str
    type: str
    turn: int


def _check(case: _Case) -> Database:
    return _database(Table(name=_T, columns=_COLUMNS, checks=(Check(name="c", expression=case.text),)))


def _default(case: _Case) -> Database:
    return _database(_with(Column(name="d", type=case.type, default=case.text)))


def _generated(case: _Case) -> Database:
    return _database(_with(Column(name="d", type=case.type, generated=case.text)))


def _key(case: _Case) -> Database:
    column = sole_column(case.text)
    key = IndexKey(expression=case.text) if column is None else IndexKey(column=column)
    return _database(_with(), Index(name="i", table=_T, keys=(key,)))


def _predicate(case: _Case) -> Database:
    return _database(_with(), Index(name="i", table=_T, keys=(IndexKey(column="id"),), where=case.text))


def _with(*more: Column) -> Table:
    return Table(name=_T, columns=(*_COLUMNS, *more))


def _database(table: Table, *indexes: Index) -> Database:
    return Database(schemas=(Schema(name="public"),), tables=(table,), indexes=indexes)


def _without_columns(text: str) -> str:
    """With a constant in place of each column, as a default needs it."""
    source = text.encode()
    for token in reversed(postgast.scan(text).tokens):
        word = source[token.start : token.end].decode().strip('"')
        if word in _WITHOUT and source[token.start : token.start + 1] != b"'":
            source = source[: token.start] + _WITHOUT[word].encode() + source[token.end :]
    return source.decode()


_NUMERIC = ("numeric", "integer", "double precision", "numeric(10,2)", "bigint")
_TEXTUAL = ("text", "character varying", "character varying(20)")
_OF_COLUMNS = st.one_of(
    st.tuples(NUMBERS, st.sampled_from(_NUMERIC)),
    st.tuples(TEXTS, st.sampled_from(_TEXTUAL)),
    st.tuples(CONDITIONS, st.just("boolean")),
)
_CONDITIONS = st.tuples(CONDITIONS, st.just("boolean"))
_DEFAULTS = st.one_of(
    st.tuples(st.sampled_from(CONSTANTS), st.sampled_from(sorted(set(COLUMNS.values())))),
    _OF_COLUMNS.map(lambda drawn: (_without_columns(drawn[0]), drawn[1])),
)
_PLACES: Mapping[str, tuple[Callable[[_Case], Database], st.SearchStrategy[tuple[str, str]]]] = {
    "check": (_check, _CONDITIONS),
    "default": (_default, _DEFAULTS),
    "generated": (_generated, _OF_COLUMNS),
    "key": (_key, _OF_COLUMNS),
    "predicate": (_predicate, _CONDITIONS),
}


@pytest.fixture(scope="module", autouse=True)
def _samples(plain: Connection) -> Iterator[None]:
    make_samples(plain)
    yield
    plain.execute(f"DROP SCHEMA {SCHEMA} CASCADE")


@batches("EXPRESSIONS", each=_EACH, ordinary=200, long=5_000)
@pytest.mark.parametrize("place", list(_PLACES))
def test_only_what_means_the_same_is_equal(plain: Connection, place: str, batch: int) -> None:
    within, strategy = _PLACES[place]
    cases = st.builds(lambda drawn, turn: _Case(drawn[0], drawn[1], turn), strategy, st.integers(0, 99))
    run(batch, _EACH, cases, lambda case: _checked(plain, case, within))


def _checked(plain: Connection, case: _Case, within: Callable[[_Case], Database]) -> None:
    """Check one that the database takes, where another is known that means something else."""
    wanted = within(case)
    if not _made(plain, wanted):
        reject()
    live = catalog.read(plain, _HERE)
    assert _same(plain, live, wanted), _spelt(live, wanted)
    others = [case._replace(text=text) for text in _others(case) if _differ(plain, case, text)]
    if not others:
        reject()
    for other in others:
        event("another")
        assert not _same(plain, live, within(other)), other.text


def _made(plain: Connection, wanted: Database) -> bool:
    """Whether it is taken."""
    if validate.database(wanted, rules()):
        return False
    plain.execute("DROP TABLE IF EXISTS t")
    empty = Database(schemas=wanted.schemas)
    try:
        for step in make(diff.compare(empty, wanted), empty).steps:
            if isinstance(step, Statement):
                plain.execute(step.sql.replace(" ASYNC ", " ", 1))
    except (DatabaseError, Refused):
        return False
    return True


def _same(session: Session, live: Database, wanted: Database) -> bool:
    """Whether nothing differs; what cannot be told offline is asked."""
    try:
        answers = catalog.ask(session, diff.questions(live, wanted))
    except Refused:  # no valid expression
        return False
    return diff.compare(live, wanted, answers=answers) == ()


def _others(case: _Case) -> list[str]:
    found = mutations(case.text)
    turn = case.turn % len(found)
    return [*found[turn:], *found[:turn]][:_OTHERS]


def _differ(plain: Connection, case: _Case, other: str) -> bool:
    """Whether the values differ on some row, and are always the same for the expression itself."""
    one, two = (f"CAST(({text}\n) AS {case.type})" for text in (case.text, other))
    return differ(plain, one, two) and not differ(plain, one, one)


def _spelt(live: Database, wanted: Database) -> str:
    return "\n".join(str(change) for change in diff.compare(live, wanted))
