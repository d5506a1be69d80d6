"""Plans the changes of the checks of domains: DSQL can only rename and comment them."""

from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.render import domain as render
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.model import Check, Condition, ObjectName
from pulumi_dsql_provider.plan.domain import comment_on_check
from pulumi_dsql_provider.plan.part import Part, Phase, Planned, sides, table_of
from pulumi_dsql_provider.plan.situation import Situation, is_rebuilt
from pulumi_dsql_provider.plan.step import Statement


def plan(change: Change, _: Situation) -> Planned:
    """RENAME CONSTRAINT, COMMENT; a check that comes, goes or means something else is refused."""
    domain = table_of(change)
    live, wanted = sides(change, Check)
    if live is not None and wanted is not None and not is_rebuilt(change):
        if "name" in change.differs:
            rename = _renamed(domain, live.name, wanted.name)
            yield Part(Phase.DOMAINS, (rename,), ("alter-domain-rename-constraint",), domain, "checks")
        if "comment" in change.differs:
            comment = comment_on_check(domain, live, wanted)
            yield Part(Phase.DOMAINS, (comment,), ("comment-on-domain-constraint",), domain, "checks")
        return
    check = wanted or live
    assert check is not None
    how = "change" if live and wanted else "be added" if wanted else "be dropped"
    yield Refusal(
        code="DSQL142",
        message=f"the check {check.name} of domain {domain} cannot {how}",
        way_out="keep the checks as they are and put new ones on its columns, or declare a second domain",
        subject=domain,
        property="checks",
    )


def _renamed(domain: ObjectName, old: str, new: str) -> Statement:
    return Statement(
        sql=render.rename_constraint(domain, old, new),
        why="the check is renamed",
        done=Condition(kind="domain_constraint", name=domain, part=new, state="present"),
        reverse=render.rename_constraint(domain, new, old),
    )
