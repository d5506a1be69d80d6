"""What is made by SQL is read back as the model has it."""

from collections.abc import Sequence as Ordered
from typing import Any

import pytest

from live import Flaky, made
from pulumi_dsql_provider.catalog import Scope, Session, read
from pulumi_dsql_provider.model import (
    Check,
    Column,
    ColumnComment,
    Domain,
    ForeignKey,
    Identity,
    Index,
    IndexKey,
    ObjectName,
    OwningColumn,
    PrimaryKey,
    Schema,
    Sequence,
    Statistics,
    Table,
    Unique,
    View,
)

T = ObjectName("public", "t")
A = Column(name="a", type="integer")
B = Column(name="b", type="text")


def _table(*columns: Column, **parts: object) -> Table:
    return Table(name=T, columns=columns, **parts)  # type: ignore[arg-type]


COLUMNS = {
    "t (a int, b text)": (A, B),
    "t (a int NOT NULL)": (A.model_copy(update={"nullable": False}),),
    "t (a numeric(12,2), b varchar(7), c char(3), d timestamptz(3))": (
        Column(name="a", type="numeric(12,2)"),
        Column(name="b", type="character varying(7)"),
        Column(name="c", type="character(3)"),
        Column(name="d", type="timestamp(3) with time zone"),
    ),
    "t (a int DEFAULT (1 + 2) * 3, b text DEFAULT 'it''s (')": (
        Column(name="a", type="integer", default="(1 + 2) * 3"),
        Column(name="b", type="text", default="'it''s ('::text"),
    ),
    "t (a int, b int GENERATED ALWAYS AS (a * 2) STORED)": (
        A,
        Column(name="b", type="integer", generated="a * 2"),
    ),
    't ("Order" int, "a ""b" text)': (
        Column(name="Order", type="integer"),
        Column(name='a "b', type="text"),
    ),
}


@pytest.mark.parametrize("definition", COLUMNS)
def test_columns(session: Session, definition: str) -> None:
    made(session, f"CREATE TABLE {definition}")
    assert read(session).tables == (_table(*COLUMNS[definition]),)


IDENTITIES = {
    "ALWAYS AS IDENTITY (CACHE 1)": Identity(cache=1, always=True),
    "BY DEFAULT AS IDENTITY (CACHE 65536)": Identity(cache=65536),
    "BY DEFAULT AS IDENTITY (CACHE 1 START 7 INCREMENT 5 MINVALUE 3 MAXVALUE 99 CYCLE)": Identity(
        cache=1, start=7, increment=5, min_value=3, max_value=99, cycle=True
    ),
    "ALWAYS AS IDENTITY (CACHE 1 INCREMENT -1)": Identity(cache=1, always=True, start=-1, increment=-1),
}


@pytest.mark.parametrize("clause", IDENTITIES)
def test_identity(session: Session, clause: str) -> None:
    made(session, f"CREATE TABLE t (a bigint GENERATED {clause})")
    (table,) = read(session).tables
    assert table.columns == (Column(name="a", type="bigint", nullable=False, identity=IDENTITIES[clause]),)


def test_a_dropped_column_is_gone_and_its_number_stays_free(session: Session) -> None:
    made(
        session,
        "CREATE TABLE t (gone int, a int, b text, UNIQUE (b), CHECK (a > 0))",
        "CREATE INDEX ASYNC i ON t (b)",
        "ALTER TABLE t DROP COLUMN gone",
    )
    database = read(session)
    (table,) = database.tables
    assert table.columns == (A, B)
    assert table.uniques == (Unique(name="t_b_key", columns=("b",)),)
    assert database.indexes[0].keys == (IndexKey(column="b"),)


def test_storage_is_told_where_it_is_not_the_types_own(session: Session) -> None:
    made(
        session, "CREATE TABLE t (a text, b text, c int)", "ALTER TABLE t ALTER COLUMN b SET STORAGE external"
    )
    (table,) = read(session).tables
    assert [column.storage for column in table.columns] == [None, "external", None]


