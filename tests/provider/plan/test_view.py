"""Views that are there and not part of what is compared keep what they read as it is."""

import pytest

from pulumi_dsql_provider.dialect.parse import Source, parse
from pulumi_dsql_provider.diff import compare
from pulumi_dsql_provider.model import Database
from pulumi_dsql_provider.plan import Policy, lines, make

_ALL = Policy(allow=frozenset({"all"}))
TABLE = "CREATE TABLE t (a int, b int);"
BESIDE = "CREATE VIEW beside AS SELECT a FROM {over};"


def database(text: str) -> Database:
    """What a text defines."""
    return parse([Source("definitions.sql", text)]).database


@pytest.mark.parametrize(
    "compared, wanted, over, expected",
    [
        (TABLE, "", "t", "DSQL146: table public.t cannot be dropped: view public.beside reads it"),
        (TABLE, "CREATE TABLE t (b int);", "t", "DSQL145: table public.t: column a cannot be dropped: view"),
        (
            TABLE + "CREATE VIEW v AS SELECT a, b FROM t;",
            TABLE + "CREATE VIEW v AS SELECT a FROM t;",
            "v",
            "DSQL147: view public.v must be dropped and made again: view public.beside reads it",
        ),
        (
            TABLE + "CREATE VIEW v AS SELECT a, b FROM t;",
            TABLE,
            "v",
            "DSQL147: view public.v must be dropped: view public.beside reads it",
        ),
    ],
    ids=["a table goes", "a column goes", "a view is made anew", "a view goes"],
)
def test_what_a_view_beside_needs_stays(compared: str, wanted: str, over: str, expected: str) -> None:
    live = database(compared + BESIDE.format(over=over))

    made = make(compare(database(compared), database(wanted)), live, _ALL)

    assert [str(refusal)[: len(expected)] for refusal in made.refusals] == [expected]


@pytest.mark.parametrize(
    "compared, wanted",
    [
        (TABLE, "CREATE TABLE t (a int);"),
        (TABLE, "CREATE TABLE t (a int, b int, c int);"),
        (TABLE + "CREATE VIEW v AS SELECT a FROM t;", TABLE + "CREATE VIEW v AS SELECT a, b FROM t;"),
    ],
    ids=["a column that it does not use goes", "a column comes", "a view gets another column"],
)
def test_what_a_view_beside_does_not_need_changes(compared: str, wanted: str) -> None:
    over = "v" if "VIEW" in compared else "t"
    live = database(compared + BESIDE.format(over=over))

    made = make(compare(database(compared), database(wanted)), live, _ALL)

    assert not made.refusals
    assert not any("VIEW public.beside" in line for line in lines(made))
