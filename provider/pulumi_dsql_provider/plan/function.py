"""Plans the changes of functions."""

from collections.abc import Iterable
from dataclasses import replace

from pulumi_dsql_provider.dialect import callers, targets
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.render import function as render
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.model import Condition, Function
from pulumi_dsql_provider.plan import owner, privilege
from pulumi_dsql_provider.plan.hazard import Hazard
from pulumi_dsql_provider.plan.part import Part, Phase, Planned, sides
from pulumi_dsql_provider.plan.replaceable import can_replace
from pulumi_dsql_provider.plan.situation import Situation
from pulumi_dsql_provider.plan.step import Statement


def plan(change: Change, situation: Situation) -> Planned:
    """CREATE, CREATE OR REPLACE, DROP and COMMENT; a DROP and a CREATE where the result differs."""
    live, wanted = sides(change, Function)
    if wanted is None:
        assert live is not None
        yield _drop(live, situation)
        return
    phase = Phase.VIEWS if situation.functions.waits_for_tables(wanted) else Phase.FUNCTIONS
    commented = live.comment if live is not None else None
    if (relation := situation.functions.reads_too_early(wanted)) is not None:
        yield _too_early(wanted, relation)
    elif live is None:
        yield _part(wanted, phase, situation, _create(wanted, "the function is new"))
    elif not can_replace(live, wanted):
        yield from _made_anew(live, wanted, phase, situation)
        return
    elif change.differs - {"comment"}:
        yield _part(wanted, phase, situation, _replace(live, wanted, change, situation))
    if (commented or None) != (wanted.comment or None):
        yield _comment(commented, wanted, phase, situation)


def _create(function: Function, why: str) -> Statement:
    return Statement(
        sql=render.create(function),
        why=why,
        done=_condition(function, present=True),
        reverse=render.drop(function),
    )


def _replace(live: Function, wanted: Function, change: Change, situation: Situation) -> Statement:
    keepers = callers.keepers(live, situation.functions.before) if "body" in change.differs else ()
    hazard = Hazard(
        code=f"replace-function:{wanted.name.name}",
        text=f"what it gave before stays in {', '.join(keepers)}",
    )
    back = can_replace(wanted, live)
    return Statement(
        sql=render.replace(wanted),
        why="the function differs",
        hazards=(hazard,) if keepers else (),
        reverse=render.replace(live) if back else None,
        irreversible=None if back else "an argument's name or default cannot be taken back",
    )


def _made_anew(live: Function, wanted: Function, phase: Phase, situation: Situation) -> Planned:
    """DROP and CREATE, and all that goes with it; at the end where what goes or changes still uses it."""
    users = situation.functions.in_use(live)
    if users and situation.functions.is_used_after(live, situation.result):
        yield _in_use(live, users)
        return
    create = _create(wanted, "its result or the names of its arguments differ")
    dropped = _dropped(live, "DSQL cannot change what it returns")
    parts: list[Part | Refusal] = [_part(wanted, phase, situation, dropped, create)]
    if wanted.comment:
        parts.append(_comment(None, wanted, phase, situation))
    target = targets.of_function(wanted)
    parts += privilege.given_again(target, situation.privileges)
    parts += owner.given_again(target, situation)
    for part in parts:
        yield replace(part, phase=Phase.LAST_FUNCTIONS, rank=0) if users and isinstance(part, Part) else part


def _in_use(live: Function, users: Iterable[str]) -> Refusal:
    return Refusal(
        code="DSQL135",
        message=f"function {live.identity} cannot be made anew, as its result or the names of its "
        f"arguments differ: {', '.join(users)} uses it",
        way_out="give the new function another name, and drop this one in a later change",
        subject=live.identity,
        property="returns",
    )


def _drop(function: Function, situation: Situation) -> Part | Refusal:
    users = situation.functions.users_left(function, situation.result)
    if users:
        return Refusal(
            code="DSQL135",
            message=f"function {function.identity} cannot be dropped: {', '.join(users)} uses it",
            way_out="change that too, or keep the function",
            subject=function.identity,
            property="name",
        )
    phase = Phase.DROP_VIEWS if situation.functions.goes_first(function) else Phase.DROP_FUNCTIONS
    return _part(function, phase, situation, _dropped(function, "the function is no longer wanted"))


def _dropped(function: Function, why: str) -> Statement:
    return Statement(
        sql=render.drop(function),
        why=why,
        hazards=(Hazard(code=f"drop-function:{function.name.name}", text="breaks what calls it"),),
        done=_condition(function, present=False),
        reverse=render.create(function),
    )


def _comment(old: str | None, wanted: Function, phase: Phase, situation: Situation) -> Part:
    step = Statement(
        sql=render.comment(wanted, wanted.comment or None),
        why="the comment differs",
        reverse=render.comment(wanted, old or None),
    )
    rank = _rank(wanted, phase, situation)
    return Part(phase, (step,), ("comment-on-function",), wanted.identity, "comment", rank)


def _rank(function: Function, phase: Phase, situation: Situation) -> int:
    """The place among the views that come or go with it."""
    views = situation.views
    if phase is Phase.DROP_VIEWS:
        return views.rank_dropped(function.identity)
    return views.rank_made(function.identity) if phase is Phase.VIEWS else 0


def _part(function: Function, phase: Phase, situation: Situation, *steps: Statement) -> Part:
    forms = (
        ("drop-function",) if phase in (Phase.DROP_VIEWS, Phase.DROP_FUNCTIONS) else ("create-function-sql",)
    )
    rank = _rank(function, phase, situation)
    return Part(phase, steps, forms, function.identity, "name", rank)


def _condition(function: Function, *, present: bool) -> Condition:
    return Condition(
        kind="function",
        name=function.name,
        part=", ".join(function.types),
        state="present" if present else "absent",
    )


def _too_early(function: Function, what: str) -> Refusal:
    return Refusal(
        code="DSQL136",
        message=f"function {function.identity} reads {what}, and a table or an index that is made needs it",
        way_out="make what needs the function in a later change",
        subject=function.identity,
        property="body",
    )
