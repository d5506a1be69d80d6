# ruff: noqa: E501 - one case per line
"""SQL definitions as the model."""

import itertools
import os
from pathlib import Path

import pytest

from pulumi_dsql_provider.dialect.parse import Parsed, PartName, Source, parse
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import Check, ForeignKey, Identity, Index, IndexKey, ObjectName, Schema

_SHARED = Path(os.environ.get("PULUMI_DSQL_SHARED", Path(__file__).parents[4] / "shared"))
_CHINOOK = _SHARED / "schemas" / "chinook.sql"
_T = ObjectName("public", "t")


def _parse(*texts: str) -> Parsed:
    return parse(Source(f"{letter}.sql", text) for letter, text in zip("abcdefgh", texts, strict=False))


@pytest.mark.skipif(not _CHINOOK.exists(), reason=f"{_CHINOOK} is not there (set PULUMI_DSQL_SHARED)")
def test_chinook() -> None:
    parsed = parse([Source("chinook.sql", _CHINOOK.read_text())])
    database = parsed.database
    assert (len(database.tables), len(database.indexes)) == (11, 11)
    assert sum(len(table.foreign_keys) for table in database.tables) == 11
    assert all(table.primary_key for table in database.tables)
    assert parsed.notes == ()
    track = database.table(ObjectName("public", "track"))
    assert track is not None
    assert {column.name: column.type for column in track.columns}["unit_price"] == "numeric(10,2)"
    assert parsed.locations[track.name].startswith("chinook.sql:")


def test_a_table_and_an_index_of_dsql() -> None:
    parsed = _parse(
        "CREATE TABLE T (\n  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),\n  total int CHECK ((total > 0))\n);\n"
        "CREATE UNIQUE INDEX ASYNC t_open ON t (total, (lower(total::text))) INCLUDE (id) WHERE (total IS NULL);\n"
        "CREATE INDEX ASYNC ON t (total);\n"
        "ALTER TABLE t ADD CONSTRAINT small CHECK (total < 9) NOT VALID;\n"
        "ALTER TABLE ASYNC t VALIDATE CONSTRAINT small;\n"
    )
    (table,) = parsed.database.tables
    assert table.name == _T
    assert table.columns[0].default == "gen_random_uuid()"
    assert table.checks == (
        Check(name="t_total_check", expression="total > 0"),
        Check(name="small", expression="total < 9"),
    )
    assert parsed.database.indexes == (
        Index(
            name="t_open",
            table=_T,
            keys=(IndexKey(column="total"), IndexKey(expression="lower(total::text)")),
            include=("id",),
            unique=True,
            where="total IS NULL",
        ),
        Index(name="t_total_idx", table=_T, keys=(IndexKey(column="total"),)),
    )
    assert parsed.locations == {
        _T: "a.sql:1:1",
        PartName(_T, "id"): "a.sql:2:3",
        PartName(_T, "t_pkey"): "a.sql:2:11",
        PartName(_T, "total"): "a.sql:3:3",
        PartName(_T, "t_total_check"): "a.sql:3:13",
        PartName(_T, "small"): "a.sql:7:19",
        ObjectName("public", "t_open"): "a.sql:5:1",
        ObjectName("public", "t_total_idx"): "a.sql:6:1",
    }
    assert parsed.notes == ()


def test_a_table_or_an_index_may_be_called_async() -> None:
    parsed = _parse(
        'CREATE TABLE async (a int); ALTER TABLE async ADD b int; CREATE INDEX "async" ON async (b)'
    )
    (table,), (index,) = parsed.database.tables, parsed.database.indexes
    assert [column.name for column in table.columns] == ["a", "b"]
    assert index.name == "async"
    assert _parse("CREATE TABLE async (a int); CREATE INDEX ASYNC ON async (a)").database.indexes[0].name == (
        "async_a_idx"
    )


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_the_order_of_files_means_nothing(order: tuple[int, ...]) -> None:
    files = [
        "CREATE TABLE child (a int REFERENCES parent, b int); CREATE INDEX child_b ON child (b);",
        "CREATE TABLE parent (x int, y int);",
        "ALTER TABLE parent ADD PRIMARY KEY (x); ALTER TABLE child ALTER a SET NOT NULL, ADD c int;",
        "COMMENT ON COLUMN child.c IS 'x'; COMMENT ON INDEX child_b IS 'y'; ALTER TABLE child ADD CHECK (c > 0);",
    ]
    first = parse(Source(str(place), files[place]) for place in range(4)).database
    other = parse(Source(str(place), files[place]) for place in order).database
    assert set(first.tables) == set(other.tables)
    assert set(first.indexes) == set(other.indexes)
    (foreign,) = next(table for table in other.tables if table.name.name == "child").foreign_keys
    assert foreign.referenced_columns == ("x",)


