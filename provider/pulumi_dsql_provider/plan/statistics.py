"""Plans the changes of extended statistics."""

from pulumi_dsql_provider.dialect.render import statistics as render
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.model import Condition, Statistics
from pulumi_dsql_provider.plan.part import Part, Phase, Planned, sides
from pulumi_dsql_provider.plan.situation import Situation, is_rebuilt
from pulumi_dsql_provider.plan.step import Statement


def plan(change: Change, situation: Situation) -> Planned:
    """CREATE, DROP, the two of them where its definition differs, and an ALTER for what is not part of it."""
    live, wanted = sides(change, Statistics)
    if wanted is None:
        assert live is not None
        if not situation.is_dropped(live.table):  # or they go with it
            yield _drop(live, "the statistics are no longer wanted")
    elif live is None:
        yield _create(wanted)
    elif is_rebuilt(change):
        yield _drop(live, "DSQL cannot alter what statistics are about")
        yield _create(wanted)
    else:
        yield from _alter(live, wanted, change.differs)


def _create(statistics: Statistics) -> Part:
    name = statistics.name
    create = Statement(
        sql=render.create(statistics),
        why="the statistics are new or differ",
        done=Condition(kind="statistics", name=name, state="present"),
        reverse=render.drop(name),
    )
    there = statistics.model_copy(update={"target": None, "comment": None})
    steps, forms = [create], ["create-statistics"]
    if statistics.target is not None:
        steps.append(_target(there, statistics))
        forms.append("alter-statistics")
    if statistics.comment:
        steps.append(_comment(there, statistics))
        forms.append("comment-on-statistics")
    return Part(Phase.STATISTICS, tuple(steps), tuple(forms), name, "columns")


def _alter(live: Statistics, wanted: Statistics, differs: frozenset[str]) -> Planned:
    name = wanted.name
    if "name" in differs:
        rename = Statement(
            sql=render.rename(live.name, name.name),
            why="the statistics are renamed",
            done=Condition(kind="statistics", name=name, state="present"),
            reverse=render.rename(name, live.name.name),
        )
        yield Part(Phase.RENAME_PARTS, (rename,), ("rename-statistics",), name, "name")
    if "target" in differs:
        yield Part(Phase.STATISTICS, (_target(live, wanted),), ("alter-statistics",), name, "target")
    if "comment" in differs:
        yield Part(Phase.STATISTICS, (_comment(live, wanted),), ("comment-on-statistics",), name, "comment")


def _target(live: Statistics, wanted: Statistics) -> Statement:
    return Statement(
        sql=render.set_target(wanted.name, wanted.target),
        why="the next ANALYZE looks at so much",
        reverse=render.set_target(wanted.name, live.target),
    )


def _comment(live: Statistics, wanted: Statistics) -> Statement:
    return Statement(
        sql=render.comment(wanted.name, wanted.comment or None),
        why="the comment differs",
        reverse=render.comment(wanted.name, live.comment or None),
    )


def _drop(statistics: Statistics, why: str) -> Part:
    drop = Statement(
        sql=render.drop(statistics.name),
        why=why,
        done=Condition(kind="statistics", name=statistics.name, state="absent"),
        reverse=render.create(statistics),
    )
    return Part(Phase.DROP_STATISTICS, (drop,), ("drop-statistics",), statistics.name, "name")
