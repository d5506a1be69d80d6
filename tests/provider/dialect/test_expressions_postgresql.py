"""Generated expressions, stored by a real PostgreSQL 16: what it gives back equals what was written."""

from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import assume, event, given, settings

from provider.dialect.expression_strategies import (
    COLUMNS,
    CONDITIONS,
    CONSTANTS,
    NUMBERS,
    TEXTS,
    Texts,
    mutations,
)
from pulumi_dsql_provider.dialect import expressions
from pulumi_dsql_provider.dialect.refusal import Refused

Connection = psycopg.Connection[tuple[Any, ...]]
Connect = Callable[[], Connection]

_QUERY = Path(__file__).parents[2] / "cases" / "postgresql16_facts.sql"
_LEFT_TO_THE_DATABASE = {("interval", "'5'"), ("interval", "'-5'"), ("interval", "'1.50'")} | {
    ("time without time zone", text) for text in CONSTANTS if text.startswith("'2020")
}
_CHECK = """
    SELECT
        pg_get_expr(conbin, conrelid),
        pg_get_expr(conbin, conrelid, true),
        substr(pg_get_constraintdef(oid), 7)
    FROM pg_constraint WHERE conname = 'generated'
"""
_KEYS = """
    SELECT
        pg_get_indexdef(indexrelid, 1, false),
        pg_get_indexdef(indexrelid, 1, true),
        pg_get_expr(indpred, indrelid)
    FROM pg_index WHERE indexrelid = 'generated'::regclass
"""


@pytest.fixture(scope="module")
def connection(postgres16: Connect) -> Iterator[Connection]:
    """A connection to a schema of its own, with the table that expressions are about."""
    with postgres16() as made:
        made.execute("CREATE SCHEMA expressions")
        made.execute("SET search_path TO expressions")
        columns = ", ".join(f'"{name}" {type_}' for name, type_ in COLUMNS.items())
        made.execute(f"CREATE TABLE t ({columns})".encode())
        yield made
        made.execute("DROP SCHEMA expressions CASCADE")


def _stored(connection: Connection, statement: str, question: str) -> tuple[str, ...] | None:
    """What the catalog says after a statement that is rolled back; None when PostgreSQL refused it."""
    with connection.transaction(force_rollback=True):
        try:
            connection.execute(statement.encode())
        except psycopg.Error:
            return None
        return connection.execute(question.encode()).fetchone()


def _all_equal(written: str, read_back: tuple[str, ...]) -> None:
    normal = expressions.normalise(written, COLUMNS)
    assert [expressions.normalise(text, COLUMNS) for text in read_back] == [normal] * len(read_back)
    same = {normal, *expressions.spellings(written, COLUMNS)}
    assert {expressions.normalise(text, COLUMNS) for text in same} == {normal}


@settings(max_examples=200)
@given(condition=CONDITIONS)
def test_a_check_reads_back_equal(connection: Connection, condition: str) -> None:
    read_back = _stored(connection, f"ALTER TABLE t ADD CONSTRAINT generated CHECK ({condition})", _CHECK)
    event("stored" if read_back else "refused by PostgreSQL")
    assume(read_back is not None)
    assert read_back is not None
    _all_equal(condition, read_back)


@pytest.mark.parametrize("strategy", [NUMBERS, TEXTS], ids=["numbers", "texts"])
def test_an_index_key_and_its_predicate_read_back_equal(connection: Connection, strategy: Texts) -> None:
    @settings(max_examples=80)
    @given(key=strategy)
    def check(key: str) -> None:
        # An index prints the collation of its keys apart, and DSQL has none.
        assume("COLLATE" not in key)
        found = _stored(connection, f"CREATE INDEX generated ON t (({key})) WHERE ({key}) IS NOT NULL", _KEYS)
        assume(found is not None)
        assert found is not None
        _all_equal(key, found[:2])
        _all_equal(f"({key}) IS NOT NULL", found[2:])

    check()


@pytest.mark.parametrize("type_", sorted(set(COLUMNS.values())))
def test_a_default_reads_back_equal(connection: Connection, type_: str) -> None:
    stored = 0
    for default in CONSTANTS:
        found = _stored(
            connection,
            f"CREATE TABLE generated (c {type_} DEFAULT {default})",
            "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'generated'::regclass",
        )
        if found is not None and (type_, default) not in _LEFT_TO_THE_DATABASE:
            assert expressions.equal(found[0], default, None, type_), (default, found[0])
            stored += 1
    assert stored


@settings(max_examples=60)
@given(condition=CONDITIONS)
def test_a_changed_expression_is_equal_only_where_the_database_says_so(
    connection: Connection, condition: str
) -> None:
    normal = expressions.normalise(condition, COLUMNS)
    meaning = _meaning(connection, condition)
    assume(meaning is not None)
    for changed in mutations(condition):
        try:
            same = expressions.normalise(changed, COLUMNS) == normal
        except Refused:
            continue
        other = _meaning(connection, changed) if same else None
        event("equal" if same else "different")
        assert other in (None, meaning), changed


def _meaning(connection: Connection, condition: str) -> str | None:
    """The expression as the planner has simplified it, or None when it is no valid one."""
    question = f"EXPLAIN (VERBOSE, COSTS OFF) SELECT ({condition}) FROM (SELECT * FROM t OFFSET 0) t"
    try:
        return str(connection.execute(question.encode()).fetchall()[1][0])
    except psycopg.Error:
        return None


def test_the_facts_are_those_of_postgresql(connection: Connection) -> None:
    """Regenerate the file with the query when this fails: one line of it is one line of the file."""
    lines = [line for (line,) in connection.execute(_QUERY.read_bytes())]
    package = files("pulumi_dsql_provider.dialect.expressions")
    assert package.joinpath("postgresql16.txt").read_text().splitlines() == lines
