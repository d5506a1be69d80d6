from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_dsql_provider.dialect import types
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import ObjectName

SPELLINGS = {
    "int2": "smallint",
    "smallint": "smallint",
    "int": "integer",
    "INTEGER": "integer",
    "int4": "integer",
    "pg_catalog.int4": "integer",
    '"int4"': "integer",
    "int8": "bigint",
    "bigint": "bigint",
    "float4": "real",
    "real": "real",
    "float(24)": "real",
    "float(25)": "double precision",
    "float": "double precision",
    "float8": "double precision",
    "double precision": "double precision",
    "numeric(12,2)": "numeric(12,2)",
    "numeric( 12 , 2 )": "numeric(12,2)",
    "decimal(12,2)": "numeric(12,2)",
    "dec(12)": "numeric(12,0)",
    "numeric(5,-2)": "numeric(5,-2)",
    "numeric(3,5)": "numeric(3,5)",
    "numeric(1000,1000)": "numeric(1000,1000)",
    "char": "character(1)",
    "character": "character(1)",
    "char(7)": "character(7)",
    "nchar(7)": "character(7)",
    "character(4096)": "character(4096)",
    "bpchar": "bpchar",
    "bpchar(7)": "character(7)",
    "varchar": "character varying",
    "varchar(20)": "character varying(20)",
    "character varying(65535)": "character varying(65535)",
    "national character varying(3)": "character varying(3)",
    "text": "text",
    "date": "date",
    "time": "time without time zone",
    "time(3)": "time(3) without time zone",
    "timetz": "time with time zone",
    "time(0) with time zone": "time(0) with time zone",
    "timestamp": "timestamp without time zone",
    "timestamp(6)": "timestamp(6) without time zone",
    "timestamp without time zone": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
    "timestamptz(3)": "timestamp(3) with time zone",
    "timestamp(3) with time zone": "timestamp(3) with time zone",
    "interval": "interval",
    "interval(3)": "interval(3)",
    "interval year": "interval year",
    "interval month": "interval month",
    "interval day": "interval day",
    "interval hour": "interval hour",
    "interval minute": "interval minute",
    "interval second": "interval second",
    "interval second(3)": "interval second(3)",
    "interval year to month": "interval year to month",
    "interval day to hour": "interval day to hour",
    "interval day to minute": "interval day to minute",
    "interval day to second(6)": "interval day to second(6)",
    "interval hour to minute": "interval hour to minute",
    "interval hour to second": "interval hour to second",
    "interval minute to second(0)": "interval minute to second(0)",
    "bool": "boolean",
    "boolean": "boolean",
    "uuid": "uuid",
    "bytea": "bytea",
    "json": "json",
    "jsonb": "jsonb",
    "int -- a comment": "integer",
}


@pytest.mark.parametrize("written, canonical", SPELLINGS.items())
def test_a_type_is_spelt_as_postgresql_prints_it(
    written: str, canonical: str, postgres: psycopg.Connection[Any]
) -> None:
    assert types.canonical(written) == canonical
    assert types.canonical(canonical) == canonical
    with postgres.transaction(force_rollback=True):
        postgres.execute(f"create table t (c {written}\n)")
        row = postgres.execute(
            "select format_type(atttypid, atttypmod), typstorage "
            "from pg_attribute join pg_type on pg_type.oid = atttypid "
            "where attrelid = 't'::regclass and attnum = 1"
        ).fetchone()
    storage = {"plain": b"p", "main": b"m", "extended": b"x", "external": b"e"}[
        types.default_storage(canonical)
    ]
    assert row == (canonical, storage.decode())


def test_a_bare_numeric_is_what_dsql_makes_of_it() -> None:
    assert types.canonical("numeric") == types.canonical("DECIMAL") == "numeric(18,6)"