CONSTRAINTS: dict[str, Table] = {
    "PRIMARY KEY (b, a)": _table(
        A.model_copy(update={"nullable": False}),
        B.model_copy(update={"nullable": False}),
        primary_key=PrimaryKey(name="t_pkey", columns=("b", "a")),
    ),
    "CONSTRAINT k PRIMARY KEY (a) INCLUDE (b)": _table(
        A.model_copy(update={"nullable": False}), B, primary_key=PrimaryKey(name="k", columns=("a",))
    ),
    "UNIQUE NULLS NOT DISTINCT (b, a), CONSTRAINT u UNIQUE (a) INCLUDE (b)": _table(
        A,
        B,
        uniques=(
            Unique(name="t_b_a_key", columns=("b", "a"), nulls_not_distinct=True),
            Unique(name="u", columns=("a",), include=("b",)),
        ),
    ),
    "CHECK (a > 0), CONSTRAINT c CHECK ((a < 9) AND (b <> ')'))": _table(
        A,
        B,
        checks=(
            Check(name="c", expression="a < 9 AND b <> ')'::text"),
            Check(name="t_a_check", expression="a > 0"),
        ),
    ),
}


@pytest.mark.parametrize("clause", CONSTRAINTS)
def test_constraints(session: Session, clause: str) -> None:
    made(session, f"CREATE TABLE t (a int, b text, {clause})")
    database = read(session)
    assert database.tables == (CONSTRAINTS[clause],)
    assert database.indexes == ()


def test_a_constraint_that_is_not_validated_is_told(session: Session) -> None:
    made(
        session,
        "CREATE TABLE p (id int PRIMARY KEY)",
        "CREATE TABLE t (a int)",
        "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID",
        "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p NOT VALID",
    )
    table = read(session).table(T)
    assert table is not None
    assert [(check.name, check.validated) for check in table.checks] == [("c", False)]
    assert [(key.name, key.validated) for key in table.foreign_keys] == [("f", False)]


REFERENCES = {
    "(a, b) REFERENCES s.p (x, y)": ForeignKey(
        name="f", columns=("a", "b"), references=ObjectName("s", "p"), referenced_columns=("x", "y")
    ),
    "(b, a) REFERENCES s.p (y, x) MATCH FULL ON DELETE CASCADE ON UPDATE RESTRICT": ForeignKey(
        name="f",
        columns=("b", "a"),
        references=ObjectName("s", "p"),
        referenced_columns=("y", "x"),
        match="full",
        on_delete="cascade",
        on_update="restrict",
    ),
    "(a, b) REFERENCES s.p ON DELETE SET NULL (b) DEFERRABLE INITIALLY DEFERRED": ForeignKey(
        name="f",
        columns=("a", "b"),
        references=ObjectName("s", "p"),
        referenced_columns=("y", "x"),
        on_delete="set null",
        on_delete_columns=("b",),
        deferrable=True,
        initially_deferred=True,
    ),
    "(a) REFERENCES s.p (x) ON DELETE SET DEFAULT": ForeignKey(
        name="f",
        columns=("a",),
        references=ObjectName("s", "p"),
        referenced_columns=("x",),
        on_delete="set default",
    ),
}


@pytest.mark.parametrize("clause", REFERENCES)
@pytest.mark.parametrize("scope", [None, Scope(schemas=("public",))], ids=["all", "referenced table outside"])
def test_foreign_keys(session: Session, clause: str, scope: Scope | None) -> None:
    made(
        session,
        "CREATE SCHEMA s",
        "CREATE TABLE s.p (x int UNIQUE, y int, PRIMARY KEY (y, x), UNIQUE (x, y))",
        f"CREATE TABLE t (a int, b int, CONSTRAINT f FOREIGN KEY {clause})",
    )
    table = read(session, scope).table(T)
    assert table is not None
    assert table.foreign_keys == (REFERENCES[clause],)


INDEXES = {
    "CREATE INDEX ASYNC i ON t (a)": Index(name="i", table=T, keys=(IndexKey(column="a"),)),
    "CREATE UNIQUE INDEX ASYNC i ON t (b, a) NULLS NOT DISTINCT": Index(
        name="i",
        table=T,
        keys=(IndexKey(column="b"), IndexKey(column="a")),
        unique=True,
        nulls_not_distinct=True,
    ),
    "CREATE INDEX ASYNC i ON t (b NULLS FIRST, lower(b), (a + 1) NULLS FIRST) INCLUDE (a)": Index(
        name="i",
        table=T,
        keys=(
            IndexKey(column="b", nulls_first=True),
            IndexKey(expression="lower(b)"),
            IndexKey(expression="a + 1", nulls_first=True),
        ),
        include=("a",),
    ),
    "CREATE INDEX ASYNC i ON t (a) WHERE (b = 'open') AND (a > 0)": Index(
        name="i", table=T, keys=(IndexKey(column="a"),), where="b = 'open'::text AND a > 0"
    ),
}


