"""What cannot be had is told by the preview: one line, what is wrong and what to do; and nothing runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import dedent

import pytest

from dsql_local import Running
from pulumi_engine import Engine
from stack.on_cluster import Written, started
from stack.refused import Told, refused

ORDERS = """
    orders = dsql.Table("orders", cluster=cluster, primary_key=["id"], columns=[
        dsql.Column("id", "bigint"), dsql.Column("note", "text"), dsql.Column("total", "integer")])
    dsql.Index("orders_note", table=orders, columns=["note"])
"""
TABLE = """
    dsql.Table("bad", cluster=cluster, columns=[{columns}]{more})
"""
INDEX = """
    dsql.Index("bad", table={table}, columns={columns})
"""
ID = 'dsql.Column("id", "bigint")'
LONG = "é" * 32


@dataclass(frozen=True)
class Case:
    """A program: what comes after ORDERS, or another text in its place. `at` is the property at fault."""

    at: str
    code: str
    says: str
    more: str = ""
    instead: tuple[str, str] = ("", "")
    resource: str = "bad"

    @property
    def program(self) -> str:
        return dedent(ORDERS).replace(*self.instead) + dedent(self.more)


def table(columns: str = ID, more: str = "") -> str:
    """A program text: a table with these columns and arguments."""
    return TABLE.format(columns=columns, more=more and f", {more}")


def index(columns: str, on: str = "orders") -> str:
    """A program text: an index with these keys."""
    return INDEX.format(table=on, columns=columns)


CASES: dict[str, Case] = {
    "a type that DSQL lacks": Case(
        "columns",
        "DSQL008",
        "the column ip: DSQL cannot store inet; use text",
        table(f'{ID}, dsql.Column("ip", "inet")'),
    ),
    "a DESC index key": Case(
        "columns",
        "DSQL012",
        "the index bad: index keys cannot be sorted, note DESC is no column; leave the order out",
        index('["note DESC"]'),
    ),
    "nine key columns": Case(
        "primary_key",
        "DSQL024",
        "the primary key has 9 key columns, DSQL takes at most 8; use fewer; an index can include others",
        """
        names = [f"c{number}" for number in range(9)]
        dsql.Table("bad", cluster=cluster, columns=[dsql.Column(name, "uuid") for name in names],
            primary_key=names)
        """,
    ),
    "a name over 63 bytes": Case(
        "name",
        "DSQL002",
        f"the table {LONG} has a name of 64 bytes, DSQL cuts it after 63; choose a shorter name",
        table(more=f'name="{LONG}"'),
    ),
    "a duplicate column": Case(
        "columns",
        "DSQL003",
        "the column id is declared twice; rename one of them",
        table(f"{ID}, {ID}"),
    ),
    "an index on a column that is not there": Case(
        "columns",
        "DSQL005",
        "the index bad refers to a column nothing, which public.orders has not got; "
        "name a column of the table",
        index('["nothing"]'),
    ),
    "a foreign key to nothing": Case(
        "foreign_keys",
        "DSQL126",
        "the foreign key bad_id_fkey of public.bad references public.nothing, which is not there; "
        "declare that table too, and before this one, or correct the name",
        table(more='foreign_keys=[dsql.ForeignKey(["id"], references="nothing")]'),
    ),
    "a schema that is not there": Case(
        "schema",
        "DSQL125",
        "there is no schema shop for table shop.bad; "
        "declare the schema shop too, and before its tables, or correct the name",
        table(more='schema="shop"'),
    ),
    "NOT NULL added to a table with rows": Case(
        "columns",
        "DSQL114",
        "table public.orders: column note cannot become NOT NULL, that needs the table to be rebuilt; "
        "let it stay nullable and add a check (note IS NOT NULL)",
        instead=('"text")', '"text", nullable=False)'),
        resource="orders",
    ),
    "a primary key changed": Case(
        "primary_key",
        "DSQL115",
        "the primary key of public.orders cannot change from (id) to none: that needs the table to be "
        "rebuilt; keep (id); a unique constraint can be added beside it",
        instead=('primary_key=["id"], ', ""),
        resource="orders",
    ),
    "a default that does not parse": Case(
        "columns",
        "DSQL037",
        "'now(' cannot be read as an expression: syntax error at end of input (character 5); "
        "write one SQL expression, without a semicolon",
        table(f'{ID}, dsql.Column("at", "timestamptz", default="now(")'),
    ),
    "an expression that does not type-check": Case(
        "checks",
        "DSQL210",
        "the database refuses the expression lower(n) > 3: function lower(integer) does not exist; "
        "correct the expression",
        table(f'{ID}, dsql.Column("n", "integer")', 'checks={"low": "lower(n) > 3"}'),
    ),
    "an empty columns": Case(
        "columns",
        "DSQL030",
        "the table public.bad has no columns; give it at least one",
        'dsql.Table("bad", cluster=cluster, columns=[])',
    ),
    "a wrong Region": Case(
        "endpoint",
        "DSQL303",
        "access denied; check that the credentials may connect to this cluster as 'admin', that they have "
        "not expired, the Region, and this machine's clock",
        instead=("cluster=cluster,", 'cluster=dsql.Endpoint(cluster.host, region="eu-west-3"),'),
        resource="orders",
    ),
}

# Mistakes in Python: told at the line of the program.
MISTAKES: dict[str, tuple[str, str]] = {
    "two resources of one name": (
        'dsql.Table("bad", name="orders", cluster=cluster, columns=[])',
        "DSQL401: table public.orders is declared twice, as 'orders' and as 'bad'; give one another name=",
    ),
    "a misspelt argument": (
        'dsql.Column("id", "uuid", nulable=False)',
        "DSQL400: Column has no argument nulable=; write nullable=",
    ),
}


@pytest.fixture(scope="module")
def written(shared_stack: Written) -> Written:
    """A stack with a table that has rows, and an index."""
    shared_stack.up(ORDERS)
    shared_stack.query("INSERT INTO orders (id, note) VALUES (1, 'a'), (2, NULL)")
    return shared_stack


@contextmanager
def nothing_changes(written: Written) -> Iterator[None]:
    """Nothing has been run when the block ends."""
    before = written.changes()
    yield
    assert written.changes() == before


@pytest.mark.parametrize("name", CASES)
def test_a_preview_refuses(name: str, written: Written) -> None:
    case = CASES[name]
    with nothing_changes(written):
        (told,) = refused(written, case.program)
    assert told.resource == case.resource
    assert told.text.startswith(f"{case.at}: {case.code}: ")
    assert told.text.endswith(case.says)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_the_program(name: str, written: Written) -> None:
    text, says = MISTAKES[name]
    program = dedent(ORDERS) + text
    with nothing_changes(written):
        (told,) = refused(written, program)
    line = (written.directory / "__main__.py").read_text("utf-8").splitlines().index(text) + 1
    assert told == Told("", f"__main__.py:{line}: {says}")


NO_KEYS = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_EC2_METADATA_DISABLED": "true"}
NOWHERE = {"PGPORT": "9", "AWS_ENDPOINT_URL_DSQL": "http://127.0.0.1:9"}


def refused_with(written: Written, **environ: str) -> str:
    """What a preview of what is there already says, with these variables set."""
    stack = replace(written.stack, environ={**written.stack.environ, **environ})
    (told,) = refused(replace(written, stack=stack), ORDERS)
    assert told.resource == "orders"
    assert written.cluster.environ["AWS_SECRET_ACCESS_KEY"] not in told.text
    assert "X-Amz" not in told.text
    return told.text


def test_no_credentials(written: Written) -> None:
    said = refused_with(written, **NO_KEYS)
    assert said.startswith("endpoint: DSQL302: no AWS credentials were found; run `aws configure` or ")


def test_an_expired_token(written: Written, standin: Running) -> None:
    # The token is made for 15 minutes; to the service it is an hour old.
    standin.change(clock_offset_seconds=3600)
    try:
        said = refused_with(written)
    finally:
        standin.change(clock_offset_seconds=0)
    assert said.startswith("endpoint: DSQL303: ")
    assert said.endswith(CASES["a wrong Region"].says)


def test_a_stand_in_that_is_down(written: Written) -> None:
    said = refused_with(written, **NOWHERE)
    assert said.startswith("endpoint: DSQL410: the cluster cannot be reached: ")
    assert said.endswith(
        "Connection refused; check that it is there, its endpoint and the network, then run again"
    )


def test_a_cluster_deleted_behind_our_back(engine: Engine, standin: Running, tmp_path: Path) -> None:
    gone = standin.create_cluster()
    written = started(engine, gone, tmp_path / "program")
    written.up(ORDERS)
    gone.delete()
    assert refused_with(written) == (
        f"endpoint: DSQL422: the service has no cluster {gone.identifier}; "
        "correct the endpoint or, where the cluster was deleted, run `pulumi refresh`"
    )
    written.stack.refresh()
    assert len(written.stack.resources()) <= 2  # the stack, and Pulumi's own provider


def test_a_table_name_with_a_quote_emoji_and_sql(written: Written) -> None:
    name = """x"; DROP TABLE orders; -- 🐘'"""
    in_sql = name.replace('"', '""')
    program = dedent(ORDERS) + (
        f'odd = dsql.Table("odd", name={name!r}, cluster=cluster, primary_key=["id"], columns=[\n'
        f'    dsql.Column("id", "bigint"), dsql.Column({name!r}, "text", default="\'🐘\'")])\n'
        f'dsql.Index("odd_index", table=odd, name={"i" + name!r}, columns=[{name!r}])\n'
    )
    written.up(program)
    written.query(f'INSERT INTO "{in_sql}" (id) VALUES (1)')
    assert written.query(f'SELECT "{in_sql}" FROM "{in_sql}"') == [("🐘",)]

    # It is read, too: had the refresh found a difference, more would have been done.
    before = written.changes()
    more = program.replace(f"Column({name!r}", f"Column('more 🐘', 'integer'), dsql.Column({name!r}")
    written.up(more, "--refresh")
    assert written.changes()[len(before) :] == [f'ALTER TABLE public."{in_sql}" ADD COLUMN "more 🐘" integer']

    written.query(f'DELETE FROM "{in_sql}"')
    written.up(ORDERS)
    assert f'DROP TABLE public."{in_sql}"' in written.changes()
    assert written.query("SELECT count(*) FROM orders") == [(2,)]


def test_the_stack_goes_on_working(written: Written) -> None:
    written.program(ORDERS)
    written.stack.preview("--expect-no-changes")
    assert written.query("SELECT note FROM orders ORDER BY id") == [("a",), (None,)]


def test_what_the_same_program_makes_counts_as_there(written: Written) -> None:
    # By names alone: what is declared before is made before.
    more = """
    dsql.Schema("made", cluster=cluster)
    dsql.Table("parents", cluster=cluster, schema="made", columns=[dsql.Column("id", "bigint")],
        primary_key=["id"])
    dsql.Table("children", cluster=cluster, schema="made", columns=[dsql.Column("id", "bigint")],
        foreign_keys=[dsql.ForeignKey(["id"], references="parents")])
    """
    written.up(dedent(ORDERS) + dedent(more))
    assert written.query("SELECT count(*) FROM made.children") == [(0,)]
