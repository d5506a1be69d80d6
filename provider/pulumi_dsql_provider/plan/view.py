"""Plans the changes of views."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect import targets
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.render import view as render
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.model import Condition, View
from pulumi_dsql_provider.plan import hint, owner, privilege, renaming
from pulumi_dsql_provider.plan.hazard import Hazard
from pulumi_dsql_provider.plan.part import Part, Phase, Planned, sides
from pulumi_dsql_provider.plan.situation import Situation
from pulumi_dsql_provider.plan.step import Statement


def plan(change: Change, situation: Situation) -> Planned:
    """CREATE, ALTER, CREATE OR REPLACE, DROP and comments; DROP and CREATE where columns do not stay."""
    live, wanted = sides(change, View)
    if live is not None and wanted is not None and live.name != wanted.name:
        yield renaming.part(
            "view", live.name, wanted.name, render.rename, hint.renamed(live.name.name, wanted.name.name)
        )
        live = live.model_copy(update={"name": wanted.name})
    if live is not None and situation.views.falls(live.name):
        yield _drop(live, wanted, situation)
        live = None if wanted is not None else live
    if wanted is None:
        return
    name = wanted.name
    if live is None:
        steps: tuple[Statement, ...] = (_create(wanted, situation, rebuilt=change.live is not None),)
        form = "create-view"
    elif "query" in change.differs:
        steps, form = (_replace(live, wanted, situation),), "create-view"
    else:
        steps, form = tuple(_options(live, wanted)), "alter-view-options"
    rank = situation.views.rank_made(name)
    if steps:
        yield Part(Phase.VIEWS, steps, (form,), name, "query", rank)
    yield from _comments(live, wanted, rank)
    if live is None and change.live is not None:
        yield from owner.given_again(targets.of_relation(name), situation)
        yield from privilege.given_again(targets.of_relation(name), situation.privileges)


def _create(view: View, situation: Situation, *, rebuilt: bool) -> Statement:
    return Statement(
        sql=render.create(situation.views.as_it_is_made(view)),
        why="the view was dropped because its columns, or what it reads, change"
        if rebuilt
        else "the view is new",
        done=Condition(kind="view", name=view.name, state="present"),
        reverse=render.drop(view.name),
    )


def _replace(live: View, wanted: View, situation: Situation) -> Statement:
    back = situation.views.takes_back(live, wanted)
    return Statement(
        sql=render.replace(situation.views.as_it_is_made(wanted)),
        why="the query differs",
        reverse=render.replace(live) if back else None,
        irreversible=None if back else "a column cannot be taken from a view",
    )


def _drop(live: View, wanted: View | None, situation: Situation) -> Part | Refusal:
    name = live.name
    if users := situation.views.in_the_way(name):
        return Refusal(
            code="DSQL147",
            message=f"view {name} must be dropped{'' if wanted is None else ' and made again'}: "
            f"{', '.join(users)} reads it",
            way_out="change or drop that too, or keep the columns of the view",
            subject=name,
            property="query",
        )
    if wanted is None:
        hazard = Hazard(code=f"drop-view:{name.name}", text="breaks what reads it")
    else:
        text = "until it is made again, nothing can be read from it"
        hazard = Hazard(code=f"rebuild-view:{name.name}", text=text, needs_allow=False)
    drop = Statement(
        sql=render.drop(name),
        why="the view is no longer wanted" if wanted is None else "its columns, or what it reads, change",
        hazards=(hazard,),
        done=Condition(kind="view", name=name, state="absent"),
        reverse=render.create(live),
    )
    rank = situation.views.rank_dropped(name)
    return Part(Phase.DROP_VIEWS, (drop,), ("drop-view",), name, "name", rank)


def _options(live: View, wanted: View) -> Iterator[Statement]:
    """One for each option that differs."""
    for to_wanted, to_live in zip(render.options(live, wanted), render.options(wanted, live), strict=True):
        yield Statement(sql=to_wanted, why="the option differs", reverse=to_live)


def _comments(live: View | None, wanted: View, rank: int) -> Iterator[Part]:
    """What is made anew has none yet."""
    name, before = wanted.name, live.comment if live is not None else None
    if (before or None) != (wanted.comment or None):
        step = Statement(
            sql=render.comment(name, wanted.comment or None),
            why="the comment differs",
            reverse=render.comment(name, before or None),
        )
        yield Part(Phase.VIEWS, (step,), ("comment-on-view",), name, "comment", rank)
    old, new = dict(live.column_comments if live is not None else ()), dict(wanted.column_comments)
    for column in sorted({*old, *new}):
        if old.get(column) != new.get(column):
            step = Statement(
                sql=render.column_comment(name, column, new.get(column)),
                why="the comment differs",
                reverse=render.column_comment(name, column, old.get(column)),
            )
            yield Part(Phase.VIEWS, (step,), ("comment-on-column",), name, "column_comments", rank)
