"""Plans carried out: they lead from whatever is there to whatever is wanted; then nothing is left."""

from hypothesis import assume, given, settings

from carrying_out import carry_out, clear
from databases import plannable_pairs
from pulumi_dsql_provider import catalog, diff
from pulumi_dsql_provider.aws.connection import Connection
from pulumi_dsql_provider.catalog import Session
from pulumi_dsql_provider.diff import Changes
from pulumi_dsql_provider.model import Database
from pulumi_dsql_provider.plan import Policy, make

_ALL = Policy(allow=frozenset({"all"}))


@settings(max_examples=30)
@given(pair=plannable_pairs())
def test_a_plan_leads_to_what_is_wanted(plain: Connection, pair: tuple[Database, Database]) -> None:
    live, wanted = pair
    clear(plain)
    carry_out(make(_changes(plain, live), catalog.read(plain), _ALL), plain)
    assert _changes(plain, live) == ()

    there = catalog.read(plain)
    plan = make(_changes(plain, wanted), there, _ALL)
    assume(not plan.refusals)
    carry_out(plan, plain)

    assert _changes(plain, wanted) == ()


def _changes(session: Session, wanted: Database) -> Changes:
    live = catalog.read(session)
    answers = catalog.ask(session, diff.questions(live, wanted))
    return diff.compare(live, wanted, answers=answers)
