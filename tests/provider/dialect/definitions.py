"""Definitions that DSQL takes, and changes to them that it refuses."""

import itertools
from typing import Any

from pulumi_dsql_provider.model import (
    Argument,
    Check,
    Column,
    Database,
    Domain,
    ForeignKey,
    Function,
    Identity,
    Index,
    IndexKey,
    ObjectName,
    PrimaryKey,
    Schema,
    Statistics,
    Table,
    Unique,
    View,
)

ORDERS, LINES, OPEN = (
    ObjectName("shop", "orders"),
    ObjectName("shop", "lines"),
    ObjectName("shop", "orders_open"),
)

ORDER = Table(
    name=ORDERS,
    columns=(
        Column(name="id", type="bigint", nullable=False, identity=Identity(cache=65536)),
        Column(name="region", type="character varying(20)", nullable=False, default="'eu'"),
        Column(name="total", type="numeric(12,2)", storage="main"),
        Column(name="gross", type="numeric(12,2)", generated="total * 2"),
        Column(name="data", type="jsonb", default="'{}'::jsonb"),
        Column(name="at", type="timestamp with time zone", default="now()"),
        Column(name="parent", type="bigint"),
    ),
    primary_key=PrimaryKey(name="orders_pkey", columns=("id",)),
    uniques=(Unique(name="orders_key", columns=("region", "id"), include=("data",)),),
    checks=(Check(name="orders_check", expression="total > 0 and orders.gross > 0"),),
    foreign_keys=(
        ForeignKey(
            name="orders_parent",
            columns=("parent",),
            references=ORDERS,
            on_delete="set null",
            on_delete_columns=("parent",),
        ),
        ForeignKey(
            name="orders_other",
            columns=("parent",),
            references=ObjectName("elsewhere", "unknown"),
            referenced_columns=("x",),
        ),
    ),
)
LINE = Table(
    name=LINES,
    columns=(Column(name="order_id", type="integer"), Column(name="region", type="text")),
    foreign_keys=(
        ForeignKey(
            name="lines_f",
            columns=("order_id", "region"),
            references=ORDERS,
            referenced_columns=("id", "region"),
        ),
    ),
)
INDEX = Index(
    name="orders_open",
    table=ORDERS,
    keys=(IndexKey(column="region"), IndexKey(expression="abs(total)"), IndexKey(column="region")),
    include=("total", "data"),
    where="at is not null",
)
BASE = Database(schemas=(Schema(name="shop"),), tables=(ORDER, LINE), indexes=(INDEX,))

GIVEN = Argument(name="a", type="integer")
DOUBLE = Function(
    name=ObjectName("shop", "double"), arguments=(GIVEN,), returns="integer", body="SELECT a * 2"
)


def function(**more: Any) -> Database:
    """Beside the base: a function, changed like that."""
    return BASE.model_copy(update={"functions": (DOUBLE.model_copy(update=more),)})


def using_stable(**more: Any) -> Database:
    """The base, changed like that, with a function that may not be stored."""
    return function(volatility="stable").model_copy(update=more)


def order(**more: Any) -> Database:
    return BASE.with_tables([ORDER.model_copy(update=more)])


def keyed(**more: Any) -> Database:
    """Other keys, and nobody who references them."""
    return Database(tables=(ORDER.model_copy(update={"foreign_keys": (), **more}),), indexes=(INDEX,))


def column(**more: Any) -> Database:
    return order(columns=(*ORDER.columns, Column.model_validate({"name": "added", "type": "text", **more})))


def foreign(**more: Any) -> Database:
    key = {"name": "f", "columns": ("parent",), "references": ORDERS, **more}
    return order(foreign_keys=(ForeignKey.model_validate(key),))


def index(**more: Any) -> Database:
    return BASE.model_copy(update={"indexes": (INDEX.model_copy(update=more),)})


def key(**more: Any) -> Database:
    return index(keys=(IndexKey(**more),))


