"""Plans the changes of indexes: DSQL builds them in a job, and only their name and comment can be altered."""

from pulumi_dsql_provider.dialect import limits, naming
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.render import index as render
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.model import Condition, Index, ObjectName
from pulumi_dsql_provider.plan import build, hint
from pulumi_dsql_provider.plan.build import Place
from pulumi_dsql_provider.plan.hazard import Hazard
from pulumi_dsql_provider.plan.part import Part, Phase, Planned, sides, table_of
from pulumi_dsql_provider.plan.situation import Situation, is_rebuilt
from pulumi_dsql_provider.plan.step import Statement, Step


def plan(change: Change, situation: Situation) -> Planned:
    """CREATE ASYNC and wait; DROP; the two with a swap between; RENAME; COMMENT."""
    live, wanted = sides(change, Index)
    if live is not None and (relying := situation.relying_on_index(live)):
        yield _refused(live, relying)
    elif wanted is None:
        assert live is not None
        yield from _drop(live, situation)
    elif live is None:
        yield _part(
            wanted,
            (
                *build.steps(wanted, Place(wanted.name), *hint.built(wanted, situation)),
                *_comment(wanted, None),
            ),
        )
    elif not is_rebuilt(change):
        yield from _alter(live, wanted)
    elif "valid" in change.differs:
        yield _part(wanted, _finished(live, wanted, change.differs, situation), "drop-index")
    elif _no_room(table_of(change), situation):
        yield _part(wanted, _replaced(live, wanted, situation), "drop-index")
    elif (place := situation.places.get(wanted.qualified_name)) is None:
        yield build.name_is_taken(wanted, naming.unfinished(wanted.name))
    else:
        yield _part(wanted, _swapped(live, wanted, place, situation), "drop-index", "rename-index")


def _finished(live: Index, wanted: Index, differs: frozenset[str], situation: Situation) -> tuple[Step, ...]:
    """Built again in place of one that was never finished, which serves no reads."""
    hazard = Hazard(
        code=f"rebuild-index:{wanted.name}",
        text="replaces one of another definition that was never finished",
        needs_allow=False,
    )
    hazards = (*((hazard,) if differs - {"valid", "comment"} else ()), *hint.built(wanted, situation))
    return (*build.steps(wanted, Place(wanted.name, leftover=live), *hazards), *_comment(wanted, None))


def _swapped(live: Index, wanted: Index, place: Place, situation: Situation) -> tuple[Step, ...]:
    hazard = Hazard(
        code=f"rebuild-index:{wanted.name}",
        text="reads keep the old one until the swap",
        needs_allow=False,
    )
    return (
        *build.steps(wanted, place, hazard, *hint.built(wanted, situation)),
        build.drop(live, "its successor is built"),
        _rename(ObjectName(wanted.table.schema, place.name), wanted.name),
        *_comment(wanted, place.found),
    )


def _replaced(live: Index, wanted: Index, situation: Situation) -> tuple[Step, ...]:
    hazard = Hazard(
        code=f"rebuild-index:{wanted.name}",
        text="reads go without: the table has no room for the new one beside it",
        needs_allow=False,
    )
    drop = build.drop(live, "its successor needs the room").model_copy(update={"hazards": (hazard,)})
    return (
        drop,
        *build.steps(wanted, Place(wanted.name), *hint.built(wanted, situation)),
        *_comment(wanted, None),
    )


def _alter(live: Index, wanted: Index) -> Planned:
    if live.name != wanted.name:
        rename = _rename(live.qualified_name, wanted.name)
        yield Part(Phase.RENAME_PARTS, (rename,), ("rename-index",), wanted.qualified_name, "name")
    if comment := _comment(wanted, live):
        yield Part(Phase.INDEXES, comment, ("comment-on-index",), wanted.qualified_name, "comment")


def _drop(index: Index, situation: Situation) -> Planned:
    """Nothing where it goes with its table, or is what a unique constraint or a changed index is made of."""
    if situation.is_dropped(index.table) or index.qualified_name in situation.reused_indexes:
        return
    drop = build.drop(index, "the index is no longer wanted")
    yield Part(Phase.DROPS, (drop,), ("drop-index",), index.qualified_name, "name")


def _rename(old: ObjectName, new: str) -> Statement:
    name = ObjectName(old.schema, new)
    return Statement(
        sql=render.rename(old, new),
        why="the index is renamed",
        done=Condition(kind="index", name=name, state="present"),
        reverse=render.rename(name, old.name),
    )


def _comment(wanted: Index, there: Index | None) -> tuple[Statement, ...]:
    old, new = there.comment or None if there else None, wanted.comment or None
    if old == new:
        return ()
    name = wanted.qualified_name
    return (
        Statement(
            sql=render.comment(name, new), why="the comment differs", reverse=render.comment(name, old)
        ),
    )


def _part(index: Index, steps: tuple[Step, ...], *forms: str) -> Part:
    return Part(Phase.INDEXES, steps, ("create-index-async", *forms), index.qualified_name, "keys")


def _refused(index: Index, relying: tuple[str, ...]) -> Refusal:
    return Refusal(
        code="DSQL119",
        message=f"unique index {index.name} of {index.table} cannot change: "
        f"{', '.join(relying)} relies on it",
        way_out="drop that foreign key first, and add it again when a unique constraint is there for it",
        subject=index.qualified_name,
        property="keys",
    )


def _no_room(table: ObjectName, situation: Situation) -> bool:
    """Whether the new index beside the old one would be one too many."""
    held = situation.result.table(table)
    if held is None:
        return False
    constraints = len(held.uniques) + (held.primary_key is not None)
    return constraints + len(situation.result.indexes_of(table)) >= limits.INDEXES_PER_TABLE
