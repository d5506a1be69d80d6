"""Indexes that are built while their name may still be in use, and what an interrupted build left."""

from dataclasses import dataclass

from pulumi_dsql_provider.dialect import naming
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
    waited for. `leftover` is one that is of no use any more and that must go first.
    """

    name: str
    found: Index | None = None
    leftover: Index | None = None


def place(index: Index, name: str, live: Database, going: frozenset[ObjectName]) -> Place | None:
    """The place to build `index` under `name`, which no index but ours bears; None when a table does.

    `going` are the indexes that the plan drops before.
    """
    qualified = ObjectName(index.table.schema, name)
    there = live.index(qualified)
    if there is None:
        return Place(name) if live.table(qualified) is None else None
    if _is_begun(there, index, live):
        return Place(name, found=there)
    return Place(name) if qualified in going else Place(name, leftover=there)


def own_place(index: Index, live: Database, going: frozenset[ObjectName]) -> Place | None:
    """The place under the index's own name where it is there, or its remains are; None otherwise.

    One that means something else and is valid, or about to be, is never touched: it is somebody's.
    """
    there = live.index(index.qualified_name)
    if there is None:
        return None
    if _is_begun(there, index, live):
        return Place(index.name, found=there)
    failed = there.table == index.table and not (there.valid or there.building)
    return Place(index.name, leftover=there) if failed and there.qualified_name not in going else None


def live_index(index: Index, live: Database) -> Index | None:
    """What is there of `index`: the live one of its name, else its successor that only lacks the name.

    A run that was stopped between the DROP of an index and the RENAME of what it has built leaves the latter.
    """
    if (own := live.index(index.qualified_name)) is not None:
        return own
    found = unfinished_index(index.qualified_name, live)
    return found if found is not None and _is_begun(found, index, live) else None


def unfinished_index(name: ObjectName, live: Database) -> Index | None:
    """What a change of the index of that name has built, or begun to, and not brought to its place."""
    return live.index(ObjectName(name.schema, naming.unfinished(name.name)))


def unfinished_keys(table: ObjectName, live: Database) -> tuple[Index, ...]:
    """What was built for unique constraints of the table, and was not made one yet."""
    return tuple(index for index in live.indexes_of(table) if naming.is_unfinished_key(index.name))


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
    return drop(place.leftover, "left by an interrupted change"), create, wait(name)


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


def name_is_taken(index: Index, name: str) -> Refusal:
    """The refusal where `place` finds none."""
    return Refusal(
        code="DSQL121",
        message=f"index {index.qualified_name} is built under the name {name} first, and a table in its "
        "schema bears it",
        way_out="rename that table",
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
