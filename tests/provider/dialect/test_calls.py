"""What an expression or a body calls and reads, and which functions that can mean."""

from collections.abc import Set

import pytest

from pulumi_dsql_provider.dialect import calls
from pulumi_dsql_provider.dialect.calls import Call, Relation
from pulumi_dsql_provider.dialect.parse import Source, parse
from pulumi_dsql_provider.model import Function, ObjectName

EXPRESSIONS: dict[str, set[Call]] = {
    "a + 1": set(),
    "lower(a) || pg_catalog.upper(b)": set(),
    "f(a, g())": {Call(None, "f", 2), Call(None, "g", 0)},
    'shop."F"(a => 1)': {Call("shop", "F", 1)},
    "shop.lower(a)": {Call("shop", "lower", 1)},
    "CASE WHEN f(1) THEN 2 END": {Call(None, "f", 1)},
    "f(ALL 1) FILTER (WHERE g(2))": {Call(None, "f", 1), Call(None, "g", 1)},
    "extract(year FROM a)": set(),
}
BODIES: dict[str, tuple[Set[Call], Set[Relation]]] = {
    "AS 'SELECT 1'": (set(), set()),
    "AS 'SELECT f(a) FROM t JOIN s.u USING (a), pg_catalog.pg_class'": (
        {Call(None, "f", 1)},
        {Relation(None, "t"), Relation("s", "u")},
    ),
    "AS 'INSERT INTO t SELECT 1; DELETE FROM u'": (set(), {Relation(None, "t"), Relation(None, "u")}),
    "AS 'WITH x AS (SELECT * FROM s.x) SELECT * FROM x'": (set(), {Relation("s", "x")}),
    "AS 'this is no SQL'": (set(), set()),
    "RETURN f(1) + (SELECT b FROM t)": ({Call(None, "f", 1)}, {Relation(None, "t")}),
    "BEGIN ATOMIC SELECT f(); UPDATE t SET a = 1; END": ({Call(None, "f", 0)}, {Relation(None, "t")}),
}
MEANT: dict[str, tuple[str, bool]] = {
    "a schema or none": ("f(1)", True),
    "that schema": ("public.f(1)", True),
    "another schema": ("shop.f(1)", False),
    "another name": ("g(1)", False),
    "with a default": ("f(1, 2)", True),
    "too few": ("f()", False),
    "too many": ("f(1, 2, 3)", False),
}


def function(text: str) -> Function:
    """The function that the text creates."""
    (found,) = parse([Source("test.sql", f"CREATE FUNCTION {text}")]).database.functions
    return found


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_calls_of_an_expression(text: str) -> None:
    assert calls.of_expression(text) == EXPRESSIONS[text]


@pytest.mark.parametrize("text", BODIES)
def test_what_a_body_uses(text: str) -> None:
    used = calls.of_function(function(f"own() RETURNS int LANGUAGE sql {text}"))
    assert (used.calls, used.relations) == BODIES[text]


def test_defaults_of_arguments_count_too() -> None:
    used = calls.of_function(function("own(a int DEFAULT f(1)) RETURNS int LANGUAGE sql RETURN g()"))
    assert used.calls == {Call(None, "f", 1), Call(None, "g", 0)}


@pytest.mark.parametrize("name", MEANT)
def test_which_function_a_call_can_mean(name: str) -> None:
    text, expected = MEANT[name]
    own = function("f(a int, OUT x int, b int DEFAULT 1) LANGUAGE sql AS 'SELECT 1'")
    assert calls.meant(calls.of_expression(text), [own]) == ((own,) if expected else ())


@pytest.mark.parametrize("text, expected", [("f()", False), ("f(1)", True), ("f(1, 2, 3)", True)])
def test_a_variadic_function_takes_any_number_of_arguments(text: str, expected: bool) -> None:
    own = function("f(a int, VARIADIC rest int[]) RETURNS int LANGUAGE sql AS 'SELECT 1'")
    assert bool(calls.meant(calls.of_expression(text), [own])) == expected


def test_which_table_a_name_can_mean() -> None:
    assert Relation(None, "t").is_called(ObjectName("shop", "t"))
    assert Relation("shop", "t").is_called(ObjectName("shop", "t"))
    assert not Relation("shop", "t").is_called(ObjectName("public", "t"))
    assert not Relation(None, "u").is_called(ObjectName("shop", "t"))
