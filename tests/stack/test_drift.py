"""What somebody changes or drops by hand is shown by a refresh, and undone by the next `up`.

One stack has a table for each kind of drift; all of it happens between two runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest

from stack.observed import Shown, planned_by, shown_by
from stack.on_cluster import Written


def table(more: str = "", note: str = "") -> str:
    """A table with these arguments, and these of its column `note`."""
    return f"""\
{{t}} = dsql.Table("{{t}}", cluster=cluster, primary_key=["id"], columns=[dsql.Column("parent", "bigint"),
    dsql.Column("id", "bigint"), dsql.Column("note", "text", {note})], {more})
"""


@dataclass(frozen=True)
class Drift:
    """A part of the program, what is done to it by hand, what that looks like and what undoes it.

    `{t}` is the name of its table, which no other part has.
    """

    by_hand: Sequence[str]
    seen: Mapping[str, str]
    """The properties that a refresh shows, each with a line of what it says of them."""
    way_back: Sequence[str]
    program: str = table()
    resource: str = "{t}"
    operation: str = "update"


INDEX = 'dsql.Index("{t}_i", table={t}, columns=["note"])\n'
CHECK = "checks={'{t}_check': \"note <> ''\"}"
ADD_CHECK = (
    "ALTER TABLE public.{t} ADD CONSTRAINT {t}_check CHECK (note <> '') NOT VALID",
    "ALTER TABLE ASYNC public.{t} VALIDATE CONSTRAINT {t}_check",
)

DRIFT: dict[str, Drift] = {
    "a column dropped": Drift(
        ["ALTER TABLE {t} DROP COLUMN note"],
        {"columns": '- name: "note"'},
        ["ALTER TABLE public.{t} ADD COLUMN note text"],
    ),
    "a column with a default dropped": Drift(
        ["INSERT INTO {t} VALUES (1, 1, 'x')", "ALTER TABLE {t} DROP COLUMN note"],
        {"columns": '- name : "note"'},
        [
            "ALTER TABLE public.{t} ADD COLUMN note__pulumi_dsql_new text",
            "ALTER TABLE public.{t} ALTER COLUMN note__pulumi_dsql_new SET DEFAULT 'x'",
            (
                "UPDATE public.{t} SET note__pulumi_dsql_new = 'x'"
                " WHERE note__pulumi_dsql_new IS NULL AND id BETWEEN $1 AND $2"
            ),
            "ALTER TABLE public.{t} RENAME COLUMN note__pulumi_dsql_new TO note",
        ],
        table(note="default=\"'x'\""),
    ),
    "a column added": Drift(
        ["ALTER TABLE {t} ADD COLUMN extra date"],
        {"columns": '+ name: "extra"'},
        ["ALTER TABLE public.{t} DROP COLUMN extra"],
        table("allow=['drop-column:extra']"),
    ),
    "a default set": Drift(
        ["ALTER TABLE {t} ALTER COLUMN note SET DEFAULT 'theirs'"],
        {"columns": "+ default: \"'theirs'::text\""},
        ["ALTER TABLE public.{t} ALTER COLUMN note DROP DEFAULT"],
    ),
    "a default changed": Drift(
        ["ALTER TABLE {t} ALTER COLUMN note SET DEFAULT 'theirs'"],
        {"columns": "~ default: \"'x'\" => \"'theirs'::text\""},
        ["ALTER TABLE public.{t} ALTER COLUMN note SET DEFAULT 'x'"],
        table(note="default=\"'x'\""),
    ),
    "a default dropped": Drift(
        ["ALTER TABLE {t} ALTER COLUMN note DROP DEFAULT"],
        {"columns": "- default: \"'x'\""},
        ["ALTER TABLE public.{t} ALTER COLUMN note SET DEFAULT 'x'"],
        table(note="default=\"'x'\""),
    ),
    "a column's comment changed": Drift(
        ["COMMENT ON COLUMN {t}.note IS 'theirs'"],
        {"columns": '~ comment: "ours" => "theirs"'},
        ["COMMENT ON COLUMN public.{t}.note IS 'ours'"],
        table(note="comment='ours'"),
    ),
    "a column's storage changed": Drift(
        ["ALTER TABLE {t} ALTER COLUMN note SET STORAGE external"],
        {"columns": '+ storage: "external"'},
        ["ALTER TABLE public.{t} ALTER COLUMN note SET STORAGE EXTENDED"],
    ),
    "a check dropped": Drift(
        ["ALTER TABLE {t} DROP CONSTRAINT {t}_check"],
        {"checks": "- {t}_check: \"note <> ''\""},
        ADD_CHECK,
        table(CHECK),
    ),
    "a check changed": Drift(
        [
            "ALTER TABLE {t} DROP CONSTRAINT {t}_check",
            "ALTER TABLE {t} ADD CONSTRAINT {t}_check CHECK (note = 'a') NOT VALID",
        ],
        {"checks": "~ {t}_check: \"note <> ''\" => \"note = 'a'::text\""},
        ["ALTER TABLE public.{t} DROP CONSTRAINT {t}_check", *ADD_CHECK],
        table(CHECK),
    ),
    "a check added": Drift(
        ["ALTER TABLE {t} ADD CONSTRAINT theirs CHECK (note = 'a') NOT VALID"],
        {"checks": "+ theirs: \"note = 'a'::text\""},
        ["ALTER TABLE public.{t} DROP CONSTRAINT theirs"],
    ),
    "a unique constraint dropped": Drift(
        ["ALTER TABLE {t} DROP CONSTRAINT {t}_note_key"],
        {"uniques": '- name : "{t}_note_key"'},
        [
            "CREATE UNIQUE INDEX ASYNC {t}_note_key__pulumi_dsql_key ON public.{t} (note)",
            (
                "ALTER TABLE public.{t} ADD CONSTRAINT {t}_note_key"
                " UNIQUE USING INDEX {t}_note_key__pulumi_dsql_key"
            ),
        ],
        table("uniques=[dsql.Unique(['note'])]"),
    ),
    "a foreign key dropped": Drift(
        ["ALTER TABLE {t} DROP CONSTRAINT {t}_parent_fkey"],
        {"foreign_keys": '- name : "{t}_parent_fkey"'},
        [
            (
                "ALTER TABLE public.{t} ADD CONSTRAINT {t}_parent_fkey FOREIGN KEY (parent)"
                " REFERENCES public.{t} NOT VALID"
            ),
            "ALTER TABLE ASYNC public.{t} VALIDATE CONSTRAINT {t}_parent_fkey",
        ],
        table("foreign_keys=[dsql.ForeignKey(['parent'], references='self')]"),
    ),
    "a comment changed": Drift(
        ["COMMENT ON TABLE {t} IS 'theirs'"],
        {"comment": '~ comment : "ours" => "theirs"'},
        ["COMMENT ON TABLE public.{t} IS 'ours'"],
        table("comment='ours'"),
    ),
    "a comment dropped": Drift(
        ["COMMENT ON TABLE {t} IS NULL"],
        {"comment": '- comment : "ours"'},
        ["COMMENT ON TABLE public.{t} IS 'ours'"],
        table("comment='ours'"),
    ),
    "an index dropped": Drift(
        ["DROP INDEX {t}_i"],
        {"columns": '- [0]: "note"'},
        ["CREATE INDEX ASYNC {t}_i ON public.{t} (note)"],
        table() + INDEX,
        resource="{t}_i",
        operation="delete",
    ),
    "an index of other columns": Drift(
        ["DROP INDEX {t}_i", "CREATE INDEX ASYNC {t}_i ON {t} (parent)"],
        {"columns": '~ [0]: "note" => "parent"'},
        [
            "CREATE INDEX ASYNC {t}_i__pulumi_dsql_new ON public.{t} (note)",
            "DROP INDEX public.{t}_i",
            "ALTER INDEX public.{t}_i__pulumi_dsql_new RENAME TO {t}_i",
        ],
        table() + INDEX,
        resource="{t}_i",
    ),
    "an index's comment": Drift(
        ["COMMENT ON INDEX {t}_i IS 'theirs'"],
        {"comment": '+ comment : "theirs"'},
        ["COMMENT ON INDEX public.{t}_i IS NULL"],
        table() + INDEX,
        resource="{t}_i",
    ),
    "a table dropped": Drift(
        ["DROP TABLE {t}"],
        {"name": '- name : "{t}"'},
        [
            (
                "CREATE TABLE public.{t} (\n  parent bigint,\n  id bigint NOT NULL,\n  note text,\n"
                "  CONSTRAINT {t}_pkey PRIMARY KEY (id)\n)"
            ),
            "COMMENT ON TABLE public.{t} IS 'ours'",
        ],
        table("comment='ours'"),
        operation="delete",
    ),
    "the index of a table dropped": Drift(
        ["DROP TABLE {t}"],
        {"name": '- name : "{t}_i"'},
        ["CREATE INDEX ASYNC {t}_i ON public.{t} (note)"],
        table() + INDEX,
        resource="{t}_i",
        operation="delete",
    ),
    "a schema's comment": Drift(
        ["COMMENT ON SCHEMA {t} IS 'theirs'"],
        {"comment": '~ comment : "ours" => "theirs"'},
        ["COMMENT ON SCHEMA {t} IS 'ours'"],
        'dsql.Schema("{t}", cluster=cluster, comment="ours")',
    ),
    "a schema dropped": Drift(
        ["DROP SCHEMA {t}"],
        {"name": '- name : "{t}"'},
        ["CREATE SCHEMA {t}"],
        'dsql.Schema("{t}", cluster=cluster)',
        operation="delete",
    ),
}


@dataclass(frozen=True)
class Seen:
    """What the runs showed and did, by the name of the resource."""

    before_refresh: Mapping[str, list[str]]
    refreshed: Mapping[str, Shown]
    after_refresh: Mapping[str, list[str]]
    ran: list[str]


def filled(text: str, kind: str) -> str:
    """The text with the name of the table of that kind of drift."""
    return text.replace("{t}", f"t{list(DRIFT).index(kind):02}")


@pytest.fixture(scope="module")
def seen(shared_stack: Written) -> Seen:
    """Everything made, drifted, previewed, refreshed, previewed again and brought back."""
    written = shared_stack
    written.up("".join(filled(f"{drift.program}\n", kind) for kind, drift in DRIFT.items()))
    written.stack.refresh("--expect-no-changes")
    for kind, drift in DRIFT.items():
        for statement in drift.by_hand:
            written.query(filled(statement, kind))
    # What nobody declared is nobody's business.
    written.query("CREATE TABLE theirs (id bigint PRIMARY KEY)")
    written.query("CREATE INDEX ASYNC theirs_too ON t02 (parent)")
    before_refresh = planned_by(written.stack.preview(json=True).stdout)
    refreshed = shown_by(written.stack.refresh("--diff").stdout)
    after_refresh = planned_by(written.stack.preview(json=True).stdout)
    before = len(written.changes())
    written.stack.up()
    return Seen(before_refresh, refreshed, after_refresh, written.changes()[before:])


@pytest.mark.parametrize("kind", DRIFT)
def test_a_refresh_shows_it_property_by_property(seen: Seen, kind: str) -> None:
    drift = DRIFT[kind]
    shown = seen.refreshed[filled(drift.resource, kind)]
    assert shown.operation == drift.operation
    if drift.operation == "update":
        assert shown.properties - {"plan"} == drift.seen.keys()
    for line in drift.seen.values():
        assert filled(line, kind) in shown.lines


@pytest.mark.parametrize("kind", DRIFT)
def test_a_preview_plans_the_way_back_and_an_update_goes_it(seen: Seen, kind: str) -> None:
    drift = DRIFT[kind]
    way_back = [filled(statement, kind) for statement in drift.way_back]
    assert seen.before_refresh[filled(drift.resource, kind)] == way_back
    assert seen.after_refresh[filled(drift.resource, kind)] == way_back
    assert [statement for statement in seen.ran if statement in way_back] == way_back


def test_nothing_else_is_done(seen: Seen) -> None:
    planned = [statement for statements in seen.after_refresh.values() for statement in statements]
    assert sorted(seen.ran) == sorted(planned)


def test_nothing_is_left_to_do_afterwards(seen: Seen, shared_stack: Written) -> None:
    shared_stack.stack.refresh("--expect-no-changes")
    assert shared_stack.query("SELECT 'theirs'::regclass, 'theirs_too'::regclass")