@pytest.mark.parametrize("statement", INDEXES)
def test_indexes(session: Session, statement: str) -> None:
    made(session, "CREATE TABLE t (a int, b text)", statement)
    assert read(session).indexes == (INDEXES[statement],)


def test_an_index_that_a_foreign_key_relies_on_is_an_index_still(session: Session) -> None:
    made(
        session,
        "CREATE TABLE p (id int)",
        "CREATE UNIQUE INDEX ASYNC p_id ON p (id)",
        "CREATE TABLE t (a int REFERENCES p (id))",
    )
    there = read(session)
    table = there.table(T)
    assert [index.name for index in there.indexes] == ["p_id"]
    assert table is not None
    assert [key.relies_on for key in table.foreign_keys] == ["p_id"]


def test_an_index_is_not_valid_while_it_is_built(session: Session) -> None:
    made(session, "CREATE TABLE t (a int)")
    ((job,),) = session.query("CREATE INDEX ASYNC i ON t (a)")
    assert [index.valid for index in read(session).indexes] == [False]
    session.query(f"CALL sys.wait_for_job('{job}')")
    assert [index.valid for index in read(session).indexes] == [True]


def test_the_service_adds_all_columns_to_a_primary_key(session: Session) -> None:
    """What `read` leaves out is there: else the tests of primary keys above would prove nothing."""
    made(session, "CREATE TABLE t (a int PRIMARY KEY, b text)")
    definition = session.query("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 't_pkey'")
    assert definition == [("PRIMARY KEY (a) INCLUDE (b)",)]


def test_a_change_between_two_queries_is_read_as_a_whole(session: Session) -> None:
    class Busy(Flaky):
        """Somebody adds a column and an index on it right before the indexes are read for the first time."""

        def query(self, sql: str, parameters: Ordered[Any] = ()) -> list[tuple[Any, ...]]:
            if "pg_get_indexdef" in sql and not self.arrived.count(sql):
                made(session, "ALTER TABLE t ADD COLUMN x int", "CREATE INDEX ASYNC i ON t (x)")
            return super().query(sql, parameters)

    made(session, "CREATE TABLE t (a int)")
    assert read(Busy(session)) == read(session)


@pytest.mark.parametrize("tables", [0, 1, 20])
def test_eight_queries_whatever_there_is(session: Session, tables: int) -> None:
    for number in range(tables):
        made(
            session, f"CREATE TABLE t{number} (a int PRIMARY KEY, b int REFERENCES t{number}, CHECK (a > 0))"
        )
    counting = Flaky(session)
    assert len(read(counting).tables) == tables
    assert len(counting.arrived) == 8


def test_comments(session: Session) -> None:
    made(
        session,
        "CREATE SCHEMA s",
        "CREATE TABLE s.t (a int, b text)",
        "CREATE INDEX ASYNC i ON s.t (a)",
        "COMMENT ON SCHEMA s IS 'a schema'",
        "COMMENT ON TABLE s.t IS 'a table'",
        "COMMENT ON COLUMN s.t.b IS 'a column'",
        "COMMENT ON INDEX s.i IS 'an index'",
    )
    database = read(session, Scope(schemas=("s",)))
    (table,) = database.tables
    assert database.schemas == (Schema(name="s", comment="a schema"),)
    assert (table.comment, table.columns[0].comment, table.columns[1].comment) == (
        "a table",
        None,
        "a column",
    )
    assert database.indexes[0].comment == "an index"


