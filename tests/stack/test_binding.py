"""What was previewed is what runs, or nothing runs."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from dsql_local import Fault
from stack.on_cluster import Written

COLUMNS = 'dsql.Column("id", "bigint"), dsql.Column("note", "text")'
TABLE = """
    dsql.Table("{name}", cluster=cluster, columns=[{columns}], primary_key=["id"])
"""
PLAIN = TABLE.format(name="orders", columns=COLUMNS)
WIDER = TABLE.format(name="orders", columns=COLUMNS + ', dsql.Column("total", "numeric(12,2)")')
NOTES = TABLE.format(name="notes", columns=COLUMNS)
WIDEN = "ALTER TABLE public.orders ADD COLUMN total numeric(12,2)"

# The catalog is read first by the preview, then by the checks of the update, then by what is changed.
UPDATE, ACT = 2, 3


@dataclass(frozen=True)
class Meanwhile:
    """A program, what is changed by hand while it is brought about, what is said then, and how to undo it."""

    program: str
    by_hand: str
    said: str
    undo: str


CHANGED = "DSQL402: table public.orders is not what it was when its plan was made: "
SINCE_THE_PREVIEW = {
    "what was planned is done already": Meanwhile(
        program=WIDER,
        by_hand="ALTER TABLE orders ADD COLUMN total numeric(12,2)",
        said="violates plan",
        undo="ALTER TABLE orders DROP COLUMN total",
    ),
    "what was unchanged is not any more": Meanwhile(
        program=PLAIN,
        by_hand="ALTER TABLE orders DROP COLUMN note",
        said="violates plan",
        undo="ALTER TABLE orders ADD COLUMN note text",
    ),
}
RIGHT_BEFORE = {
    "an update that is done already": Meanwhile(
        program=WIDER,
        by_hand="ALTER TABLE orders ADD COLUMN total numeric(12,2)",
        said=f"{CHANGED}there is no need any more for `{WIDEN};`;",
        undo="ALTER TABLE orders DROP COLUMN total",
    ),
    "an update of what has got a default": Meanwhile(
        program=WIDER,
        by_hand="ALTER TABLE orders ALTER COLUMN note SET DEFAULT ''",
        said=f"{CHANGED}it would now run `ALTER TABLE public.orders ALTER COLUMN note DROP DEFAULT;`;",
        undo="ALTER TABLE orders ALTER COLUMN note DROP DEFAULT",
    ),
    "a create of what somebody else has created": Meanwhile(
        program=PLAIN + NOTES,
        by_hand="CREATE TABLE notes (id bigint PRIMARY KEY, theirs text)",
        said="DSQL403: table public.notes is there already and differs in column note, column theirs;",
        undo="DROP TABLE notes",
    ),
}


@pytest.fixture(scope="module")
def written(shared_stack: Written) -> Written:
    """A stack with the table `orders`. Every test leaves it as it is."""
    shared_stack.up(PLAIN)
    return shared_stack


def refused(written: Written, meanwhile: Meanwhile, moment: int) -> None:
    """`up --strict`, held before that reading of the catalog, is refused and runs nothing."""
    written.program(meanwhile.program)
    reading = "SELECT job_type, object_id"  # the first query of each reading of the catalog
    fault = written.cluster.inject(Fault("statement", "hold-before", match=reading, nth=moment))
    run = written.stack.start("up", "--yes", "--strict", "--non-interactive", "--stack", written.stack.name)
    fault.wait_until_hit(120)
    written.query(meanwhile.by_hand)
    before = written.changes()
    fault.remove()
    out, err = run.communicate(timeout=120)
    assert run.returncode != 0, out
    assert meanwhile.said in out + err
    assert "Traceback" not in out + err
    assert written.changes() == before
    written.query(meanwhile.undo)


@pytest.mark.parametrize("name", SINCE_THE_PREVIEW)
def test_strict_refuses_what_has_changed_since_its_preview(written: Written, name: str) -> None:
    refused(written, SINCE_THE_PREVIEW[name], UPDATE)


@pytest.mark.parametrize("name", RIGHT_BEFORE)
def test_what_has_changed_right_before_it_acts_stops_it_and_is_named(written: Written, name: str) -> None:
    refused(written, RIGHT_BEFORE[name], ACT)


def test_a_saved_plan_refuses_what_has_changed_since(written: Written) -> None:
    written.program(WIDER)
    plan = written.directory / "plan.json"
    written.stack.preview("--save-plan", str(plan))
    written.query("ALTER TABLE orders DROP COLUMN note")
    before = written.changes()
    refused = written.stack.up("--plan", str(plan), strict=False, check=False)
    assert refused.returncode != 0
    assert "violates plan" in refused.stdout + refused.stderr
    assert written.changes() == before

    # Once it is as it was, the plan holds again.
    written.query("ALTER TABLE orders ADD COLUMN note text")
    before = written.changes()
    written.stack.up("--plan", str(plan), strict=False)
    assert written.changes()[len(before) :] == [WIDEN]