@pytest.mark.parametrize(
    "written, code, words",
    [
        ("", "DSQL007", "is not a type"),
        ("int); drop table t; --", "DSQL007", "is not a type"),
        ("int;", "DSQL007", "is not a type"),
        ("int, 1", "DSQL007", "is not a type"),
        ("int as x", "DSQL007", "is not a type"),
        ("int x", "DSQL007", "is not a type"),
        ("int limit all", "DSQL007", "is not a type"),
        ("int from t", "DSQL007", "is not a type"),
        ("int union select 1", "DSQL007", "is not a type"),
        ('text collate "C"', "DSQL007", "is not a type"),
        ("int::text", "DSQL007", "is not a type"),
        ("int not null", "DSQL007", "is not a type"),
        ("int\0", "DSQL007", "is not a type"),
        ("float(54)", "DSQL007", "is not a type"),
        ("int[]", "DSQL008", "cannot store arrays"),
        ("int array", "DSQL008", "cannot store arrays"),
        ("varchar(3)[2]", "DSQL008", "cannot store arrays"),
        ("setof int", "DSQL008", "cannot store"),
        ("inet", "DSQL008", "use text"),
        ("money", "DSQL008", "use numeric(19,2)"),
        ("bit(8)", "DSQL008", "use bytea"),
        ("bit varying", "DSQL008", "use bytea"),
        ('"char"', "DSQL008", "use character(1)"),
        ("tstzrange", "DSQL008", "two columns"),
        ("xml", "DSQL008", "use text"),
        ("point", "DSQL008", "double precision"),
        ("serial", "DSQL009", "bigint with an identity"),
        ("bigserial", "DSQL009", "bigint with an identity"),
        ("order_status", "DSQL010", "not a type of DSQL"),
        ("postgres.shop.order_status", "DSQL010", "not a type of DSQL"),
        ("shop.order_status[]", "DSQL008", "cannot store arrays"),
        ("shop.order_status(3)", "DSQL011", "takes no length"),
        ('"integer"', "DSQL010", "not a type of DSQL"),
        ("hstore", "DSQL010", "not a type of DSQL"),
        ("numeric(0)", "DSQL011", "from 1 to 1000"),
        ("numeric(1001)", "DSQL011", "from 1 to 1000"),
        ("numeric(5,1001)", "DSQL011", "-1000 to 1000"),
        ("numeric(1,2,3)", "DSQL011", "from 1 to 1000"),
        ("numeric(99999999999)", "DSQL011", "plain number"),
        ("varchar(0)", "DSQL011", "between 1 and 65535"),
        ("varchar(65536)", "DSQL011", "between 1 and 65535"),
        ("char(4097)", "DSQL011", "between 1 and 4096"),
        ("bpchar(4097)", "DSQL011", "between 1 and 4096"),
        ("timestamp(7)", "DSQL011", "between 0 and 6"),
        ("interval(7)", "DSQL011", "between 0 and 6"),
        ("int4(3)", "DSQL011", "takes no length"),
        ("text(3)", "DSQL011", "takes no length"),
    ],
)
def test_what_is_refused(written: str, code: str, words: str) -> None:
    with pytest.raises(Refused) as caught:
        types.canonical(written)
    (refusal,) = caught.value.refusals
    assert refusal.code == code
    assert words in str(refusal)


@pytest.mark.parametrize(
    "written, canonical, domain",
    [
        ("shop.order_status", "shop.order_status", ObjectName("shop", "order_status")),
        ("shop.Order_Status", "shop.order_status", ObjectName("shop", "order_status")),
        ('"Shop" . "a.b ""c"""', '"Shop"."a.b ""c"""', ObjectName("Shop", 'a.b "c"')),
        ("public.int4", "public.int4", ObjectName("public", "int4")),
        ("pg_catalog.int4", "integer", None),
        ("int", "integer", None),
    ],
)
def test_a_name_with_a_schema_is_a_domain(written: str, canonical: str, domain: ObjectName | None) -> None:
    assert types.canonical(written) == canonical
    assert types.domain_named(canonical) == domain
    assert (types.default_storage(canonical) == "default") == (domain is not None)


@settings(max_examples=100)
@given(st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(list(SPELLINGS)))
def test_canonical_answers_with_a_known_spelling_or_refuses(text: str) -> None:
    try:
        canonical = types.canonical(text)
    except Refused:
        return
    assert types.canonical(canonical) == canonical


NO_KEYS = {"bytea", "json", "jsonb", "interval", "time with time zone"}


@pytest.mark.parametrize("canonical", sorted({*SPELLINGS.values(), "numeric(18,6)"}))
def test_which_types_can_be_keys(canonical: str) -> None:
    base = "interval" if canonical.startswith("interval") else canonical.replace("(0)", "")
    assert types.can_be_key(canonical) == (base not in NO_KEYS)


@pytest.mark.parametrize(
    "canonical, base", [("integer", "int4"), ("character(3)", "bpchar"), ("uuid", "uuid")]
)
def test_base(canonical: str, base: str) -> None:
    assert types.base(canonical) == base
