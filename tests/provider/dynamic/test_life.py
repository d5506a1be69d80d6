"""What happens to an object between its creation and its end, by the program, by hand and by accident."""

from __future__ import annotations

import re

import pytest

from live import made
from provider.dynamic.engine import KEY, Props, Resource, Stack, col, new_process, wire
from pulumi_dsql_provider.catalog import Session
from pulumi_dsql_provider.dynamic.errors import Failed

A = col("a", "integer")
THERE = "CREATE TABLE t (id uuid CONSTRAINT t_pkey PRIMARY KEY, a integer DEFAULT 1 + 1)"
SAME = {"columns": [KEY, col("a", "integer", default="2")]}


# What is there already and declared; the plan of a create, or None where it is refused without adopt=True.
ADOPTED: dict[str, tuple[Props, list[str] | None]] = {
    "it is the same, only spelt otherwise": (SAME, []),
    "a column is missing": ({"columns": [*SAME["columns"], col("b", "text")]}, None),
    "a default differs": ({"columns": [KEY, A]}, None),
    "a default of another kind": ({"columns": [KEY, col("a", "integer", default="3")]}, None),
    "what a create that was stopped had still to do": (
        {**SAME, "comment": "mine"},
        ["COMMENT ON TABLE public.t IS 'mine';"],
    ),
}


@pytest.mark.parametrize("name", ADOPTED)
def test_a_table_that_is_there_is_adopted(stack: Stack, session: Session, name: str) -> None:
    props, plan = ADOPTED[name]
    made(session, THERE)
    table = stack.table(**props)
    if plan is None:
        ((where, said),) = table.failures()
        assert where == "name"
        assert said.startswith("DSQL403: table public.t is there already and differs in ")
        assert said.endswith("set adopt=True to change it to what is declared, or give another name=")
        assert table.preview(adopt=True)
        assert table.up(adopt=True)
    else:
        assert table.up() == plan
        assert table.inputs["plan"][0] == "-- adopts table public.t, which is there already"
    table.settled()


def test_a_comment_of_somebody_else_is_not_removed(stack: Stack, session: Session) -> None:
    made(session, THERE, "COMMENT ON TABLE t IS 'theirs'")
    ((_, said),) = stack.table(**SAME).failures()
    assert said.startswith("DSQL403: table public.t is there already and differs in comment; ")


def test_an_index_that_only_lacks_its_name_gets_it_or_is_deleted(stack: Stack, session: Session) -> None:
    made(session, THERE)
    index = stack.index(columns=["a"])
    index.up()
    made(session, "ALTER INDEX i RENAME TO i__pulumi_dsql_new")
    assert index.preview() == ["ALTER INDEX public.i__pulumi_dsql_new RENAME TO i;"]
    assert index.refresh()["name"] == "i__pulumi_dsql_new"
    assert index.up() == ["ALTER INDEX public.i__pulumi_dsql_new RENAME TO i;"]
    index.settled()

    made(session, "ALTER INDEX i RENAME TO i__pulumi_dsql_new")
    index.destroy()
    assert session.query("SELECT count(*) FROM pg_class WHERE relname = 'i__pulumi_dsql_new'") == [(0,)]


def test_an_index_that_is_there_is_adopted(stack: Stack, session: Session) -> None:
    made(session, THERE, "CREATE INDEX ASYNC i ON t (a)")
    same, other = stack.index(columns=["a"]), stack.index(columns=["id"])
    ((_, said),) = other.failures()
    assert said.startswith("DSQL403: index public.i is there already and differs in columns;")
    assert other.preview(adopt=True)[1].startswith("-- hazard rebuild-index:i")
    assert same.up() == []
    same.settled()


def test_a_schema_that_is_there_is_adopted(stack: Stack, session: Session) -> None:
    made(session, "CREATE SCHEMA shop", "COMMENT ON SCHEMA shop IS 'theirs'")
    shop = stack.schema()
    assert [where for where, _ in shop.failures()] == ["name"]
    assert shop.up(adopt=True) == ["COMMENT ON SCHEMA shop IS NULL;"]
    shop.settled()


