"""Functions that are made by SQL are read back as the model has them."""

from typing import Any

import pytest

from live import made
from pulumi_dsql_provider.catalog import Scope, Session, read
from pulumi_dsql_provider.model import Argument, Function, ObjectName, Setting

FUNCTIONS: dict[str, dict[str, Any]] = {
    "CREATE FUNCTION s.f() RETURNS void LANGUAGE sql AS ''": {"body": ""},
    "CREATE FUNCTION s.f() RETURNS int LANGUAGE sql IMMUTABLE RETURN 1 + 1": {
        "returns": "integer",
        "body": "RETURN (1 + 1)",
        "standard": True,
        "volatility": "immutable",
    },
    "CREATE FUNCTION s.f(a int, \"B b\" varchar(3) DEFAULT 'x', VARIADIC numeric(9,2)[] = '{}') RETURNS int"
    " LANGUAGE sql AS 'SELECT 1'": {
        "arguments": (
            Argument(name="a", type="integer"),
            Argument(name="B b", type="character varying", default="'x'::character varying"),
            Argument(type="numeric[]", mode="variadic", default="'{}'::numeric[]"),
        ),
        "returns": "integer",
        "body": "SELECT 1",
    },
    "CREATE FUNCTION s.f(OUT x inet, INOUT y s.t, z s.t[]) LANGUAGE sql STABLE STRICT SECURITY DEFINER"
    " PARALLEL RESTRICTED COST 2.5 SET search_path TO s, \"A b\" SET TIME ZONE 'UTC'"
    " AS $$ SELECT NULL::inet, y $$": {
        "arguments": (
            Argument(name="x", type="inet", mode="out"),
            Argument(name="y", type="s.t", mode="inout"),
            Argument(name="z", type="s.t[]"),
        ),
        "returns": "record",
        "body": " SELECT NULL::inet, y ",
        "volatility": "stable",
        "strict": True,
        "security_definer": True,
        "parallel": "restricted",
        "cost": 2.5,
        "settings": (Setting("search_path", 's, "A b"'), Setting("timezone", "UTC")),
    },
    "CREATE FUNCTION s.f(low int) RETURNS TABLE (n int) LANGUAGE sql ROWS 7 PARALLEL SAFE AS 'SELECT low'": {
        "arguments": (Argument(name="low", type="integer"), Argument(name="n", type="integer", mode="table")),
        "returns": "integer",
        "returns_set": True,
        "rows": 7,
        "parallel": "safe",
        "body": "SELECT low",
    },
    "CREATE FUNCTION s.f() RETURNS SETOF s.t LANGUAGE sql AS 'SELECT * FROM s.t'": {
        "returns": "s.t",
        "returns_set": True,
        "body": "SELECT * FROM s.t",
    },
}  # fmt: skip


@pytest.mark.parametrize("statement", FUNCTIONS)
def test_functions(session: Session, statement: str) -> None:
    made(
        session, "CREATE SCHEMA s", "CREATE TABLE s.t (a int)", statement, "COMMENT ON FUNCTION s.f IS 'an f'"
    )
    fields = {"name": ObjectName("s", "f"), "returns": "void", "comment": "an f", **FUNCTIONS[statement]}
    wanted = Function.model_validate(fields)
    assert read(session).functions == read(session, Scope(schemas=("s",))).functions == (wanted,)
    assert read(session, Scope(schemas=("public",))).functions == ()


def test_functions_of_one_name_are_in_order_of_their_types(session: Session) -> None:
    for types in ("text, integer", "", "text", "integer"):
        made(session, f"CREATE FUNCTION f({types}) RETURNS void LANGUAGE sql AS ''")
    assert [function.types for function in read(session).functions] == [
        (),
        ("integer",),
        ("text",),
        ("text", "integer"),
    ]
