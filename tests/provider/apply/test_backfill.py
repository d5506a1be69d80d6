"""Rows that were there before get their value, in ranges of keys, each in a transaction of its own."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live import Fault, Flaky
from pulumi_dsql_provider.apply import Progress, Settings, run
from pulumi_dsql_provider.apply.parameters import positional
from pulumi_dsql_provider.catalog import DatabaseError, Session
from pulumi_dsql_provider.dialect.render import column as render
from pulumi_dsql_provider.model import ObjectName
from pulumi_dsql_provider.plan.plan import Plan
from pulumi_dsql_provider.plan.step import Backfill

QUICK = Settings(first_pause=0.0001, longest_pause=0.001)
T = ObjectName("public", "t")
TOO_MANY = DatabaseError("transaction row limit exceeded", "54000")


def _plan(*key: str, rows: int = 1000) -> Plan:
    sql = render.backfill(T, key, "c", "'100%'")
    return Plan(steps=(Backfill(table=T, key=key, sql=sql, rows=rows, why=""),))


def _left(session: Session) -> int:
    return int(session.query("SELECT count(*) FROM t WHERE c IS DISTINCT FROM '100%'")[0][0])


def _updates(flaky: Flaky) -> int:
    return sum(sql.startswith("UPDATE") for sql in flaky.arrived)


# a key's columns, and rows of them as SQL
KEYS = {
    "integers of every sign": ("i int", "SELECT n - 20 FROM generate_series(1, 41) n"),
    "two columns": ("i int, j text", "SELECT n % 4, chr(97 + n) FROM generate_series(1, 25) n"),
    "texts that need quoting": (
        "j text",
        "SELECT unnest(ARRAY['', ' ', '%s', '$1', '''', '\\', 'é', '%', 'a b', 'Z', '9', '10'])",
    ),
    "uuids": ("u uuid", "SELECT gen_random_uuid() FROM generate_series(1, 30)"),
    "times, infinite ones too": (
        "at timestamptz",
        "SELECT unnest(ARRAY['-infinity', '0044-03-15 BC', '2026-01-01', 'infinity']::timestamptz[])",
    ),
    "numbers that are no floats": ("n numeric", "SELECT n / 3.0 FROM generate_series(1, 20) n"),
    "floats": ("f float8", "SELECT n / 3.0 FROM generate_series(1, 20) n"),
    "padded texts": ("k char(5)", "SELECT unnest(ARRAY['a', 'ab', 'b', 'z'])"),
    "booleans": ("b bool, i int", "SELECT n % 2 = 0, n FROM generate_series(1, 9) n"),
}


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("rows", [1, 4, 1000])
def test_every_row_once(session: Session, name: str, rows: int) -> None:
    columns, source = KEYS[name]
    key = re.findall(r"(\w+) \w", columns)
    session.execute(f"CREATE TABLE t ({columns}, c text, PRIMARY KEY ({', '.join(key)}))")
    count = session.execute(f"INSERT INTO t ({', '.join(key)}) {source}")
    flaky = Flaky(session)
    events: list[Progress] = []
    outcome = run(_plan(*key, rows=rows), flaky, on_step=events.append)
    assert outcome.error is None
    assert _left(session) == 0
    assert events[-1].detail == f"{count} rows"
    assert _updates(flaky) == -(-count // rows)


def test_a_table_without_key_is_changed_at_once(session: Session) -> None:
    session.execute("CREATE TABLE t (c text)")
    session.execute("INSERT INTO t SELECT NULL FROM generate_series(1, 10)")
    flaky = Flaky(session)
    assert run(_plan(), flaky).error is None
    assert (_left(session), _updates(flaky)) == (0, 1)


def test_an_empty_table_is_left_alone(session: Session) -> None:
    session.execute("CREATE TABLE t (i int PRIMARY KEY, c text)")
    flaky = Flaky(session)
    assert run(_plan("i"), flaky).error is None
    assert _updates(flaky) == 0


def _table_of(session: Session, rows: int) -> None:
    session.execute("CREATE TABLE t (i int PRIMARY KEY, c text)")
    session.execute(f"INSERT INTO t SELECT n FROM generate_series(1, {rows}) n")


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("sqlstate", ["40001", None])
def test_a_range_that_fails_on_the_way_is_done_again(
    session: Session, after: bool, sqlstate: str | None
) -> None:
    _table_of(session, 20)
    fault = Fault("UPDATE", DatabaseError("no", sqlstate), times=3, after=after)
    assert run(_plan("i", rows=5), Flaky(session, fault), settings=QUICK).error is None
    assert _left(session) == 0


def test_a_range_that_is_too_much_is_halved(session: Session) -> None:
    _table_of(session, 20)
    flaky = Flaky(session, Fault("UPDATE", TOO_MANY, times=3))
    assert run(_plan("i", rows=16), flaky).error is None
    assert (_left(session), _updates(flaky)) == (0, 10)


def test_one_row_that_is_too_much_fails(session: Session) -> None:
    _table_of(session, 20)
    outcome = run(_plan("i", rows=16), Flaky(session, Fault("UPDATE", TOO_MANY, times=99)))
    assert outcome.error == "DSQL200: transaction row limit exceeded [SQLSTATE 54000]"
    assert len(outcome.pending) == 1


def test_what_was_stopped_goes_on_where_it_was(session: Session) -> None:
    _table_of(session, 20)
    refused = Fault("UPDATE", DatabaseError("out of disk", "53100"))
    seen: list[str] = []

    def after_two(event: Progress) -> None:
        seen.append(event.detail)
        if event.state == "waiting" and len(seen) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(_plan("i", rows=5), session, on_step=after_two)
    assert seen == ["", "5 rows so far", "10 rows so far"]
    assert _left(session) == 10
    assert "53100" in (run(_plan("i", rows=5), Flaky(session, refused)).error or "")
    events: list[Progress] = []
    assert run(_plan("i", rows=5), session, on_step=events.append).error is None
    assert (_left(session), events[-1].detail) == (0, "10 rows")


PARAMETERS = {
    "SELECT 1 % 2": ("SELECT 1 % 2", []),
    "a = $1": ("a = %s", ["x"]),
    "a > $2 AND a < $1 AND a <> $2": ("a > %s AND a < %s AND a <> %s", ["y", "x", "y"]),
    "a % $1 = '$1 % é' -- $2\n AND b = $2": ("a %% %s = '$1 %% é' -- $2\n AND b = %s", ["x", "y"]),
    "\"$1\" = $1 AND E'\\'$2' = $2": ("\"$1\" = %s AND E'\\'$2' = %s", ["x", "y"]),
}


@pytest.mark.parametrize("sql", PARAMETERS)
def test_parameters(sql: str) -> None:
    assert positional(sql, ("x", "y")) == PARAMETERS[sql]


@settings(max_examples=50)
@given(
    text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
    value=st.text("a%$1'", max_size=5),
)
def test_any_text_beside_a_parameter_arrives_as_it_is(session: Session, text: str, value: str) -> None:
    constant = "'" + text.replace("'", "''") + "'"
    sql, parameters = positional(f"SELECT {constant}, $1::text, {constant}", (value,))
    assert session.query(sql, parameters) == [(text, value, text)]