def test_what_a_failed_job_has_left_behind_needs_no_adopting(stack: Stack, session: Session) -> None:
    made(session, THERE, *["INSERT INTO t VALUES (gen_random_uuid(), 7)"] * 2)
    index = stack.index(columns=["a"], unique=True)
    index.up()
    assert index.outputs["pending"]
    made(session, "DELETE FROM t")

    again = stack.index(columns=["a"], unique=True)
    assert again.up()[0] == "DROP INDEX public.i;"
    again.settled()


def test_a_job_that_still_runs_is_waited_for(stack: Stack, session: Session) -> None:
    made(session, THERE)
    session.query("CREATE INDEX ASYNC i ON t (a)")
    index = stack.index(columns=["a"])
    assert index.up() == []
    assert session.query("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass") == [(True,)]
    index.settled()

    made(session, "ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0) NOT VALID")
    session.query("ALTER TABLE ASYNC t VALIDATE CONSTRAINT positive")
    table = stack.table(columns=[KEY, col("a", "integer", default="2")], checks={"positive": "a > 0"})
    assert table.up() == []
    assert session.query("SELECT convalidated FROM pg_constraint WHERE conname = 'positive'") == [(True,)]
    table.settled()


def test_a_job_that_fails_after_all_is_told(stack: Stack, session: Session) -> None:
    made(session, THERE, *["INSERT INTO t VALUES (gen_random_uuid(), 7)"] * 2)
    session.query("CREATE UNIQUE INDEX ASYNC i ON t (a)")
    index = stack.index(columns=["a"], unique=True)
    assert index.up() == []
    assert index.outputs["pending"]
    assert index.outputs["last_error"].startswith("DSQL204: ")


def test_another_table_of_the_new_name_is_not_taken_over(stack: Stack, session: Session) -> None:
    table = stack.table()
    table.up()
    made(session, "CREATE TABLE u (id uuid PRIMARY KEY, theirs text)")
    ((where, said),) = table.failures(name="u", allow=["all"])
    assert where == "name"
    assert "DSQL403" in said


def test_a_table_that_a_killed_run_has_renamed_is_recognised(stack: Stack, session: Session) -> None:
    table = stack.table()
    table.up()
    made(session, "ALTER TABLE t RENAME TO u")
    assert table.up(name="u", columns=[KEY, A]) == [
        "ALTER TABLE public.u RENAME CONSTRAINT t_pkey TO u_pkey;",
        "ALTER TABLE public.u ADD COLUMN a integer;",
    ]
    table.settled()


def test_a_table_does_not_move_to_another_schema(stack: Stack, session: Session) -> None:
    made(session, "CREATE SCHEMA shop")
    table = stack.table()
    table.up()
    ((_, said),) = table.failures(schema="shop")
    assert said.startswith("DSQL122: ")


def test_an_old_name_that_another_table_has_now_means_nothing(stack: Stack, session: Session) -> None:
    table = stack.table()
    table.up()
    table.up(name="u", renamed_from="t")
    made(session, "CREATE TABLE t (id uuid PRIMARY KEY, theirs text)", "DROP TABLE u")
    assert not table.read().id
    table.destroy()
    assert session.query("SELECT count(*) FROM t") == [(0,)]


def test_what_changed_after_the_plan_was_made_stops_the_run(stack: Stack, session: Session) -> None:
    table = stack.table(columns=[KEY, A])
    inputs = table.checked()
    made(session, "CREATE TABLE t (id uuid PRIMARY KEY, a integer)")
    no_more, now = (
        re.escape("`CREATE TABLE"),
        re.escape("`-- adopts table public.t, which is there already`; "),
    )
    with pytest.raises(Failed, match=rf"^DSQL402: table public.t is not what it was .* {no_more}.* {now}"):
        table.bring_about(inputs)

    table.up()
    new_process()
    inputs = table.checked(columns=[KEY, A, col("b", "text")])
    made(session, "ALTER TABLE t ADD COLUMN b text", "ALTER TABLE t ADD COLUMN c text")
    with pytest.raises(Failed, match=r"DSQL101: drop-column:c in public.t deletes data"):
        table.bring_about(inputs)
    made(session, "ALTER TABLE t DROP COLUMN c")
    no_more = re.escape(
        "made: there is no need any more for `ALTER TABLE public.t ADD COLUMN b text;`; look at"
    )
    with pytest.raises(Failed, match=rf"^DSQL402: .* {no_more}"):
        table.bring_about(inputs)
    made(session, "ALTER TABLE t DROP COLUMN b", "ALTER TABLE t ALTER COLUMN a SET DEFAULT 1")
    now = re.escape("made: it would now run `ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT;`; look at")
    with pytest.raises(Failed, match=rf"^DSQL402: .* {now}"):
        table.bring_about(inputs)


