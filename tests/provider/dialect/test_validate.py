from datetime import date
from typing import Any

import psycopg
import pytest

from provider.dialect.definitions import (
    BASE,
    INDEX,
    OPEN,
    ORDER,
    ORDERS,
    REFUSED,
    SOME,
    STATUS,
    column,
    columns,
    domain,
    foreign,
    identity,
    index,
    indexes,
    keyed,
    of_domain,
    order,
    schemas,
    statistics,
    tables,
    uniques,
    views,
)
from pulumi_dsql_provider.dialect import capabilities, validate
from pulumi_dsql_provider.dialect.codes import CODES
from pulumi_dsql_provider.dialect.render import table as render_table
from pulumi_dsql_provider.model import (
    Check,
    Column,
    Database,
    ForeignKey,
    Index,
    IndexKey,
    ObjectName,
    PrimaryKey,
    Table,
)


def test_the_base_is_not_refused() -> None:
    assert validate.database(BASE, capabilities.rules()) == ()


@pytest.mark.parametrize(
    "wanted",
    [
        foreign(referenced_columns=("id",)),
        foreign(columns=("parent", "region"), referenced_columns=("id", "region")),
        foreign(on_delete="cascade", on_update="cascade", deferrable=True, initially_deferred=True),
        column(type="numeric", default="1"),
        column(type="uuid", storage="plain"),
        identity(cache=65536, increment=-1, start=-1),
        identity(start=0, min_value=0),
        order(columns=(*ORDER.columns, *columns(248))),
        keyed(uniques=uniques(22)),
        indexes(22),
        index(where="orders is not null"),
        index(table=ObjectName("shop", "not_here"), keys=(IndexKey(column="whatever"),)),
        schemas(*(f"s{number}" for number in range(10))),
        tables(1000),
        Database(indexes=(INDEX,)),
        domain(type="bigint", default="1", nullable=False, checks=(Check(name="c", expression="VALUE > 0"),)),
        column(type="elsewhere.status", storage="main"),
        of_domain(keyed(primary_key=PrimaryKey(name="p", columns=("data",))), "uuid"),
        of_domain(foreign(columns=("data",), referenced_columns=("id",)), "integer"),
        of_domain(order(), "text", storage="main"),
        statistics(*"abcde"),
        statistics("s", kinds=(), columns=(), expressions=("total + 1",)),
        statistics("s", table=ObjectName("shop", "not_here"), columns=("x", "y"), expressions=("z + 1",)),
        of_domain(statistics("s", columns=("id", "data")), "jsonb"),
        views("v", "w", check_option="cascaded"),
        views("v", query="SELECT a, b, a + b AS c FROM elsewhere.unknown"),
        views("v", query=f"SELECT '{'x' * (2**21 - 16)}' AS a"),
        views(*(f"v{number}" for number in range(5000))),
    ],
)
def test_what_is_just_within_is_not_refused(wanted: Database) -> None:
    assert validate.database(wanted, capabilities.rules()) == ()


@pytest.mark.parametrize("wanted, code, subject, part", REFUSED)
def test_refused(wanted: Database, code: str, subject: ObjectName | None, part: str | None) -> None:
    found = validate.database(wanted, capabilities.rules())
    assert (code, subject, part) in [(each.code, each.subject, each.property) for each in found]
    assert {each.code for each in found} == {code}
    assert all(each.message and each.way_out and "\n" not in str(each) for each in found)


def test_every_code_of_a_definition_has_a_case() -> None:
    tested = {code for _, code, _, _ in REFUSED} | {"DSQL012", "DSQL050"}
    assert tested >= {code for code in CODES if code < "DSQL060"}


@pytest.mark.parametrize(
    "wanted, as_of, subject, part",
    [
        (BASE, date(2026, 9, 14), OPEN, "where"),
        (BASE, date(2026, 8, 12), OPEN, "keys"),
        (BASE, date(2026, 8, 25), ORDERS, "foreign_keys"),
        (BASE, date(2026, 6, 7), ORDERS, "columns"),
        (BASE, date(2026, 5, 3), ORDERS, "columns"),
        (BASE, date(2026, 2, 12), ORDERS, "columns"),
        (column(type="numeric(39,2)"), date(2026, 8, 24), ORDERS, "columns"),
        (domain(type="numeric(39,2)"), date(2026, 8, 24), STATUS, "type"),
        (domain(type="jsonb"), date(2026, 6, 4), STATUS, "type"),
        (statistics("s"), date(2026, 8, 26), SOME, "name"),
    ],
)
def test_forms_that_dsql_had_not_got_yet(
    wanted: Database, as_of: date, subject: ObjectName, part: str
) -> None:
    found = validate.database(wanted, capabilities.rules(as_of))
    assert ("DSQL050", subject, part) in [(each.code, each.subject, each.property) for each in found]
    assert str(as_of) in str(found[0])


def test_a_foreign_key_may_reference_a_unique_index() -> None:
    made = Index(name="u", table=ORDERS, keys=(IndexKey(column="parent"),), unique=True)
    with_index = foreign(referenced_columns=("parent",)).model_copy(update={"indexes": (made,)})
    assert validate.database(with_index, capabilities.rules()) == ()
    partial = Database(tables=with_index.tables, indexes=(made.model_copy(update={"where": "total > 0"}),))
    assert [each.code for each in validate.database(partial, capabilities.rules())] == ["DSQL041"]


KEY_TYPES = [
    "smallint",
    "integer",
    "bigint",
    "real",
    "double precision",
    "numeric(10,2)",
    "character(3)",
    "bpchar",
    "character varying(9)",
    "text",
    "date",
    "time without time zone",
    "timestamp without time zone",
    "timestamp with time zone",
    "boolean",
    "uuid",
]


@pytest.mark.parametrize("referenced", KEY_TYPES)
def test_foreign_keys_compare_what_postgresql_compares(
    referenced: str, postgres: psycopg.Connection[Any]
) -> None:
    one = Table(
        name=ObjectName("public", "one"),
        columns=(Column(name="k", type=referenced, nullable=False),),
        primary_key=PrimaryKey(name="one_pkey", columns=("k",)),
    )
    for referencing in KEY_TYPES:
        other = Table(
            name=ObjectName("public", "other"),
            columns=(Column(name="k", type=referencing),),
            foreign_keys=(ForeignKey(name="f", columns=("k",), references=one.name),),
        )
        found = validate.database(Database(tables=(one, other)), capabilities.rules())
        assert [each.code for each in found] == ([] if _taken(postgres, one, other) else ["DSQL045"]), (
            referencing
        )


def _taken(postgres: psycopg.Connection[Any], *made: Table) -> bool:
    try:
        with postgres.transaction(force_rollback=True):
            for each in made:
                postgres.execute(render_table.create(each).encode())
    except psycopg.errors.DatatypeMismatch:
        return False
    return True
