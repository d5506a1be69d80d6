"""Expressions compared offline: what PostgreSQL gives back for what was written, and other meanings."""

import json
from pathlib import Path

import pytest

from provider.dialect.expression_strategies import COLUMNS
from pulumi_dsql_provider.dialect import expressions
from pulumi_dsql_provider.dialect.refusal import Refused

_CASES = Path(__file__).parents[2] / "cases"
_EQUAL: list[dict[str, str]] = json.loads((_CASES / "expressions_equal.json").read_text())
_DIFFERENT: list[dict[str, str]] = json.loads((_CASES / "expressions_different.json").read_text())


@pytest.mark.parametrize("case", _EQUAL, ids=lambda case: case["written"])
def test_what_was_written_and_what_is_read_back_are_equal(case: dict[str, str]) -> None:
    assert expressions.equal(case["read_back"], case["written"], COLUMNS, case.get("type"))


@pytest.mark.parametrize("case", _EQUAL, ids=lambda case: case["written"])
def test_normalising_what_is_normal_changes_nothing(case: dict[str, str]) -> None:
    normal = expressions.normalise(case["written"], COLUMNS, case.get("type"))
    assert expressions.normalise(normal, COLUMNS, case.get("type")) == normal


@pytest.mark.parametrize("case", _EQUAL, ids=lambda case: case["written"])
def test_other_spellings_mean_the_same(case: dict[str, str]) -> None:
    columns_and_type = COLUMNS, case.get("type")
    found = expressions.spellings(case["written"], *columns_and_type)
    normal = expressions.normalise(case["written"], *columns_and_type)
    assert {expressions.normalise(each, *columns_and_type) for each in found} == {normal}


@pytest.mark.parametrize(
    "written,printed,type_",
    [
        ("amount >= 0 AND id IN (1, 2)", "amount >= 0::numeric AND (id = ANY (ARRAY[1, 2]))", None),
        (
            "kind IN ('a', 'b')",
            "kind::text = ANY (ARRAY['a'::character varying, 'b'::character varying]::text[])",
            None,
        ),
        ("code IN ('')", "code::text = ''::text", None),
        ("flag IN ('a', '')", "flag = ANY (ARRAY['a'::bpchar, ''::bpchar])", None),
        ("lower(code || '_x')", "lower(code::text || '_x'::text)", None),
        ("id * 2 + small - 1", "id * 2 + small - 1", None),
        ("id * (2 + small)", "id * (2 + small)", None),
        ("id - (small - 1)", "id - (small - 1)", None),
        ("id + (small - 1) > 0", "(id + (small - 1)) > 0", None),
        ("NOT (active AND \"Done\") OR id = 1", "NOT (active AND \"Done\") OR id = 1", None),
        ("id BETWEEN SYMMETRIC 10 AND 1", "id >= 10 AND id <= 1 OR id >= 1 AND id <= 10", None),
        ("id = -1", "id = '-1'::integer", None),
        ("seen >= '2020-01-01'", "seen >= '2020-01-01 00:00:00'::timestamp without time zone", None),
        ("'open'", "'open'::character varying", "character varying(20)"),
        ("0", "0", "numeric(10,2)"),
    ],
)  # fmt: skip
def test_one_spelling_is_what_postgresql_prints(written: str, printed: str, type_: str | None) -> None:
    assert printed in expressions.spellings(written, COLUMNS, type_)


@pytest.mark.parametrize(
    "written,bare",
    [
        ("\t((a > 0)) \n", "a > 0"),
        ("(a) + (b)", "(a) + (b)"),
        ("\xa0(a)", "\xa0(a)"),
        ("(\xa0(a))", "\xa0(a)"),
    ],
)
def test_brackets_around_the_whole_and_white_space_are_left_out(written: str, bare: str) -> None:
    """To PostgreSQL a no-break space is a letter."""
    assert expressions.strip(written) == bare


@pytest.mark.parametrize("case", _DIFFERENT, ids=lambda case: f"{case['one']} | {case['other']}")
def test_what_means_something_else_differs(case: dict[str, str]) -> None:
    assert not expressions.equal(case["one"], case["other"], COLUMNS)


