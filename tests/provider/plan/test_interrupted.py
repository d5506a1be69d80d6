"""A run that was stopped after any step: what is live says what is left, and the next plan finishes it."""

from collections.abc import Iterator

import postgast
import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from carrying_out import carry_out, clear, leave_unfinished
from databases import grown_pairs, plannable_pairs
from plan_cases import Case, cases
from pulumi_dsql_provider import catalog, diff
from pulumi_dsql_provider.aws.connection import Connection
from pulumi_dsql_provider.catalog import DatabaseError, Session
from pulumi_dsql_provider.dialect.identifiers import qualified, quote
from pulumi_dsql_provider.diff import Changes
from pulumi_dsql_provider.model import Column, Database, Table
from pulumi_dsql_provider.plan import Plan, Policy, make

_ALL = Policy(allow=frozenset({"all"}))
_CASES = [
    pytest.param(case, id=case.name)
    for case in cases()
    if len(case.texts["plan"]) > 1
    and not (case.building or case.validating or case.rebuilds or case.names("AWS IAM"))
]
# What satisfies every check in generated databases.
_VALUES = {"num": "1", "a": "5", "b": "'x'", "price": "1", "seen": "now()", "User": "true", "twice": "10"}
_INTEGRITY = "23"


@pytest.mark.parametrize("case", _CASES)
def test_each_case_stopped_anywhere(case: Case, plain: Connection) -> None:
    done, steps = 1, 2  # before the first one it is the plan that test_cases carries out
    while done < steps:
        clear(plain)
        for statement in postgast.split("\n".join(case.texts["live"])):
            plain.execute(statement)
        leave_unfinished(plain, case.invalid, case.unvalidated)
        whole = case.planned(catalog.read(plain), plain)
        steps = len(whole.steps)
        carry_out(Plan(steps=whole.steps[:done]), plain)

        rest = case.planned(catalog.read(plain), plain)
        # What was made may be granted to others without leave, but it is there now, which is told.
        assert {hazard for hazard in rest.hazards if hazard.needs_allow} <= set(whole.hazards)
        carry_out(rest, plain)

        assert case.planned(catalog.read(plain), plain) == Plan()
        done += 1


@settings(max_examples=40)
@given(pair=plannable_pairs() | grown_pairs(), at=st.floats(0, 1))
def test_any_plan_stopped_anywhere(plain: Connection, pair: tuple[Database, Database], at: float) -> None:
    live, wanted = pair
    clear(plain)
    carry_out(make(_changes(plain, live), catalog.read(plain), _ALL), plain)
    filled = [table for table in live.tables if _insert_row(plain, table)]
    whole = make(_changes(plain, wanted), catalog.read(plain), _ALL)
    assume(not whole.refusals)

    _carry_out(Plan(steps=whole.steps[: round(at * len(whole.steps))]), plain)
    _carry_out(make(_changes(plain, wanted), catalog.read(plain), _ALL), plain)

    assert _changes(plain, wanted) == ()
    for table in filled:
        for column in _added_with_default(table, wanted):
            event("a column was filled")
            missing = f"SELECT FROM {qualified(table.name)} WHERE {quote(column.name)} IS NULL"
            assert plain.query(missing) == []


def _added_with_default(live: Table, wanted: Database) -> Iterator[Column]:
    table = wanted.table(live.name)
    if table is not None:
        yield from (each for each in table.columns if each.default and live.column(each.name) is None)


def _insert_row(session: Session, table: Table) -> bool:
    """Whether the table took a row that holds no NULL but in references."""
    values = {
        column.name: _VALUES.get(column.name, "NULL" if column.nullable else "gen_random_uuid()")
        for column in table.columns
        if column.identity is None and column.generated is None
    }
    names = ", ".join(map(quote, values))
    try:
        session.execute(
            f"INSERT INTO {qualified(table.name)} ({names}) VALUES ({', '.join(values.values())})"
        )
    except DatabaseError as error:
        if error.sqlstate is None or not error.sqlstate.startswith(_INTEGRITY):
            raise
        return False
    return True


def _carry_out(plan: Plan, session: Session) -> None:
    """Run the steps; where the rows are not what the plan can be carried out on, there is nothing to test."""
    try:
        carry_out(plan, session)
    except DatabaseError as error:
        assume(error.sqlstate is None or not error.sqlstate.startswith(_INTEGRITY))
        raise


def _changes(session: Session, wanted: Database) -> Changes:
    live = catalog.read(session)
    answers = catalog.ask(session, diff.questions(live, wanted))
    return diff.compare(live, wanted, answers=answers)
