"""No plan gives a name that something else has when its turn comes."""

from __future__ import annotations

import pytest

from pulumi_dsql_provider import diff, plan
from pulumi_dsql_provider.dialect.parse import Source, parse
from pulumi_dsql_provider.model import Database, ObjectName

TABLE = "CREATE TABLE t (id uuid PRIMARY KEY, a text, b text{});"
INDEX = "CREATE {}INDEX ASYNC {} ON t ({});"


def database(*statements: str) -> Database:
    """What these statements make."""
    return parse([Source(name="test", text="\n".join(statements))]).database


PLAIN, UNIQUE = TABLE.format(""), TABLE.format(", CONSTRAINT x UNIQUE (a)")
KEPT = INDEX.format("", "x", "b")

# What is live, what is wanted, what is there beside and not compared, and what is refused.
CASES: dict[str, tuple[list[str], list[str], list[str], list[str]]] = {
    "an index has the name of a new unique constraint": (
        [PLAIN],
        [UNIQUE],
        [KEPT],
        ["a unique constraint of public.t cannot be called public.x: an index on public.t is"],
    ),
    "it goes in the same plan": ([PLAIN, KEPT], [UNIQUE], [], []),
    "it is renamed in the same plan": ([PLAIN, KEPT], [UNIQUE, INDEX.format("", "y", "b")], [], []),
    "the unique constraint is made of it": ([PLAIN], [UNIQUE], [INDEX.format("UNIQUE ", "x", "a")], []),
    "a table has the name of a new unique constraint": (
        [PLAIN],
        [UNIQUE],
        ["CREATE TABLE x (id uuid PRIMARY KEY);"],
        ["a unique constraint of public.t cannot be called public.x: a table is"],
    ),
    "indexes have the names of a new table and of its keys": (
        [PLAIN],
        [PLAIN, "CREATE TABLE n (id uuid PRIMARY KEY, a text UNIQUE);"],
        [INDEX.format("", name, "b") for name in ("n", "n_pkey", "n_a_key")],
        [
            "a table cannot be called public.n: an index on public.t is",
            "the primary key of public.n cannot be called public.n_pkey: an index on public.t is",
            "a unique constraint of public.n cannot be called public.n_a_key: an index on public.t is",
        ],
    ),
    "the same name in another schema": (
        ["CREATE SCHEMA shop;", PLAIN],
        ["CREATE SCHEMA shop;", PLAIN, "CREATE TABLE shop.x (id uuid PRIMARY KEY);"],
        [KEPT],
        [],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_names_that_are_taken(name: str) -> None:
    live, wanted, beside, said = CASES[name]
    changes = diff.compare(database(*live), database(*wanted))
    made = plan.make(changes, database(*live, *beside))
    assert [(each.code, each.message) for each in made.refusals] == [("DSQL127", text) for text in said]


def test_a_table_is_renamed_to_a_name_that_an_index_has() -> None:
    renames = diff.Renames(tables={ObjectName("public", "x"): ObjectName("public", "t")})
    live, wanted = database(PLAIN), database("CREATE TABLE x (id uuid PRIMARY KEY, a text, b text);")
    made = plan.make(diff.compare(live, wanted, renames=renames), database(PLAIN, KEPT))
    assert [refusal.code for refusal in made.refusals] == ["DSQL127"]