def test_a_reference_out_of_sight_stays_open() -> None:
    (table,) = _parse("CREATE TABLE t (a int REFERENCES far.away)").database.tables
    assert table.foreign_keys == (
        ForeignKey(name="t_a_fkey", columns=("a",), references=ObjectName("far", "away")),
    )


def test_defaults_follow_a_sequence_that_is_renamed() -> None:
    texts = ("nextval('s')", "NextVal ( 'public.s'::regclass)", "nextval('x.s')", "'s'", "'S'::regclass")
    columns = ", ".join(f"c{place} text DEFAULT {text}" for place, text in enumerate(texts))
    parsed = _parse(
        f"CREATE SEQUENCE s CACHE 1; CREATE TABLE t ({columns}); CREATE DOMAIN d AS bigint DEFAULT nextval('S');"
        ' ALTER SEQUENCE s RENAME TO "To"'
    ).database
    assert [column.default for column in parsed.tables[0].columns] == [
        "nextval('public.\"To\"')",
        "NextVal ( 'public.\"To\"')",
        "nextval('x.s')",
        "'s'",
        "'public.\"To\"'",
    ]
    assert parsed.domains[0].default == "nextval('public.\"To\"')"


def test_names_without_a_schema() -> None:
    text = "CREATE TABLE t (a int); SET search_path TO shop, public; CREATE TABLE t (a int);"
    text += " SET search_path = ''; CREATE TABLE u (a int);"
    text += "CREATE SCHEMA IF NOT EXISTS s; CREATE SCHEMA x CREATE TABLE t (a int) CREATE INDEX i ON t (a);"
    parsed = parse([Source("a", text), Source("b", "CREATE TABLE v (a int)")], default_schema="main")
    assert [str(table.name) for table in parsed.database.tables] == [
        "main.t", "shop.t", "main.u", "x.t", "main.v"
    ]  # fmt: skip
    assert parsed.database.schemas == (Schema(name="s"), Schema(name="x"))
    assert parsed.locations["s"] == "a:1:127"


def test_expressions_stay_as_they_were_written() -> None:
    (table,) = _parse(
        "CREATE TABLE t (\n"
        "  a int DEFAULT (1  +  2) NOT NULL,\n"
        "  b text DEFAULT 'x, ('||'y' -- why\n,\n"
        "  c int GENERATED ALWAYS AS (((a)) + (2 * (a))) STORED,\n"
        "  d text DEFAULT CAST('ä' AS text) UNIQUE,\n"
        "  e int DEFAULT -1 CHECK (((e > 0) or (E IS null)))\n"
        ")"
    ).database.tables
    assert [column.default for column in table.columns] == [
        "1  +  2", "'x, ('||'y'", None, "CAST('ä' AS text)", "-1"
    ]  # fmt: skip
    assert table.columns[2].generated == "((a)) + (2 * (a))"
    assert table.checks[0].expression == "(e > 0) or (E IS null)"


@pytest.mark.parametrize(
    "options,identity",
    [
        ("(CACHE 65536)", Identity(cache=65536)),
        ("", Identity(cache=1)),
        ("(START 5 INCREMENT 2 MINVALUE 3 MAXVALUE 9 CACHE 1 CYCLE)",
         Identity(cache=1, start=5, increment=2, min_value=3, max_value=9, cycle=True)),
        ("(MINVALUE 7 CACHE 1)", Identity(cache=1, start=7, min_value=7)),
        ("(INCREMENT -1 CACHE 1)", Identity(cache=1, start=-1, increment=-1)),
        ("(MINVALUE 1 MAXVALUE 9223372036854775807 NO CYCLE CACHE 1)", Identity(cache=1)),
        ("(INCREMENT -1 MINVALUE -9223372036854775808 MAXVALUE -1 CACHE 1)", Identity(cache=1, start=-1, increment=-1)),
    ],
)  # fmt: skip
def test_identity(options: str, identity: Identity) -> None:
    (table,) = _parse(f"CREATE TABLE t (a bigint GENERATED BY DEFAULT AS IDENTITY {options})").database.tables
    assert table.columns[0].identity == identity
    assert not table.columns[0].nullable


@pytest.mark.parametrize(
    "text,left_out",
    [
        ("CREATE INDEX CONCURRENTLY i ON t (a)", "CONCURRENTLY of public.i"),
        ("CREATE INDEX i ON t USING btree (a)", "USING btree of public.i"),
        ("CREATE INDEX i ON public.t USING btree_index (a)", "USING btree of public.i"),
        ("CREATE INDEX i ON t (a ASC)", "ASC of public.i"),
        ("GRANT SELECT ON t TO admin", "what admin may do"),
        ("GRANT someone TO admin", "admin as a member of someone"),
        ("ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NO INHERIT", "NO INHERIT"),
        ("ALTER TABLE t ADD PRIMARY KEY (a) INCLUDE (b)", "INCLUDE of public.t's primary key"),
        ("ALTER TABLE t ALTER b ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME s CACHE 1)", "SEQUENCE NAME of the identity public.t.b"),
    ],
)  # fmt: skip
def test_what_means_nothing_to_dsql_is_left_out_with_a_note(text: str, left_out: str) -> None:
    (note,) = _parse(f"CREATE TABLE t (a int, b bigint NOT NULL);\n{text};").notes
    place, _, said = note.partition(": ")
    assert place.startswith("a.sql:2:")
    assert said.startswith(f"{left_out} is left out")