SEQUENCES: dict[str, dict[str, Any]] = {
    "CREATE SEQUENCE s.q CACHE 1": {},
    "CREATE SEQUENCE s.q CACHE 65536 INCREMENT 3 START 7 MINVALUE 5 MAXVALUE 70 CYCLE": {
        "cache": 65536,
        "increment": 3,
        "start": 7,
        "min_value": 5,
        "max_value": 70,
        "cycle": True,
    },
    "CREATE SEQUENCE s.q CACHE 1 INCREMENT -1": {"increment": -1, "start": -1},
    "CREATE SEQUENCE s.q CACHE 1 OWNED BY s.t.b": {"owned_by": OwningColumn(ObjectName("s", "t"), "b")},
}


@pytest.mark.parametrize("statement", SEQUENCES)
def test_sequences(session: Session, statement: str) -> None:
    made(
        session,
        "CREATE SCHEMA s",
        "CREATE TABLE s.t (a bigint GENERATED ALWAYS AS IDENTITY (CACHE 1), b int)",
    )
    made(session, statement, "COMMENT ON SEQUENCE s.q IS 'numbers'")
    name = ObjectName("s", "q")
    wanted = Sequence.model_validate({"name": name, "cache": 1, "comment": "numbers", **SEQUENCES[statement]})
    assert read(session).sequences == read(session, Scope(schemas=("s",))).sequences == (wanted,)
    assert read(session, Scope(schemas=("public",))).sequences == ()


DOMAINS: dict[str, dict[str, Any]] = {
    "AS varchar(20)": {"type": "character varying(20)"},
    "AS numeric(12,2)": {"type": "numeric(12,2)"},
    "AS s.base": {"type": "s.base", "default": "'x'::text"},
    'AS "My ""Base"""': {"type": 'public."My ""Base"""'},
    "AS int NOT NULL DEFAULT 1 + 1": {"type": "integer", "nullable": False, "default": "1 + 1"},
    "AS int CHECK (value > 0) CONSTRAINT a CHECK (VALUE IN (1, 2))": {
        "type": "integer",
        "checks": (
            Check(name="a", expression="VALUE = ANY (ARRAY[1, 2])"),
            Check(name="d_check", expression="VALUE > 0"),
        ),
    },
}


@pytest.mark.parametrize("definition", DOMAINS)
def test_domains(session: Session, definition: str) -> None:
    made(session, "CREATE SCHEMA s", "CREATE DOMAIN s.base AS text DEFAULT 'x'")
    made(session, 'CREATE DOMAIN "My ""Base""" AS bigint', f"CREATE DOMAIN s.d {definition}")
    made(session, "COMMENT ON DOMAIN s.d IS 'of some kind'")
    name = ObjectName("s", "d")
    wanted = Domain.model_validate({"name": name, "comment": "of some kind", **DOMAINS[definition]})
    found = read(session)
    assert found.domain(name) == read(session, Scope(schemas=("s",))).domain(name) == wanted
    assert [str(domain.name) for domain in found.domains] == ['public.My "Base"', "s.base", "s.d"]
    assert name not in {domain.name for domain in read(session, Scope(schemas=("public",))).domains}


def test_the_columns_of_domains(session: Session) -> None:
    made(session, "CREATE SCHEMA s", "CREATE DOMAIN s.d AS text", 'CREATE DOMAIN "select" AS int')
    made(session, "CREATE TABLE t (a s.d DEFAULT 'x', b \"select\", c s.d STORAGE EXTERNAL)")
    ((table,), a) = read(session).tables, Column(name="a", type="s.d", default="'x'::text")
    b = Column(name="b", type='public."select"')
    assert table.columns == (a, b, Column(name="c", type="s.d", storage="external"))


STATISTICS: dict[str, dict[str, Any]] = {
    "ON b, a": {"columns": ("a", "b")},
    "(mcv) ON a, (b || 'x'), (a + 1)": {
        "kinds": ("mcv",),
        "columns": ("a",),
        "expressions": ("b || 'x'::text", "a + 1"),
    },
    "ON lower(b)": {"kinds": (), "expressions": ("lower(b)",)},
}


