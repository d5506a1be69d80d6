"""Plans the changes of domains."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.render import domain as render
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.column import default_of
from pulumi_dsql_provider.model import Check, Condition, Domain, ObjectName
from pulumi_dsql_provider.plan import hint, renaming
from pulumi_dsql_provider.plan.part import Part, Phase, Planned, sides
from pulumi_dsql_provider.plan.situation import Situation
from pulumi_dsql_provider.plan.step import Statement


def plan(change: Change, situation: Situation) -> Planned:
    """CREATE, DROP, and the few things that DSQL can ALTER; their checks are changes of their own."""
    live, wanted = sides(change, Domain)
    if wanted is None:
        assert live is not None
        yield _drop(live, situation)
    elif live is None:
        yield _create(wanted)
    else:
        if live.name != wanted.name:
            yield renaming.part("domain", live.name, wanted.name, render.rename)
        yield from _refusals(live, wanted, change.differs)
        yield from _alter(live, wanted, change.differs)


def _create(domain: Domain) -> Part:
    create = Statement(
        sql=render.create(domain),
        why="the domain is new",
        done=Condition(kind="domain", name=domain.name, state="present"),
        reverse=render.drop(domain.name),
    )
    comments = [_comment(domain.name, None, domain.comment)] if domain.comment else []
    comments += [comment_on_check(domain.name, None, check) for check in domain.checks if check.comment]
    forms = ("create-domain", *(("comment-on-domain", "comment-on-domain-constraint") if comments else ()))
    return Part(Phase.DOMAINS, (create, *comments), forms, domain.name, "name")


def comment_on_check(domain: ObjectName, there: Check | None, check: Check) -> Statement:
    """The step that sets the comment of a check; `there` is None where it is just made."""
    return Statement(
        sql=render.comment_on_check(domain, check.name, check.comment or None),
        why="the comment differs",
        reverse=render.comment_on_check(domain, check.name, (there.comment or None) if there else None),
    )


def _refusals(live: Domain, wanted: Domain, differs: frozenset[str]) -> Iterator[Refusal]:
    name = wanted.name
    if "type" in differs:
        yield Refusal(
            code="DSQL140",
            message=f"the type of domain {name} cannot change from {live.type} to {wanted.type}",
            way_out=f"keep {live.type}, or declare a second domain for new columns",
            subject=name,
            property="type",
        )
    if "nullable" in differs and not wanted.nullable:
        yield Refusal(
            code="DSQL141",
            message=f"domain {name} cannot become NOT NULL",
            way_out="let it stay nullable and add checks (… IS NOT NULL) to its columns",
            subject=name,
            property="nullable",
        )


def _alter(live: Domain, wanted: Domain, differs: frozenset[str]) -> Iterator[Part]:
    name = wanted.name
    if "default" in differs:
        form, step = _default(name, default_of(live), default_of(wanted))
        yield Part(Phase.DOMAINS, (step,), (form,), name, "default")
    if "nullable" in differs and wanted.nullable:
        step = Statement(
            sql=render.drop_not_null(name),
            why="values of the domain may be null",
            hazards=(hint.irreversible(name.name, "DSQL has no SET NOT NULL"),),
            irreversible="DSQL has no SET NOT NULL",
        )
        yield Part(Phase.DOMAINS, (step,), ("alter-domain-drop-not-null",), name, "nullable")
    if "comment" in differs:
        step = _comment(name, live.comment, wanted.comment)
        yield Part(Phase.DOMAINS, (step,), ("comment-on-domain",), name, "comment")


def _default(name: ObjectName, old: str | None, new: str | None) -> tuple[str, Statement]:
    undo = render.drop_default(name) if old is None else render.set_default(name, old)
    if new is None:
        sql, why = render.drop_default(name), "the default is no longer wanted"
        return "alter-domain-drop-default", Statement(sql=sql, why=why, reverse=undo)
    sql, why = render.set_default(name, new), "rows that come get the default"
    return "alter-domain-set-default", Statement(sql=sql, why=why, reverse=undo)


def _drop(domain: Domain, situation: Situation) -> Part | Refusal:
    name = domain.name
    if users := situation.of_domain(name):
        return Refusal(
            code="DSQL143",
            message=f"domain {name} cannot be dropped: {', '.join(users)} is of it",
            way_out="drop that in the same change, or keep the domain",
            subject=name,
            property="name",
        )
    drop = Statement(
        sql=render.drop(name),
        why="the domain is no longer wanted",
        done=Condition(kind="domain", name=name, state="absent"),
        reverse=render.create(domain),
    )
    return Part(Phase.DROP_DOMAINS, (drop,), ("drop-domain",), name, "name")


def _comment(name: ObjectName, old: str | None, new: str | None) -> Statement:
    return Statement(
        sql=render.comment(name, new or None),
        why="the comment differs",
        reverse=render.comment(name, old or None),
    )
