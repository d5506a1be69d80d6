"""Every rendered statement is run where DSQL's rules hold."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from dsql_local import LocalCluster
from pulumi_dsql_provider.dialect.render import (
    check,
    column,
    constraint,
    foreign_key,
    index,
    schema,
    table,
    unique,
)
from pulumi_dsql_provider.model import (
    Check,
    Column,
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

SHOP = Schema(name="Shop")
PARENT = Table(
    name=ObjectName("Shop", "order"),
    columns=(
        Column(
            name="id", type="bigint", nullable=False, identity=Identity(cache=65536, start=7, max_value=99999)
        ),
        Column(name="user", type="character varying(20)", nullable=False, default="'a' || 'b'"),
        Column(name="total", type="numeric(12,2)", storage="main"),
        Column(name="twice", type="numeric(12,2)", generated="total * 2"),
        Column(name="number", type="bigint", nullable=False),
    ),
    primary_key=PrimaryKey(name="order_pkey", columns=("id",)),
    uniques=(Unique(name="order_u", columns=("id", "user"), include=("total",), nulls_not_distinct=True),),
    checks=(Check(name="order_c", expression="total > 0 and true"),),
)
LATER = ForeignKey(
    name="line_later",
    columns=("b",),
    references=PARENT.name,
    on_delete="set null",
    on_delete_columns=("b",),
    on_update="no action",
)
CHILD = Table(
    name=ObjectName("public", "line"),
    columns=(Column(name="a", type="bigint"), Column(name="b", type="bigint"), Column(name="c", type="text")),
    foreign_keys=(
        ForeignKey(
            name="line_f",
            columns=("a",),
            references=PARENT.name,
            referenced_columns=("id",),
            on_delete="cascade",
            deferrable=True,
            initially_deferred=True,
            match="full",
        ),
        LATER,
    ),
)
INDEX = Index(
    name="Line",
    table=CHILD.name,
    keys=(
        IndexKey(column="a", nulls_first=True),
        IndexKey(expression="lower(c)"),
        IndexKey(expression="coalesce(c, 'x')"),
    ),
    include=("b",),
    where="a > 0 or c is null",
)
UNIQUE = Index(
    name="line_u_new", table=CHILD.name, keys=(IndexKey(column="b"),), unique=True, nulls_not_distinct=True
)
P, C = PARENT.name, CHILD.name
BACKFILL = column.backfill(C, ("a",), "d", "'x' || c").replace("$1", "1").replace("$2", "9")

STATEMENTS = (
    schema.create(SHOP),
    schema.comment("Shop", "it's"),
    table.create(PARENT),
    table.create(CHILD, without=frozenset({"line_later"})),
    table.comment(P, "all"),
    table.comment(P, None),
    column.comment(P, "user", "who"),
    column.add(C, Column(name="d", type="text", storage="external")),
    column.set_default(C, "d", "1 = 1 and true or 'a' is null"),
    BACKFILL,
    column.backfill(C, (), "d", "c"),
    column.drop_default(C, "d"),
    column.set_storage(C, "d", "extended"),
    column.rename(C, "d", "e"),
    column.drop(C, "e"),
    column.drop_not_null(P, "user"),
    column.drop_expression(P, "twice"),
    column.add_identity(P, "number", Identity(cache=1, always=True)),
    column.alter_identity(
        P,
        "number",
        Identity(cache=1, always=True),
        Identity(cache=65536, start=5, min_value=0, max_value=99, cycle=True),
    ),
    column.drop_identity(P, "number"),
    check.add(C, Check(name="line_c", expression="a < 100")),
    constraint.validate(C, "line_c"),
    constraint.rename(C, "line_c", "Line_c"),
    constraint.drop(C, "Line_c"),
    foreign_key.add(C, LATER),
    constraint.validate(C, "line_later"),
    foreign_key.alter_deferrable(C, LATER.model_copy(update={"deferrable": True})),
    foreign_key.alter_deferrable(C, LATER),
    index.create(INDEX),
    index.comment(INDEX.qualified_name, "why"),
    index.rename(INDEX.qualified_name, "line_i"),
    index.drop(ObjectName("public", "line_i")),
    index.create(UNIQUE),
    unique.add_using_index(C, "line_u", "line_u_new"),
    table.rename(C, "Lines"),
    table.drop(ObjectName("public", "Lines")),
    table.drop(P),
    schema.comment("Shop", None),
    schema.drop("Shop"),
)


@pytest.fixture
def connection(cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection[Any]]:
    for key, value in cluster.environ.items():
        monkeypatch.setenv(key, value)
    with psycopg.connect(autocommit=True) as made:
        yield made


def test_each_statement_runs(connection: psycopg.Connection[Any]) -> None:
    for sql in STATEMENTS:
        try:
            cursor = connection.execute(sql.encode())
        except psycopg.Error as error:
            raise AssertionError(sql) from error
        if "ASYNC" in sql:
            row = cursor.fetchone()
            assert row is not None
            assert connection.execute(f"CALL sys.wait_for_job('{row[0]}')".encode()).fetchone() == (True,), (
                sql
            )