def test_a_unique_index_over_duplicates_is_finished_by_a_later_run(stack: Stack, session: Session) -> None:
    made(session, THERE, *["INSERT INTO t VALUES (gen_random_uuid(), 7)"] * 2)
    index = stack.index(columns=["a"], unique=True)
    index.up()
    assert index.outputs["pending"] == ["-- wait for the job; check that the index is valid"]
    assert index.outputs["last_error"].startswith("DSQL204: ")
    new_process()
    assert index.provider.diff(index.id, index.outputs, wire(index.inputs)).changes
    assert wire(index.read().outs)["pending"]

    index.up()
    assert index.outputs["last_error"].startswith("DSQL204: ")
    made(session, "DELETE FROM t")
    assert index.up() == [
        "DROP INDEX public.i;",
        "CREATE UNIQUE INDEX ASYNC i ON public.t (a);",
        "-- wait for the job; check that the index is valid",
    ]
    assert not index.outputs["last_error"]
    index.settled()


def test_a_check_that_rows_violate_is_finished_by_a_later_run(stack: Stack, session: Session) -> None:
    table = stack.table(columns=[KEY, A])
    table.up()
    made(session, "INSERT INTO t VALUES (gen_random_uuid(), -1)")
    table.up(checks={"positive": "a > 0"}, comment="checked")
    assert table.outputs["last_error"].startswith("DSQL205: ")
    assert table.outputs["pending"]
    assert table.outputs["comment"] == "checked"
    made(session, "UPDATE t SET a = 1")
    assert table.up() == [
        "ALTER TABLE ASYNC public.t VALIDATE CONSTRAINT positive;",
        "-- wait for the job; check that the constraint is valid",
    ]
    table.settled()


def test_a_statement_that_fails_first_leaves_the_state_as_it_was(stack: Stack, session: Session) -> None:
    # That, only the statement itself tells.
    table = stack.table(columns=[KEY, col("at", "timestamptz", generated="now()")])
    with pytest.raises(Failed, match=r"^DSQL200: .*not immutable"):
        table.up()
    assert table.id == ""


# What is done by hand, and what of the inputs a refresh then finds changed; None where the table is gone.
DECLARED: Props = {
    "columns": [
        KEY,
        col("a", "integer", default="1 + 1", comment="number"),
        col("s", "text", default="'open'"),
        col("g", "integer", generated="a * 2"),
    ],
    "checks": {"t_a_check": "a IN (1, 2)", "t_s_check": "s LIKE 'o%'"},
    "uniques": [{"columns": ["a", "s"]}],
    "comment": "ours",
}
DRIFT: dict[str, tuple[list[str], Props]] = {
    "nothing": ([], {}),
    "a column's comment": (
        ["COMMENT ON COLUMN t.a IS 'theirs'"],
        {"columns": [KEY, {**DECLARED["columns"][1], "comment": "theirs"}, *DECLARED["columns"][2:]]},
    ),
    "a default": (
        ["ALTER TABLE t ALTER COLUMN s SET DEFAULT 'shut'"],
        {
            "columns": [
                *DECLARED["columns"][:2],
                col("s", "text", default="'shut'::text"),
                DECLARED["columns"][3],
            ]
        },
    ),
    "a column more": (
        ["ALTER TABLE t ADD COLUMN x date"],
        {"columns": [*DECLARED["columns"], col("x", "date")]},
    ),
    "a check less": (
        ["ALTER TABLE t DROP CONSTRAINT t_a_check"],
        {"checks": {"t_s_check": "s LIKE 'o%'"}},
    ),
    "a unique constraint less": (["ALTER TABLE t DROP CONSTRAINT t_a_s_key"], {"uniques": None}),
    "a constraint of another name": (
        ["ALTER TABLE t RENAME CONSTRAINT t_s_check TO theirs"],
        {"checks": {"t_a_check": "a IN (1, 2)", "theirs": "s LIKE 'o%'"}},
    ),
    "the comment": (["COMMENT ON TABLE t IS NULL"], {"comment": None}),
}


