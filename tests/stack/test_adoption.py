"""What is there already: the same is adopted, other things need adopt=True, half-built ones are finished."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from pulumi_dsql_provider import plan
from stack.observed import Shown, shown_by
from stack.on_cluster import Written

# What somebody, or a run that was stopped, has made.
THERE = (
    "CREATE SCHEMA same_schema",
    "CREATE TABLE same (id bigint CONSTRAINT same_pkey PRIMARY KEY, note varchar(10) DEFAULT 'a' || 'b')",
    "CREATE INDEX ASYNC same_index ON same (note) WHERE note IN ('a', 'b')",
    "CREATE TABLE other (id bigint CONSTRAINT other_pkey PRIMARY KEY, theirs text)",
    "INSERT INTO other VALUES (1, 'kept')",
    "CREATE INDEX ASYNC other_index ON other (theirs)",
    "CREATE TABLE without_comment (id bigint CONSTRAINT without_comment_pkey PRIMARY KEY, note text)",
    "INSERT INTO without_comment VALUES (1, 'twice'), (2, 'twice')",
)
INVALID = "CREATE UNIQUE INDEX ASYNC invalid ON without_comment (note)"
PROGRAM = """
    def table(name, *columns, **more):
        key = dsql.Column("id", "bigint")
        return dsql.Table(name, cluster=cluster, columns=[key, *columns], primary_key=["id"], **more)

    dsql.Schema("same_schema", cluster=cluster)
    same = table("same", dsql.Column("note", "varchar(10)", default="'ab'"))
    dsql.Index("same_index", table=same, columns=["note"], where="note = ANY (ARRAY['a', 'b'])")
    half = table("without_comment", dsql.Column("note", "text", comment="free text"), comment="ours")
    dsql.Index("invalid", table=half, columns=["note"], unique=True)
    other = table("other", dsql.Column("theirs", "text"), dsql.Column("ours", "date"){adopt})
    dsql.Index("other_index", table=other, columns=["id", "theirs"]{adopt})
"""
ADOPTED: dict[str, tuple[str, list[str]]] = {
    "same_schema": ("schema same_schema", []),
    "same": ("table public.same", []),
    "same_index": ("index public.same_index", []),
    "other": ("table public.other", ["ALTER TABLE public.other ADD COLUMN ours date"]),
    "other_index": (
        "index public.other_index",
        [
            "CREATE INDEX ASYNC other_index__pulumi_dsql_new ON public.other (id, theirs)",
            "DROP INDEX public.other_index",
            "ALTER INDEX public.other_index__pulumi_dsql_new RENAME TO other_index",
        ],
    ),
    "without_comment": (
        "table public.without_comment",
        [
            "COMMENT ON TABLE public.without_comment IS 'ours'",
            "COMMENT ON COLUMN public.without_comment.note IS 'free text'",
        ],
    ),
    "invalid": (
        "index public.invalid",
        ["DROP INDEX public.invalid", "CREATE UNIQUE INDEX ASYNC invalid ON public.without_comment (note)"],
    ),
}


@dataclass(frozen=True)
class Seen:
    """What the runs showed and did."""

    refused: str
    shown: Mapping[str, Shown]
    ran: list[str]


@pytest.fixture(scope="module")
def seen(shared_stack: Written) -> Seen:
    """Everything is declared: first without adopt=True, then with it where something differs."""
    written = shared_stack
    for statement in THERE:
        written.query(statement)
    ((job,),) = written.query(INVALID)
    written.query(f"CALL sys.wait_for_job('{job}')")
    written.query("DELETE FROM without_comment WHERE id = 2")
    before = len(written.changes())
    refused = written.up(PROGRAM.format(adopt=""), check=False)
    assert refused.returncode != 0
    assert written.changes()[before:] == []
    shown = shown_by(written.up(PROGRAM.format(adopt=", adopt=True"), "--diff").stdout)
    return Seen(refused.stdout + refused.stderr, shown, written.changes()[before:])


def test_what_differs_needs_adopt_and_the_difference_is_named(seen: Seen) -> None:
    # The engine stops at one of the two, or at both.
    said = {line.partition("DSQL403: ")[2] for line in seen.refused.splitlines() if "DSQL" in line}
    way_out = "set adopt=True to change it to what is declared, or give another name="
    assert said
    assert said <= {
        f"table public.other is there already and differs in column ours; {way_out}",
        f"index public.other_index is there already and differs in columns; {way_out}",
    }


@pytest.mark.parametrize("resource", ADOPTED)
def test_what_is_adopted_says_so(seen: Seen, resource: str) -> None:
    what, _ = ADOPTED[resource]
    assert seen.shown[resource].operation == "create"
    assert seen.shown[resource].plan[0] == f"-- adopts {what}, which is there already"


@pytest.mark.parametrize("resource", ADOPTED)
def test_it_is_changed_by_an_ordinary_plan_and_what_is_half_made_is_finished(
    seen: Seen, resource: str
) -> None:
    _, statements = ADOPTED[resource]
    assert plan.statements(seen.shown[resource].plan) == statements
    assert [statement for statement in seen.ran if statement in statements] == statements


def test_what_is_the_same_is_not_touched(seen: Seen) -> None:
    planned = [statement for _, statements in ADOPTED.values() for statement in statements]
    assert sorted(seen.ran) == sorted(planned)


def test_everything_is_there_afterwards_and_nothing_left_to_do(seen: Seen, shared_stack: Written) -> None:
    assert shared_stack.query("SELECT theirs, ours FROM other") == [("kept", None)]
    assert shared_stack.query("SELECT count(*) FROM pg_index WHERE NOT indisvalid") == [(0,)]
    shared_stack.stack.refresh("--expect-no-changes")
    shared_stack.stack.up("--expect-no-changes")