@pytest.mark.parametrize(
    "one,other",
    [("status = 'open'", "status = 'open'::text"), ("(status)::text = 'open'::text", "status = 'open'")],
)
def test_without_the_columns_a_cast_is_kept(one: str, other: str) -> None:
    """Were `status` a character(5), the cast would change what is compared."""
    assert not expressions.equal(one, other)
    assert not expressions.equal(one, other, {"status": "character(5)"})


def test_a_type_of_the_users_own_is_left_alone() -> None:
    columns = {"email": "shop.email"}
    assert not expressions.equal("email = 'a'", "(email)::text = 'a'::text", columns)
    assert expressions.equal("(email = 'a')", "email  =  'a'", columns)
    assert expressions.normalise("id::shop.email", COLUMNS) == '(id)::"shop"."email"'


@pytest.mark.parametrize(
    "text,words",
    [
        ("1 +", "syntax error at end of input (character 4)"),
        ("'open", "unterminated quoted string"),
        ("'ä' = )", 'syntax error at or near ")" (character 7)'),
        ("a b", "not exactly one expression"),
        ("a, b", "not exactly one expression"),
        ("a FROM t", "not exactly one expression"),
        ("DISTINCT a", "not exactly one expression"),
        ("1; DROP TABLE t", "not exactly one expression"),
        ("1;", "not exactly one expression"),
        ("*", "not exactly one expression"),
        ("", "not exactly one expression"),
        ("a = '\0'", "zero byte"),
    ],
)  # fmt: skip
def test_what_is_no_expression_is_refused(text: str, words: str) -> None:
    with pytest.raises(Refused) as caught:
        expressions.normalise(text)
    (refusal,) = caught.value.refusals
    assert refusal.code == "DSQL037"
    assert words in refusal.message
    assert "\n" not in str(refusal)


@pytest.mark.parametrize(
    "text,stripped",
    [
        ("((a > 0))", "a > 0"),
        (" ( a ) ", "a"),
        ("(a) + (b)", "(a) + (b)"),
        ("(a, b)", "(a, b)"),
        ("(SELECT 1)", "(SELECT 1)"),
        ("('(') || (')')", "('(') || (')')"),
        ("(a > 0) AND (b)", "(a > 0) AND (b)"),
    ],
)
def test_strip(text: str, stripped: str) -> None:
    assert expressions.strip(text) == stripped


@pytest.mark.parametrize(
    "text,names",
    [
        ("a > 0 AND t.b = 'c'", {"a", "b"}),
        ('lower("Name") = CASE WHEN A THEN b END', {"Name", "a", "b"}),
        ("now() > '2020-01-01'", set()),
        ("(a, b) IN ((1, 2), (c, 3))", {"a", "b", "c"}),
        ("f(x => a)", {"a"}),
    ],
)
def test_column_names(text: str, names: set[str]) -> None:
    assert expressions.column_names(text) == names


@pytest.mark.parametrize(
    "text,mapping,renamed",
    [
        ("a > 0 AND b < a", {"a": "total"}, "total > 0 AND b < total"),
        ("'ä' = a  -- a", {"a": "b"}, "'ä' = b  -- a"),
        ('t.A = public . t . a AND "A" = 1', {"a": "x y"}, 't."x y" = public . t . "x y" AND "A" = 1'),
        ("a = b", {"a": "b", "b": "a"}, "b = a"),
        ("a(a)", {"a": "order"}, 'a("order")'),
        ("b > 0", {"a": "c"}, "b > 0"),
    ],
)
def test_rename_columns(text: str, mapping: dict[str, str], renamed: str) -> None:
    assert expressions.rename_columns(text, mapping) == renamed


@pytest.mark.parametrize(
    "text,null",
    [
        ("NULL", True),
        ("(null)", True),
        ("NULL::text", True),
        ("CAST(NULL AS numeric(5,2))", True),
        ("'NULL'", False),
        ("coalesce(NULL)", False),
        ("0", False),
    ],
)
def test_is_constant_null(text: str, null: bool) -> None:
    assert expressions.is_constant_null(text) is null
