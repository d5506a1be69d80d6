"""A plan as text, and back."""

import pytest

from pulumi_dsql_provider.model import Condition, ObjectName
from pulumi_dsql_provider.plan import Backfill, Hazard, Plan, Statement, Step, Wait, lines, statements

T = ObjectName("public", "t")


@pytest.mark.parametrize(
    "step, expected",
    [
        pytest.param(Statement(sql="A\n  b", why=""), ["A", "  b;"], id="a statement of two lines"),
        pytest.param(
            Statement(
                sql="A",
                why="",
                hazards=(
                    Hazard(code="drop-column:a", text="deletes data"),
                    Hazard(code="rebuild-index:b", text="c", needs_allow=False),
                ),
            ),
            ["-- hazard drop-column:a deletes data", "-- hazard rebuild-index:b c", "A;"],
            id="hazards above it",
        ),
        pytest.param(
            Statement(
                sql="A", why="", hazards=(Hazard(code="drop-column:a\nDROP", text=" ".join(["word"] * 40)),)
            ),
            [
                f"-- hazard drop-column:a DROP {' '.join(['word'] * 22)}",
                f"--   {' '.join(['word'] * 18)}",
                "A;",
            ],
            id="a hazard is a comment however long it is and whatever the name",
        ),
        pytest.param(
            Wait(condition=Condition(kind="index", name=T, state="valid"), why=""),
            ["-- wait for the job; check that the index is valid"],
            id="wait for an index",
        ),
        pytest.param(
            Wait(condition=Condition(kind="constraint", name=T, part="c", state="valid"), why=""),
            ["-- wait for the job; check that the constraint is valid"],
            id="wait for a constraint",
        ),
        pytest.param(
            Backfill(table=T, key=("a",), sql="U", why=""),
            ["-- in batches of at most 1,000 keys, $1 to $2", "U;"],
            id="backfill",
        ),
        pytest.param(
            Backfill(table=T, key=("a", "b"), sql="U", why="", rows=50),
            ["-- in batches of at most 50 keys, $1, $2 to $3, $4", "U;"],
            id="backfill over a key of two columns",
        ),
        pytest.param(
            Backfill(table=T, key=(), sql="U", why=""),
            ["-- in one transaction, for the table has no primary key", "U;"],
            id="backfill without a key",
        ),
    ],
)
def test_a_step_is_shown(step: Step, expected: list[str]) -> None:
    assert lines(Plan(steps=(step,))) == expected
    assert all(len(line) <= 140 for line in expected)


def test_the_statements_are_found_among_the_lines() -> None:
    shown = [
        "-- hazard drop-column:a; deletes data",
        "CREATE INDEX ASYNC a ON t (b)",
        "  WHERE c = '; -- no';",
        "-- wait for the job; check that the index is valid",
        "COMMENT ON TABLE t IS 'one;",
        "-- not a comment;",
        "two';",
        "-- in batches of at most 1,000 keys, $1 to $2",
        "UPDATE t SET a = 1 WHERE b BETWEEN $1 AND $2;",
        "CREATE FUNCTION f()",
        "BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END;",
        "CREATE FUNCTION g()",
        "AS $$SELECT 1; SELECT 2;",
        "$$;",
        "-- wait",
    ]

    assert statements(shown) == [
        "CREATE INDEX ASYNC a ON t (b)\n  WHERE c = '; -- no'",
        "COMMENT ON TABLE t IS 'one;\n-- not a comment;\ntwo'",
        "UPDATE t SET a = 1 WHERE b BETWEEN $1 AND $2",
        "CREATE FUNCTION f()\nBEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END",
        "CREATE FUNCTION g()\nAS $$SELECT 1; SELECT 2;\n$$",
    ]
    assert statements([]) == []