def domain(**more: Any) -> Database:
    """A domain, and a column of it in a table."""
    made = Domain.model_validate({"name": STATUS, "type": "text", **more})
    return column(type="shop.status").model_copy(update={"domains": (made,)})


def statistics(*names: str, **more: Any) -> Database:
    """Statistics of ORDER under these names."""
    common = {"table": ORDERS, "kinds": ("mcv",), "columns": ("id", "region"), **more}
    made = (Statistics.model_validate({"name": ObjectName("shop", name), **common}) for name in names)
    return BASE.model_copy(update={"statistics": tuple(made)})


def views(*names: str, **more: Any) -> Database:
    """Views of ORDER under these names."""
    common = {"query": "SELECT id, region FROM shop.orders", **more}
    made = (View.model_validate({"name": ObjectName("shop", name), **common}) for name in names)
    return BASE.model_copy(update={"views": tuple(made)})


def of_domain(database: Database, base: str, **more: Any) -> Database:
    """The column `data`, NOT NULL and without a default, of a domain over a domain over that type."""
    (orders,) = (table for table in database.tables if table.name == ORDERS)
    data = Column.model_validate({"name": "data", "type": "shop.status", "nullable": False, **more})
    columns = (data if one.name == "data" else one for one in orders.columns)
    domains = (
        Domain(name=STATUS, type='shop."Base"'),
        Domain(name=ObjectName("shop", "Base"), type=base),
    )
    changed = orders.model_copy(update={"columns": tuple(columns)})
    return database.with_tables([changed]).model_copy(update={"domains": domains})


def identity(**more: Any) -> Database:
    return column(type="bigint", nullable=False, identity=Identity(**{"cache": 1, **more}))


def columns(number: int) -> tuple[Column, ...]:
    return tuple(Column(name=f"c{place}", type="integer", nullable=False) for place in range(number))


def uniques(number: int) -> tuple[Unique, ...]:
    """So many different ones over the columns of ORDER."""
    pairs = itertools.permutations(("id", "region", "total", "at", "parent"), 3)
    return tuple(
        Unique(name=f"u{place}", columns=pair) for place, pair in zip(range(number), pairs, strict=False)
    )


def indexes(number: int) -> Database:
    plain = Index(name="i", table=ORDERS, keys=(IndexKey(column="region"),))
    return BASE.model_copy(
        update={"indexes": tuple(plain.model_copy(update={"name": f"i{place}"}) for place in range(number))}
    )


def schemas(*names: str) -> Database:
    return Database(schemas=tuple(Schema(name=name) for name in names))


def tables(number: int) -> Database:
    return Database(
        tables=tuple(
            Table(name=ObjectName("public", f"t{place}"), columns=columns(1)) for place in range(number)
        )
    )


STATUS, SOME = ObjectName("shop", "status"), ObjectName("shop", "s")
DATA_KEY = PrimaryKey(name="p", columns=("data",))
LONG = "é" * 32
EIGHT = tuple(f"c{place}" for place in range(9))

