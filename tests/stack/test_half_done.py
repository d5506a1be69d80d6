"""Work that stops half way is kept in the state, told in one line, and resumed by the next run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from dsql_local import Fault
from pulumi_engine import Completed
from stack.on_cluster import Written

PROGRAM = """
    def table(name, *more_columns, **more):
        columns = [dsql.Column("id", "bigint"), dsql.Column("email", "text"), *more_columns]
        return dsql.Table(name, cluster=cluster, primary_key=["id"], columns=columns, **more)

    def email_index(name, **more):
        dsql.Index(f"{name}_email", table=table(name), columns=["email"], **more)

    names = [dsql.Column("name", "text")]
    regions = dsql.Table("regions", cluster=cluster, columns=names, primary_key=["name"])
"""
BEFORE = """
    for name in ("doubled", "doubled_too", "checked", "referring"):
        table(name)
"""
HALF = """
    email_index("doubled", unique=True)
    email_index("doubled_too", unique=True)
    table("checked", checks={"checked_id": "id < 3"})
    table("referring", foreign_keys=[dsql.ForeignKey(["email"], references=regions)])
    table("commented", comment="what they say")
"""
# The index need not be unique any more, and the table has become another one.
CHANGED = HALF.replace('"doubled_too", unique=True', '"doubled_too"').replace(
    'table("commented", ', 'table("commented", dsql.Column("at", "date"), '
)
ROWS = (
    "INSERT INTO {} VALUES (1, 'a@example.com'), (2, 'a@example.com'), (3, 'b@example.com')",
    ("doubled", "doubled_too", "checked", "referring"),
)


@dataclass(frozen=True)
class Half:
    """What stopped, as it is told and kept."""

    resource: str
    said: str
    pending: Sequence[str]


WAIT = "-- wait for the job; check that the {} is valid"
HALVES = {
    "a unique index over duplicates": Half(
        "doubled_email",
        "DSQL204: public.doubled_email: values of (email) are there more than once: "
        "(a@example.com) in 2 rows",
        [WAIT.format("index")],
    ),
    "a check that rows violate": Half(
        "checked",
        "DSQL205: public.checked checked_id: 1 rows violate CHECK (id < 3), among them (3)",
        [WAIT.format("constraint")],
    ),
    "a foreign key without its parents": Half(
        "referring",
        "DSQL206: public.referring referring_email_fkey: values of (email) are not in public.regions: "
        "(a@example.com), (b@example.com)",
        [WAIT.format("constraint")],
    ),
    "a table without its comment": Half(
        "commented",
        "DSQL200: the disk is full",
        ["COMMENT ON TABLE public.commented IS 'what they say';"],
    ),
}


@dataclass(frozen=True)
class Seen:
    """What two runs said that failed, and what the state held after the first."""

    first: str
    second: str
    outputs: dict[str, Any]


@pytest.fixture(scope="module")
def seen(shared_stack: Written) -> Seen:
    """Everything stops half way, twice."""
    written = shared_stack
    written.up(PROGRAM + BEFORE)
    statement, tables = ROWS
    for table in tables:
        written.query(statement.format(table))
    with written.cluster.inject(
        Fault(
            "statement", "error", match="COMMENT ON TABLE", code="53100", message="the disk is full", times=0
        )
    ):
        first = failed(written.up(PROGRAM + HALF, "--continue-on-error", check=False))
        outputs = {
            each["urn"].rpartition("::")[2]: each.get("outputs", {}) for each in written.stack.resources()
        }
        second = failed(written.stack.up("--continue-on-error", check=False))
    return Seen(first, second, outputs)


def failed(run: Completed) -> str:
    """What a run has said that had to fail."""
    assert run.returncode != 0, run.stdout
    assert "Traceback" not in run.stdout + run.stderr
    return run.stdout + run.stderr


@pytest.mark.parametrize("name", HALVES)
def test_it_fails_the_run_with_what_is_at_fault(seen: Seen, name: str) -> None:
    said = HALVES[name].said
    (line,) = {
        line.strip() for line in seen.first.splitlines() if line.strip().startswith("error:") and said in line
    }
    assert line.startswith("error: after hook ")


@pytest.mark.parametrize("name", HALVES)
def test_the_state_says_what_is_pending_and_why(seen: Seen, name: str) -> None:
    half = HALVES[name]
    assert half.said in seen.outputs[half.resource]["last_error"]
    pending = seen.outputs[half.resource]["pending"]
    # Where a value of the program was not known at once it may be a secret, so the SQL is kept as one.
    assert pending == half.pending or "ciphertext" in pending


@pytest.mark.parametrize("name", HALVES)
def test_it_fails_again_as_long_as_nothing_is_done_about_it(seen: Seen, name: str) -> None:
    assert HALVES[name].said in seen.second


def test_the_next_run_finishes_it_also_when_the_program_has_changed(
    seen: Seen, shared_stack: Written
) -> None:
    written = shared_stack
    written.query("DELETE FROM doubled WHERE id = 2")
    written.query("DELETE FROM checked WHERE id = 3")
    written.query("INSERT INTO regions VALUES ('a@example.com'), ('b@example.com')")
    written.up(PROGRAM + CHANGED)
    assert written.query("SELECT count(*) FROM pg_index WHERE NOT indisvalid") == [(0,)]
    assert written.query("SELECT count(*) FROM pg_constraint WHERE NOT convalidated") == [(0,)]
    unique = "SELECT indisunique FROM pg_index WHERE indexrelid = '{}_email'::regclass"
    assert written.query(unique.format("doubled")) == [(True,)]
    assert written.query(unique.format("doubled_too")) == [(False,)]
    assert written.query("SELECT obj_description('commented'::regclass)") == [("what they say",)]
    written.stack.up("--expect-no-changes")
    written.stack.refresh("--expect-no-changes")
    outputs = [each.get("outputs", {}) for each in written.stack.resources()]
    assert not [each for each in outputs if each.get("last_error")]