def test_a_dump_is_read() -> None:
    """The frame that pg_dump puts around definitions, rows included, hides nothing."""
    with pytest.raises(Refused) as caught:
        _parse(
            "-- PostgreSQL database dump\n\\restrict aBc\n\nSET statement_timeout = 0;\n"
            "SELECT pg_catalog.set_config('search_path', '', false);\nBEGIN;\n"
            "CREATE TABLE public.t (a int);\n"
            "COPY public.t (a) FROM stdin;\n1\n'2; ( \n\\.\n\nCREATE TYPE e AS ENUM ();\nCOMMIT;\n\\unrestrict aBc\n"
        )
    assert [(refusal.code, refusal.location) for refusal in caught.value.refusals] == [
        ("DSQL062", "a.sql:8:1"),
        ("DSQL050", "a.sql:13:1"),
    ]


def test_a_rename_is_followed_everywhere() -> None:
    database = _parse(
        "CREATE TABLE t (a int PRIMARY KEY, b text, c int GENERATED ALWAYS AS (a * 2) STORED, CHECK (a > 0), UNIQUE (b) INCLUDE (a));"
        "CREATE INDEX i ON t (a, (a + 1)) INCLUDE (b) WHERE a > 5;"
        "CREATE TABLE u (x int REFERENCES t (a));"
        "ALTER TABLE t RENAME a TO \"order\"; ALTER TABLE t RENAME TO s; ALTER TABLE s SET SCHEMA shop;"
    ).database  # fmt: skip
    table, other = database.tables
    assert table.name == ObjectName("shop", "s")
    assert table.primary_key is not None
    assert table.primary_key.columns == ("order",)
    assert table.columns[2].generated == '"order" * 2'
    assert table.checks[0].expression == '"order" > 0'
    assert table.uniques[0].include == ("order",)
    (index,) = database.indexes
    assert index.table == table.name
    assert index.keys == (IndexKey(column="order"), IndexKey(expression='"order" + 1'))
    assert index.where == '"order" > 5'
    assert other.foreign_keys[0].references == table.name
    assert other.foreign_keys[0].referenced_columns == ("order",)


def test_a_dropped_column_takes_what_needs_it_along() -> None:
    text = (
        "CREATE TABLE t (a int UNIQUE, b int CHECK (b > a), c int GENERATED ALWAYS AS (a + 1) STORED, d int);"
        "CREATE INDEX i ON t (d) WHERE a > 0; CREATE INDEX j ON t (d);"
        "CREATE TABLE u (x int REFERENCES t (a));"
    )
    with pytest.raises(Refused, match="DSQL065"):
        _parse(text + "ALTER TABLE t DROP COLUMN a;")
    database = _parse(text + "ALTER TABLE t DROP COLUMN a CASCADE;").database
    table, other = database.tables
    assert [column.name for column in table.columns] == ["b", "d"]
    assert (table.uniques, table.checks, other.foreign_keys) == ((), (), ())
    assert [index.name for index in database.indexes] == ["j"]


def test_drops() -> None:
    text = "CREATE SCHEMA s; CREATE TABLE s.t (a int PRIMARY KEY); CREATE INDEX i ON s.t (a);"
    text += "CREATE TABLE u (x int REFERENCES s.t);"
    for refused in ("DROP TABLE s.t;", "DROP SCHEMA s;", "DROP SCHEMA s RESTRICT"):
        with pytest.raises(Refused, match="DSQL065"):
            _parse(text + refused)
    database = _parse(text + "DROP SCHEMA s CASCADE; DROP VIEW IF EXISTS v;").database
    assert [str(table.name) for table in database.tables] == ["public.u"]
    assert database.tables[0].foreign_keys == ()
    assert (database.schemas, database.indexes) == ((), ())
    again = _parse(
        "DROP TABLE IF EXISTS t; CREATE TABLE t (a int); DROP TABLE t; CREATE TABLE t (b int);"
    ).database
    assert [column.name for column in again.tables[0].columns] == ["b"]


def test_a_schema_that_was_dropped_may_be_created_again() -> None:
    database = _parse("CREATE SCHEMA s; CREATE SCHEMA u; DROP SCHEMA s; CREATE SCHEMA s;").database
    assert [schema.name for schema in database.schemas] == ["u", "s"]
