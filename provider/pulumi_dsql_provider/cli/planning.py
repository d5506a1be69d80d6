"""From one source to another: the plan that `diff` prints and `apply` runs."""

from collections.abc import Sequence

from pulumi_dsql_provider import catalog, diff, plan
from pulumi_dsql_provider.apply.retry import retrying
from pulumi_dsql_provider.catalog.session import Session
from pulumi_dsql_provider.dialect import validate
from pulumi_dsql_provider.dialect.capabilities import rules
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import Database
from pulumi_dsql_provider.plan import Plan, Policy


def planned(live: Database, wanted: Database, session: Session | None, allow: Sequence[str]) -> Plan:
    """The plan from what is there to what is wanted; a session answers what only a database can tell.

    Raises Refused with everything that stands against it.
    """
    if refusals := validate.database(wanted, rules()):
        raise Refused(*refusals)
    answers: diff.Answers = frozenset()
    if session is not None and (asked := diff.questions(live, wanted)):
        answers = catalog.ask(retrying(session), asked)
    made = plan.make(diff.compare(live, wanted, answers=answers), live, Policy(allow=frozenset(allow)))
    if made.refusals:
        raise Refused(*made.refusals)
    return made