@pytest.mark.parametrize("name", DRIFT)
def test_a_refresh_shows_what_differs_and_nothing_else(stack: Stack, session: Session, name: str) -> None:
    by_hand, differs = DRIFT[name]
    table = stack.table(**DECLARED)
    table.up()
    before = {**wire(table.inputs), "plan": []}
    made(session, *by_hand)
    assert table.refresh() == wire({**before, **differs})

    assert bool(table.preview(allow=["all"])) == bool(by_hand)
    table.up(allow=["all"])
    table.settled()


def test_a_refresh_shows_how_an_index_differs(stack: Stack, session: Session) -> None:
    made(session, THERE)
    index = stack.index(columns=["a", {"expression": "abs(a)"}], where="a IN (1, 2)", comment="ours")
    index.up()
    before = {**wire(index.inputs), "plan": []}
    made(session, "COMMENT ON INDEX i IS 'theirs'")
    assert index.refresh() == {**before, "comment": "theirs"}
    made(session, "DROP INDEX i", "CREATE INDEX ASYNC i ON t (a, abs(a)) WHERE a = 3")
    assert index.refresh() == wire({**before, "where": "a = 3", "comment": None})
    assert index.preview()[0].startswith("-- hazard rebuild-index:i")


def test_what_is_gone_is_made_again(stack: Stack, session: Session) -> None:
    table = stack.table()
    table.up()
    created = table.inputs["plan"]
    made(session, "DROP TABLE t")
    found = table.read()
    assert (found.id, found.outs) == ("", {})
    table.destroy()
    table.refresh()
    assert table.up() == created
    table.settled()


def test_a_table_with_rows_is_deleted_by_force_only(stack: Stack, session: Session) -> None:
    table = stack.table()
    table.up()
    made(session, "INSERT INTO t VALUES (gen_random_uuid())")
    with pytest.raises(Failed, match=r"^DSQL406: table public.t has rows; set force_destroy=True"):
        table.destroy()
    assert table.up(force_destroy=True) == []
    table.destroy()
    assert not table.read().id


def test_a_referenced_table_is_not_deleted(stack: Stack) -> None:
    parent, child = (
        stack.table(name="parent"),
        stack.table(
            columns=[KEY, col("p", "uuid")],
            foreign_keys=[{"columns": ["p"], "references": {"schema": "public", "name": "parent"}}],
        ),
    )
    parent.up()
    child.up()
    with pytest.raises(
        Failed, match=r"^DSQL405: table public.parent is referenced .* public.t; delete those"
    ):
        parent.destroy()
    child.destroy()
    parent.destroy()
    assert not parent.read().id


def _renamed_in_the_program(resource: Resource) -> None:
    """Create under the new URN, delete under the old one, in one process."""
    new = Resource(resource.provider, resource.props)
    new_process()
    new.bring_about(new.checked())
    resource.delete()
    new.settled()


def test_a_resource_that_is_renamed_in_the_program_loses_nothing(stack: Stack) -> None:
    table, shop = stack.table(force_destroy=True), stack.schema()
    for resource in (table, shop):
        resource.up()
        _renamed_in_the_program(resource)
    index = stack.index(table)
    index.up()
    _renamed_in_the_program(index)


def test_neither_does_one_that_connects_in_another_way_now(stack: Stack) -> None:
    table = stack.table(force_destroy=True)
    table.up()
    new = stack.table(force_destroy=True, user="admin", region="us-east-1")
    new_process()
    new.bring_about(new.checked())
    table.delete()
    assert new.read().id
