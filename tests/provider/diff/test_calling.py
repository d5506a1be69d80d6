"""A database is asked nothing about functions that are not there yet."""

import pytest

from pulumi_dsql_provider.dialect.parse import Source, parse
from pulumi_dsql_provider.diff import compare, fresh, questions
from pulumi_dsql_provider.model import Database

F = "CREATE FUNCTION f(a int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT a > 0';"
G = F.replace("f(", "g(")
OTHER_RESULT = F.replace("boolean", "int")
OTHER_DEFAULT = F.replace("a int", "a int DEFAULT 1")
# live, wanted -> how many pairs of expressions differ by their text and are asked about
CASES: dict[str, tuple[str, str, int]] = {
    "a function that stays": (F + "f(a + 1)", F + "f(1 + a)", 1),
    "a function with another body": (F + "f(a + 1)", F.replace("> 0", "> 1") + "f(1 + a)", 1),
    "a new function": (F + "f(a)", G + "g(a)", 0),
    "a new function in place of none": ("a > 0", F + "f(a)", 0),
    "another function that is there": (F + G + "f(a)", F + G + "g(a)", 0),
    "a function made anew": (F + "f(a + 1)", OTHER_RESULT + "f(1 + a)", 0),
    "a function with another default": (F + "f(a + 1)", OTHER_DEFAULT + "f(1 + a)", 0),
    "a new overload": (F + "f(a + 1)", F + F.replace("a int", "a text") + "f(1 + a)", 0),
    "no function": (F + "a > 0 + 1", F + "a > 1", 1),
    "what is built in": (G.replace("g(", "s.abs(") + "abs(a + 1) > 0", "abs(1 + a) > 0", 1),
}


def database(text: str) -> Database:
    """The functions in the text, and a table with the check that stands behind them."""
    *functions, check = text.split(";")
    table = f"CREATE TABLE t (a int, CONSTRAINT c CHECK ({check}))"
    return parse([Source("test.sql", ";".join((*functions, table)))]).database


@pytest.mark.parametrize("name", CASES)
def test_questions(name: str) -> None:
    live, wanted = (database(text) for text in CASES[name][:2])
    assert len(questions(live, wanted)) == CASES[name][2]
    assert [
        field for change in compare(live, wanted) if change.kind == "check" for field in change.differs
    ] == ["expression"]


@pytest.mark.parametrize(
    "live, wanted, expected",
    [
        ("", F, []),
        (F, F, ["f(a)"]),
        (F, F.replace("> 0", "> 1"), ["f(a)"]),
        (F, OTHER_RESULT, []),
    ],
)
def test_what_is_new(live: str, wanted: str, expected: list[str]) -> None:
    before = parse([Source("test.sql", live)]).database
    after = database(f"{wanted}f(a)")
    assert [each.text for each in fresh(compare(before, after), after)] == expected


def test_new_defaults_of_arguments_are_looked_at() -> None:
    text = (
        "CREATE FUNCTION h(a int DEFAULT {}, b anyelement DEFAULT 2) RETURNS int LANGUAGE sql AS 'SELECT 1'"
    )
    live, wanted = (
        parse([Source("test.sql", text.format(value))]).database for value in ("1", "length('x')")
    )
    (default,) = fresh(compare(live, wanted), wanted)
    assert (default.text, default.type, default.property) == ("length('x')", "integer", "arguments")
    assert [each.type for each in fresh(compare(Database(), live), live)] == ["integer", None]
