"""What loses data runs only where it is allowed by name; what a delete will run is shown before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from pulumi_dsql_provider import plan
from stack.observed import Shown, shown_by
from stack.on_cluster import Written

PROGRAM = """
    def table(name, **more):
        columns = [dsql.Column("id", "bigint"), dsql.Column("note", "text"), dsql.Column("a", "text")]
        dropped = more.pop("without", ())
        return dsql.Table(name, cluster=cluster, primary_key=["id"],
            columns=[column for column in columns if column.name not in dropped], **more)
"""
BEFORE = """
    table("of_nobody")
    table("of_the_resource")
    table("of_its_kind")
    table("of_the_stack")
    kept = table("kept")
    shop = dsql.Schema("shop", cluster=cluster)
    parent = table("parent")
    child = table("child", schema=shop, foreign_keys=[dsql.ForeignKey(["id"], references=parent)])
    dsql.Index("child_note", table=child, columns=["note"])
    dsql.Index("kept_note", table=kept, columns=["note"])
"""
# `drop-column:note` is allowed in the whole stack, nothing else but by the resources.
AFTER = """
    table("of_nobody", without=["a"])
    table("of_the_resource", without=["a"], allow=["drop-column:a"])
    table("of_its_kind", without=["note", "a"], allow=["drop-column"])
    table("of_the_stack", without=["note"])
    kept = table("kept")
"""
GONE = {
    "child": ["DROP TABLE shop.child"],
    "parent": ["DROP TABLE public.parent"],
    "shop": ["DROP SCHEMA shop"],
    "kept_note": ["DROP INDEX public.kept_note"],
}


@dataclass(frozen=True)
class Seen:
    """What the runs showed and did."""

    refused: str
    after_refusal: list[str]
    shown: Mapping[str, Shown]
    ran: list[str]


@pytest.fixture(scope="module")
def seen(shared_stack: Written) -> Seen:
    """Columns, tables, an index and a schema go: at first one of the columns must not."""
    written = shared_stack
    written.up(PROGRAM + BEFORE)
    before = len(written.changes())
    written.program(PROGRAM + AFTER)
    written.stack.pulumi("config", "set", "--path", "dsql:allow[0]", "drop-column:note")
    refused = written.stack.preview(check=False)
    assert refused.returncode != 0
    after_refusal = written.changes()[before:]
    written.stack.pulumi("config", "set", "--path", "dsql:allow[1]", "drop-column:a")
    shown = shown_by(written.stack.up("--diff").stdout)
    return Seen(refused.stdout + refused.stderr, after_refusal, shown, written.changes()[before:])


def test_what_is_not_allowed_is_refused_with_the_word_to_add(seen: Seen) -> None:
    (line,) = {line for line in seen.refused.splitlines() if "DSQL" in line}
    assert "Table resource 'of_nobody'" in line
    assert "columns" in line.partition("DSQL101")[0]
    word = "drop-column:a"
    assert line.endswith(f'DSQL101: {word} in public.of_nobody deletes data; allow it with "{word}"')
    assert seen.after_refusal == []


@pytest.mark.parametrize(
    "resource,columns",
    [
        ("of_nobody", ["a"]),
        ("of_the_resource", ["a"]),
        ("of_its_kind", ["note", "a"]),
        ("of_the_stack", ["note"]),
    ],
)
def test_what_is_allowed_is_shown_with_its_hazard_and_runs(
    seen: Seen, resource: str, columns: list[str]
) -> None:
    for column in columns:
        drop = f"ALTER TABLE public.{resource} DROP COLUMN {column}"
        assert f'-- hazard drop-column:{column} deletes data"' in "\n".join(seen.shown[resource].lines)
        assert drop in seen.ran
        assert f'{drop};"' in "\n".join(seen.shown[resource].lines)


@pytest.mark.parametrize("resource", GONE)
def test_on_delete_shows_what_a_delete_will_run(seen: Seen, resource: str) -> None:
    assert seen.shown[resource].operation == "delete"
    assert plan.statements(seen.shown[resource].on_delete) == GONE[resource]


def test_a_delete_shows_what_it_loses(seen: Seen) -> None:
    assert seen.shown["child"].on_delete[0] == "-- hazard drop-table:child deletes the table and its data"


def test_a_delete_runs_just_that(seen: Seen) -> None:
    # The index of a table that goes goes with it.
    assert seen.shown["child_note"].operation == "delete"
    deletes = [statement for statement in seen.ran if "DROP COLUMN" not in statement]
    assert sorted(deletes) == sorted(statement for gone in GONE.values() for statement in gone)
    assert deletes.index("DROP TABLE shop.child") < deletes.index("DROP TABLE public.parent")
