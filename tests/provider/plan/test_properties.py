"""What holds for every plan, whatever the databases are."""

import re

from hypothesis import assume, given, settings

from databases import databases, plannable_pairs
from pulumi_dsql_provider.diff import compare
from pulumi_dsql_provider.model import Database, ObjectName
from pulumi_dsql_provider.plan import Backfill, Plan, Policy, Rebuild, Statement, lines, make, statements

_SETTINGS = settings(max_examples=60)
_NEEDS_REBUILD = re.compile("DSQL11[0-8]")
_ALL = Policy(allow=frozenset({"all"}))
_DESTRUCTIVE = re.compile(r"DROP (TABLE|SCHEMA)|ALTER TABLE \S+ DROP COLUMN")


@_SETTINGS
@given(databases(), databases())
def test_a_plan_has_steps_or_refusals(live: Database, wanted: Database) -> None:
    changes = compare(live, wanted)
    made = make(changes, live, _ALL)

    assert not (made.steps and made.refusals)
    assert bool(changes) == bool(made.steps or made.refusals)


@_SETTINGS
@given(databases(), databases())
def test_the_same_input_gives_the_same_plan(live: Database, wanted: Database) -> None:
    first, second = (
        Plan.model_validate_json(make(compare(live, wanted), live, _ALL).model_dump_json()) for _ in range(2)
    )

    assert first == second
    assert first.model_dump_json() == second.model_dump_json()


@_SETTINGS
@given(plannable_pairs())
def test_what_deletes_is_a_hazard_and_nothing_runs_unless_it_is_allowed(
    pair: tuple[Database, Database],
) -> None:
    live, wanted = pair
    changes = compare(live, wanted)
    allowed, plain = make(changes, live, _ALL), make(changes, live)
    assume(not allowed.refusals)
    codes = {hazard.code for hazard in allowed.hazards if hazard.needs_allow}

    for step in allowed.steps:
        if isinstance(step, Statement) and _DESTRUCTIVE.match(step.sql):
            assert any(hazard.needs_allow for hazard in step.hazards)
    if codes:
        assert not plain.steps
        assert codes == {
            refusal.way_out.split('"')[1] for refusal in plain.refusals if refusal.code == "DSQL101"
        }
    assert make(changes, live, Policy(allow=frozenset(codes))) == allowed


@_SETTINGS
@given(plannable_pairs())
def test_the_lines_hold_the_statements_and_are_short(pair: tuple[Database, Database]) -> None:
    live, wanted = pair
    made = make(compare(live, wanted), live, _ALL)
    shown = lines(made)

    assert all(len(line) <= 140 and "\n" not in line for line in shown)
    assert statements(shown) == [step.sql for step in made.steps if isinstance(step, Statement | Backfill)]


@_SETTINGS
@given(plannable_pairs())
def test_every_statement_can_be_found_done_or_run_again_and_says_how_to_undo_it(
    pair: tuple[Database, Database],
) -> None:
    live, wanted = pair
    once = re.compile(r"CREATE (?!OR REPLACE)|DROP|ALTER TABLE \S+ (ADD|DROP|RENAME)|ALTER INDEX")
    for step in make(compare(live, wanted), live, _ALL).steps:
        assert step.why
        if isinstance(step, Statement):
            assert (step.reverse is None) != (step.irreversible is None)
            assert step.done is not None or not once.match(step.sql)


@_SETTINGS
@given(databases(), databases())
def test_whatever_a_rebuild_can_do_it_does_once_for_each_table(live: Database, wanted: Database) -> None:
    changes = compare(live, wanted)
    refused = {each.subject for each in make(changes, live, _ALL).refusals if _NEEDS_REBUILD.match(each.code)}

    made = make(changes, live, _ALL.model_copy(update={"rebuild": True}))

    assert not [each for each in made.refusals if _NEEDS_REBUILD.match(each.code)]
    if not made.refusals:
        rebuilds = [step for step in made.steps if isinstance(step, Rebuild)]
        assert len(rebuilds) == len(refused)
        assert {step.table for step in rebuilds} == refused
        assert all(step.reasons and step.hazards[0].kind == "rebuild-table" for step in rebuilds)
        for step in rebuilds:
            assert compare(Database(tables=(step.wanted,)), _only(wanted, step.table)) == ()


def _only(database: Database, table: ObjectName) -> Database:
    return Database(tables=tuple(each for each in database.tables if each.name == table))