REFUSED: list[tuple[Database, str, ObjectName | None, str | None]] = [
    # what is wanted, the code of its refusal, its subject, its property
    # names
    (schemas(""), "DSQL001", ObjectName("", ""), "name"),
    (schemas(LONG), "DSQL002", ObjectName(LONG, ""), "name"),
    (schemas("a", "a"), "DSQL003", ObjectName("a", ""), "name"),
    (schemas("pg_mine"), "DSQL004", ObjectName("pg_mine", ""), "name"),
    (schemas("sys"), "DSQL004", ObjectName("sys", ""), "name"),
    (schemas("information_schema"), "DSQL004", ObjectName("information_schema", ""), "name"),
    (
        Database(tables=(Table(name=ObjectName("sys", "t"), columns=columns(1)),)),
        "DSQL004",
        ObjectName("sys", "t"),
        "name",
    ),
    (
        Database(tables=(Table(name=ObjectName("public", LONG), columns=columns(1)),)),
        "DSQL002",
        ObjectName("public", LONG),
        "name",
    ),
    (
        Database(tables=(Table(name=ObjectName("public", "a\0b"), columns=columns(1)),)),
        "DSQL001",
        ObjectName("public", "a\0b"),
        "name",
    ),
    (column(name=LONG), "DSQL002", ORDERS, "columns"),
    (column(name=""), "DSQL001", ORDERS, "columns"),
    (column(name="total"), "DSQL003", ORDERS, "columns"),
    (order(checks=(Check(name=LONG, expression="true"),)), "DSQL002", ORDERS, "checks"),
    (order(checks=(Check(name="", expression="true"),)), "DSQL001", ORDERS, "checks"),
    (keyed(primary_key=PrimaryKey(name="", columns=("id",))), "DSQL001", ORDERS, "primary_key"),
    (foreign(name=""), "DSQL001", ORDERS, "foreign_keys"),
    (keyed(uniques=(Unique(name=LONG, columns=("region",)),)), "DSQL002", ORDERS, "uniques"),
    (index(name=""), "DSQL001", ObjectName("shop", ""), "name"),
    (order(checks=(*ORDER.checks, *ORDER.checks)), "DSQL003", ORDERS, "checks"),
    (order(checks=(Check(name="orders_pkey", expression="true"),)), "DSQL003", ORDERS, "checks"),
    (order(checks=(Check(name="orders_parent", expression="true"),)), "DSQL003", ORDERS, "foreign_keys"),
    (keyed(uniques=(Unique(name="orders_pkey", columns=("region",)),)), "DSQL003", ORDERS, "uniques"),
    (keyed(uniques=(Unique(name="orders_open", columns=("region",)),)), "DSQL003", OPEN, "name"),
    (order(primary_key=PrimaryKey(name="lines", columns=("id",))), "DSQL003", ORDERS, "primary_key"),
    (index(name="orders"), "DSQL003", ORDERS, "name"),
    (index(name="orders_key"), "DSQL003", ObjectName("shop", "orders_key"), "name"),
    (BASE.model_copy(update={"indexes": (INDEX, INDEX)}), "DSQL003", OPEN, "name"),
    (Database(tables=(LINE, LINE)), "DSQL003", LINES, "name"),
    # columns that are not there
    (keyed(primary_key=PrimaryKey(name="p", columns=("nope",))), "DSQL005", ORDERS, "primary_key"),
    (keyed(uniques=(Unique(name="u", columns=("nope",)),)), "DSQL005", ORDERS, "uniques"),
    (keyed(uniques=(Unique(name="u", columns=("id",), include=("nope",)),)), "DSQL005", ORDERS, "uniques"),
    (order(checks=(Check(name="c", expression="nope > 0"),)), "DSQL005", ORDERS, "checks"),
    (column(generated="nope || 'x'"), "DSQL005", ORDERS, "columns"),
    (foreign(columns=("nope",)), "DSQL005", ORDERS, "foreign_keys"),
    (foreign(referenced_columns=("nope",)), "DSQL005", ORDERS, "foreign_keys"),
    (key(column="nope"), "DSQL005", OPEN, "keys"),
    (key(expression="lower(nope)"), "DSQL005", OPEN, "keys"),
    (index(include=("nope",)), "DSQL005", OPEN, "include"),
    (index(where="nope is null"), "DSQL005", OPEN, "where"),
    (keyed(primary_key=PrimaryKey(name="p", columns=("id", "id"))), "DSQL006", ORDERS, "primary_key"),
    (keyed(primary_key=PrimaryKey(name="p", columns=())), "DSQL006", ORDERS, "primary_key"),
    (keyed(uniques=(Unique(name="u", columns=("id", "id")),)), "DSQL006", ORDERS, "uniques"),
    (index(keys=()), "DSQL006", OPEN, "keys"),
    # types
    (column(type="int); drop table t"), "DSQL007", ORDERS, "columns"),
    (column(type="text[]"), "DSQL008", ORDERS, "columns"),
    (column(type="serial"), "DSQL009", ORDERS, "columns"),
    (column(type="mood"), "DSQL010", ORDERS, "columns"),
    (column(type="varchar(65536)"), "DSQL011", ORDERS, "columns"),
    (column(type="uuid", storage="main"), "DSQL036", ORDERS, "columns"),
    # keys and indexes
    (keyed(uniques=(Unique(name="u", columns=("data",)),)), "DSQL013", ORDERS, "uniques"),
    (key(column="data"), "DSQL013", OPEN, "keys"),
    (key(column="id", expression="id"), "DSQL014", OPEN, "keys"),
    (key(), "DSQL014", OPEN, "keys"),
    (index(include=("lower(region)",)), "DSQL015", OPEN, "include"),
    (keyed(primary_key=PrimaryKey(name="p", columns=("id", "total"))), "DSQL016", ORDERS, "primary_key"),
    (keyed(uniques=(Unique(name="u", columns=("id",)),)), "DSQL017", ORDERS, "uniques"),
    (
        keyed(uniques=(Unique(name="u", columns=("region",)), Unique(name="v", columns=("region",)))),
        "DSQL017",
        ORDERS,
        "uniques",
    ),
    # limits
    (schemas(*(f"s{number}" for number in range(11))), "DSQL020", ObjectName("s10", ""), None),
    (tables(1001), "DSQL021", ObjectName("public", "t1000"), None),
    (order(columns=(*ORDER.columns, *columns(249))), "DSQL022", ORDERS, "columns"),
    (keyed(uniques=uniques(23)), "DSQL023", OPEN, "table"),
    (indexes(23), "DSQL023", ObjectName("shop", "i22"), "table"),
    (
        Database(tables=(ORDER.model_copy(update={"uniques": uniques(24)}),)),
        "DSQL023",
        ORDERS,
        "uniques",
    ),
    (
        keyed(columns=(*ORDER.columns, *columns(9)), uniques=(Unique(name="u", columns=EIGHT),)),
        "DSQL024",
        ORDERS,
        "uniques",
    ),
    (index(keys=(IndexKey(column="id"),) * 9), "DSQL024", OPEN, "keys"),
    # tables and columns
    (
        Database(tables=(Table(name=ObjectName("public", "t"), columns=()),)),
        "DSQL030",
        ObjectName("public", "t"),
        "columns",
    ),
    (column(default="'a'", generated="'b'"), "DSQL031", ORDERS, "columns"),
    (
        column(type="bigint", nullable=False, default="1", identity=Identity(cache=1)),
        "DSQL031",
        ORDERS,
        "columns",
    ),
    (column(type="integer", nullable=False, identity=Identity(cache=1)), "DSQL032", ORDERS, "columns"),
    (identity(cache=2), "DSQL033", ORDERS, "columns"),
    (identity(cache=65535), "DSQL033", ORDERS, "columns"),
    (identity(cache=0), "DSQL033", ORDERS, "columns"),
    (column(type="bigint", identity=Identity(cache=1)), "DSQL034", ORDERS, "columns"),
    (identity(increment=0), "DSQL035", ORDERS, "columns"),
    (identity(min_value=5, max_value=5, start=5), "DSQL035", ORDERS, "columns"),
    (identity(min_value=5), "DSQL035", ORDERS, "columns"),
    (identity(increment=-1), "DSQL035", ORDERS, "columns"),
    (identity(max_value=2**63), "DSQL035", ORDERS, "columns"),
    (column(default="'a'; drop table t"), "DSQL037", ORDERS, "columns"),
    (order(checks=(Check(name="c", expression="total >"),)), "DSQL037", ORDERS, "checks"),
    (key(expression="lower("), "DSQL037", OPEN, "keys"),
    (index(where="total > 0; select 1"), "DSQL037", OPEN, "where"),
    (column(default="region"), "DSQL038", ORDERS, "columns"),
    (column(default="default"), "DSQL038", ORDERS, "columns"),
    (column(default="(select 'a')"), "DSQL038", ORDERS, "columns"),
    (order(checks=(Check(name="c", expression="(select 1) = 1"),)), "DSQL038", ORDERS, "checks"),
    (column(generated="gross::text"), "DSQL038", ORDERS, "columns"),
    # domains
    (domain(checks=(Check(name=LONG, expression="VALUE > ''"),)), "DSQL002", STATUS, "checks"),
    (domain(checks=(Check(name="c", expression="true"),) * 2), "DSQL003", STATUS, "checks"),
    (Database(domains=(Domain(name=ORDERS, type="text"),) * 2), "DSQL003", ORDERS, "name"),
    (BASE.model_copy(update={"domains": (Domain(name=ORDERS, type="text"),)}), "DSQL003", ORDERS, "name"),
    (
        Database(domains=(Domain(name=ObjectName("sys", "d"), type="text"),)),
        "DSQL004",
        ObjectName("sys", "d"),
        "name",
    ),
    (domain(checks=(Check(name="c", expression="status > ''"),)), "DSQL005", STATUS, "checks"),
    (domain(type="mood"), "DSQL010", STATUS, "type"),
    (domain(type="shop.status"), "DSQL010", STATUS, "type"),
    (domain(type="inet"), "DSQL008", STATUS, "type"),
    (domain(default="value"), "DSQL038", STATUS, "default"),
    (domain(checks=(Check(name="c", expression="VALUE = (select 'a')"),)), "DSQL038", STATUS, "checks"),
    (domain(checks=(Check(name="c", expression="VALUE ="),)), "DSQL037", STATUS, "checks"),
    (
        of_domain(keyed(primary_key=DATA_KEY), "jsonb"),
        "DSQL013",
        ORDERS,
        "primary_key",
    ),
    (of_domain(keyed(uniques=(Unique(name="u", columns=("data",)),)), "bytea"), "DSQL013", ORDERS, "uniques"),
    (of_domain(key(column="data"), "jsonb"), "DSQL013", OPEN, "keys"),
    (of_domain(order(), "uuid", storage="main"), "DSQL036", ORDERS, "columns"),
    (
        of_domain(foreign(columns=("data",), referenced_columns=("id",)), "uuid"),
        "DSQL045",
        ORDERS,
        "foreign_keys",
    ),
    # statistics
    (statistics(""), "DSQL001", ObjectName("shop", ""), "name"),
    (statistics(LONG), "DSQL002", ObjectName("shop", LONG), "name"),
    (statistics("s", "s"), "DSQL003", SOME, "name"),
    (statistics("s", columns=("id", "nope")), "DSQL005", SOME, "columns"),
    (statistics("s", expressions=("nope + 1",)), "DSQL005", SOME, "expressions"),
    (statistics("s", columns=("id", "id")), "DSQL006", SOME, "columns"),
    (of_domain(statistics("s", columns=("id", "data")), "json"), "DSQL013", SOME, "columns"),
    (statistics(*"abcdef"), "DSQL028", ORDERS, None),
    (statistics("s", columns=()), "DSQL029", SOME, "columns"),
    (statistics("s", columns=("id",)), "DSQL029", SOME, "columns"),
    (statistics("s", kinds=()), "DSQL029", SOME, "columns"),
    (statistics("s", columns=(), expressions=("total + 1",)), "DSQL029", SOME, "columns"),
    (statistics("s", expressions=tuple(f"total + {n}" for n in range(7))), "DSQL029", SOME, "columns"),
    (statistics("s", expressions=("total +",)), "DSQL037", SOME, "expressions"),
    (statistics("s", expressions=("(select 1)",)), "DSQL038", SOME, "expressions"),
    # views
    (views(""), "DSQL001", ObjectName("shop", ""), "name"),
    (views(LONG), "DSQL002", ObjectName("shop", LONG), "name"),
    (views("s", "s"), "DSQL003", SOME, "name"),
    (views("s", columns=("a", "")), "DSQL001", SOME, "columns"),
    (views("s", columns=(LONG,)), "DSQL002", SOME, "columns"),
    (views(*(f"v{number}" for number in range(5001))), "DSQL055", ObjectName("shop", "v5000"), None),
    (views("s", query=f"SELECT '{'x' * 2**21}' AS a"), "DSQL056", SOME, "query"),
    (views("s", columns=("a", "a")), "DSQL057", SOME, "columns"),
    (views("s", columns=("a", "b", "c")), "DSQL057", SOME, "columns"),
    (views("s", query="SELECT 1 AS a FROM shop.s"), "DSQL057", SOME, "query"),
    (views("s", query="SELECT 1 AS a", check_option="local"), "DSQL057", SOME, "check_option"),
    (views("s", query="SELECT FROM WHERE"), "DSQL060", SOME, "query"),
    # foreign keys
    (foreign(columns=("parent", "id")), "DSQL040", ORDERS, "foreign_keys"),
    (foreign(columns=("parent", "id"), referenced_columns=("id",)), "DSQL040", ORDERS, "foreign_keys"),
    (foreign(referenced_columns=("parent",)), "DSQL041", ORDERS, "foreign_keys"),
    (
        foreign(columns=("parent", "parent"), referenced_columns=("id", "id")),
        "DSQL041",
        ORDERS,
        "foreign_keys",
    ),
    (foreign(references=LINES), "DSQL041", ORDERS, "foreign_keys"),
    (foreign(on_delete="cascade", on_delete_columns=("parent",)), "DSQL042", ORDERS, "foreign_keys"),
    (foreign(on_delete="set null", on_delete_columns=("id",)), "DSQL042", ORDERS, "foreign_keys"),
    (foreign(initially_deferred=True), "DSQL043", ORDERS, "foreign_keys"),
    (
        order(
            columns=(*ORDER.columns, Column(name="copy", type="bigint", generated="parent")),
            foreign_keys=(ForeignKey(name="f", columns=("copy",), references=ORDERS, on_update="cascade"),),
        ),
        "DSQL044",
        ORDERS,
        "foreign_keys",
    ),
    (foreign(columns=("region",), referenced_columns=("id",)), "DSQL045", ORDERS, "foreign_keys"),
    # functions
    (function(name=ObjectName("pg_x", "f")), "DSQL004", ObjectName("pg_x", "f(integer)"), "name"),
    (
        function(name=ObjectName("shop", "f" * 64)),
        "DSQL002",
        ObjectName("shop", f"{'f' * 64}(integer)"),
        "name",
    ),
    (BASE.model_copy(update={"functions": (DOUBLE, DOUBLE)}), "DSQL003", DOUBLE.identity, "name"),
    (
        function(arguments=(GIVEN, GIVEN)),
        "DSQL003",
        ObjectName("shop", "double(integer, integer)"),
        "arguments",
    ),
    (
        function(arguments=(GIVEN.model_copy(update={"default": "1"}), Argument(type="text"))),
        "DSQL031",
        ObjectName("shop", "double(integer, text)"),
        "arguments",
    ),
    (
        function(arguments=(GIVEN.model_copy(update={"default": "b"}),)),
        "DSQL038",
        DOUBLE.identity,
        "arguments",
    ),
    (function(body="SELEC 1"), "DSQL060", DOUBLE.identity, "body"),
    (function(rows=7), "DSQL031", DOUBLE.identity, "rows"),
    (
        using_stable(
            indexes=(INDEX.model_copy(update={"keys": (IndexKey(expression="double(parent::int)"),)}),)
        ),
        "DSQL047",
        OPEN,
        "keys",
    ),
    (
        using_stable(indexes=(INDEX.model_copy(update={"where": "shop.double(1) = 2"}),)),
        "DSQL047",
        OPEN,
        "where",
    ),
    (
        using_stable(
            tables=order(
                columns=(*ORDER.columns, Column(name="g", type="integer", generated="shop.double(1)"))
            ).tables
        ),
        "DSQL047",
        ORDERS,
        "columns",
    ),
]