@pytest.mark.parametrize("target", [None, 0, 50])
@pytest.mark.parametrize("definition", STATISTICS)
def test_statistics(session: Session, definition: str, target: int | None) -> None:
    made(session, "CREATE SCHEMA s", "CREATE TABLE t (gone int, a int, b text)")
    made(session, f"CREATE STATISTICS s.x {definition} FROM t", "ALTER TABLE t DROP COLUMN gone")
    made(session, "COMMENT ON STATISTICS s.x IS 'correlated'")
    if target is not None:
        made(session, f"ALTER STATISTICS s.x SET STATISTICS {target}")
    common = {"name": ObjectName("s", "x"), "table": T, "target": target, "comment": "correlated"}
    kinds = ("ndistinct", "dependencies", "mcv")
    wanted = Statistics.model_validate({"kinds": kinds, **common, **STATISTICS[definition]})
    assert read(session).statistics == (wanted,)
    assert read(session, Scope(schemas=("public",))).statistics == ()


def test_views(session: Session) -> None:
    made(session, "CREATE SCHEMA s", "CREATE TABLE t (a int, b text)", "CREATE TABLE s.t (a int)")
    made(
        session, "CREATE VIEW v (x) WITH (security_barrier) AS SELECT a FROM t WHERE a > 0 WITH CHECK OPTION"
    )
    made(session, "CREATE VIEW s.w AS WITH v AS (SELECT x FROM v) SELECT v.x, t.a FROM v, s.t, pg_class")
    made(session, "COMMENT ON VIEW v IS 'all'", "COMMENT ON COLUMN v.x IS 'one'")
    v = View(
        name=ObjectName("public", "v"),
        query="SELECT a AS x\n   FROM public.t\n  WHERE (a > 0)",
        check_option="cascaded",
        security_barrier=True,
        comment="all",
        column_comments=(ColumnComment("x", "one"),),
    )
    found = read(session)
    assert found.view(v.name) == v
    assert [view.name for view in found.views] == [v.name, ObjectName("s", "w")]
    query = " ".join(found.views[1].query.split())
    assert query == "WITH v AS ( SELECT v_1.x FROM public.v v_1 ) SELECT v.x, t.a FROM v, s.t, pg_class"
    assert [view.name.name for view in read(session, Scope(schemas=("s",))).views] == ["w"]
    assert read(session, Scope(tables=(T,))).views == ()


def test_what_the_model_does_not_know_is_left_out(session: Session) -> None:
    made(
        session,
        "CREATE TABLE t (a int, b text)",
        "CREATE VIEW v AS SELECT a FROM t",
    )
    database = read(session)
    assert [schema.name for schema in database.schemas] == ["public"]
    assert (database.tables, database.indexes) == ((_table(A, B),), ())


SCOPES = {
    Scope(): ["public.t", "public.u", "s.t"],
    Scope(schemas=("s",)): ["s.t"],
    Scope(schemas=("s", "public")): ["public.t", "public.u", "s.t"],
    Scope(schemas=("nowhere",)): [],
    Scope(tables=(T,)): ["public.t"],
    Scope(tables=(T, ObjectName("s", "u"))): ["public.t"],
    Scope(tables=(ObjectName("s", "t"), ObjectName("public", "u"))): ["public.u", "s.t"],
}


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_scope(session: Session, scope: Scope) -> None:
    made(
        session, "CREATE SCHEMA s", *(f"CREATE TABLE {name} (id int PRIMARY KEY)" for name in SCOPES[Scope()])
    )
    for name in SCOPES[Scope()]:
        session.query(f"CREATE INDEX ASYNC {name.replace('.', '_')}_i ON {name} (id)")
    database = read(session, scope)
    assert [str(table.name) for table in database.tables] == SCOPES[scope]
    assert [str(index.table) for index in database.indexes] == SCOPES[scope]
    assert {table.name.schema for table in database.tables} <= {schema.name for schema in database.schemas}


def test_what_is_there_is_read_in_as_many_round_trips_however_much_it_is(session: Session) -> None:
    counts = []
    for tables in (range(1), range(1, 20)):
        for number in tables:
            session.execute(
                f"CREATE TABLE t{number} (id int PRIMARY KEY, a int DEFAULT 1, CHECK (a > {number}))"
            )
            session.query(f"CREATE INDEX ASYNC i{number} ON t{number} (a) WHERE a > {number}")
        counted = Flaky(session)
        assert len(read(counted).tables) == tables.stop
        counts.append(len(counted.arrived))
    assert counts == [8, 8]
