"""Indexes that are built while their name may still be in use, and what an interrupted build left."""

from dataclasses import dataclass

from pulumi_dsql_provider.dialect.naming import temporary
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.render import index as render
from pulumi_dsql_provider.diff import compare
from pulumi_dsql_provider.model import Condition, Database, Index, IndexKey, ObjectName, Unique
from pulumi_dsql_provider.plan.hazard import Hazard
from pulumi_dsql_provider.plan.step import Statement, Step, Wait

_UNIMPORTANT = frozenset({"comment"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where an index is built: its name for the time being and what is there under that name.

    `found` is the index that a plan which was interrupted has built, or is being built: it only has to be
    waited for. `leftover` is one that was never finished and that must go first.
    """

    name: str
    found: Index | None = None
    leftover: Index | None = None


def place(index: Index, *names: str, live: Database, going: frozenset[ObjectName]) -> Place | None:
    """The place among `names` to build `index`; None when all are taken by something else.

    `going` are the indexes that the plan drops before. An index of that name that means something else and
    is valid, or about to be, is never touched: it is somebody's.
    """
    free: Place | None = None
    for name in names:
        there = live.index(ObjectName(index.table.schema, name))
        if there is not None and _is_begun(there, index, live):
            return Place(name, found=there)
        if free is not None or live.table(ObjectName(index.table.schema, name)) is not None:
            continue
        if there is None or there.qualified_name in going:
            free = Place(name)
        elif not (there.valid or there.building) and there.table == index.table:
            free = Place(name, leftover=there)
    return free


def live_index(index: Index, live: Database) -> Index | None:
    """What is there of `index`: the live one of its name, else its successor that only lacks the name.

    A run that was stopped between the DROP of an index and the RENAME of what it has built leaves the latter.
    """
    names = (index.name, *temporary_names(index.name))
    found = (live.index(ObjectName(index.table.schema, name)) for name in names)
    own = next(found)
    return own or next((there for there in found if there and _is_begun(there, index, live)), None)


def temporary_names(name: str) -> tuple[str, str]:
    """The names for the time being, the second for the case that the first is somebody's."""
    return temporary(name), temporary(temporary(name))


def steps(index: Index, place: Place, *hazards: Hazard) -> tuple[Step, ...]:
    """The steps after which `index` is there and valid, under the name of its place."""
    name = ObjectName(index.table.schema, place.name)
    if place.found is not None:
        # Also where it is valid by now: the plan is the same whether or not the job ends in between.
        return (wait(name),)
    create = Statement(
        sql=render.create(index, name=place.name),
        why="the index is new or differs",
        hazards=hazards,
        done=Condition(kind="index", name=name, state="present"),
        reverse=render.drop(name),
    )
    if place.leftover is None:
        return create, wait(name)
    return drop(place.leftover, "left unfinished by an interrupted change"), create, wait(name)


def wait(index: ObjectName) -> Wait:
    """The step that waits until an index is built."""
    condition = Condition(kind="index", name=index, state="valid")
    return Wait(condition=condition, why="an index serves once it is built and valid")


def drop(index: Index, why: str) -> Statement:
    """The step that drops an index."""
    return Statement(
        sql=render.drop(index.qualified_name),
        why=why,
        done=Condition(kind="index", name=index.qualified_name, state="absent"),
        reverse=render.create(index),
    )


def of_unique(unique: Unique, table: ObjectName) -> Index:
    """The index that a unique constraint is made of."""
    return Index(
        name=unique.name,
        table=table,
        keys=tuple(IndexKey(column=column) for column in unique.columns),
        include=unique.include,
        unique=True,
        nulls_not_distinct=unique.nulls_not_distinct,
    )


def no_name_is_free(index: Index, *names: str) -> Refusal:
    """The refusal where `place` finds none."""
    return Refusal(
        code="DSQL121",
        message=f"index {index.qualified_name} is built under another name first, and {' and '.join(names)} "
        "are taken in its schema",
        way_out=f"rename or drop {names[0]}",
        subject=index.qualified_name,
        property="name",
    )


def _is_begun(there: Index, wanted: Index, live: Database) -> bool:
    """Whether a live index, valid or building, is `wanted` but for its name and comment."""
    table = live.table(wanted.table)
    tables = () if table is None else (table,)
    namesake = there.model_copy(update={"name": wanted.name})
    changes = compare(
        Database(tables=tables, indexes=(namesake,)), Database(tables=tables, indexes=(wanted,))
    )
    return all(change.differs <= _UNIMPORTANT for change in changes)
