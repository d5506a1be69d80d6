"""Plans the changes of columns."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect import naming
from pulumi_dsql_provider.dialect.render import column as render
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.column import default_of, storage_of
from pulumi_dsql_provider.diff.comment import comment_differs
from pulumi_dsql_provider.diff.uses import columns_used
from pulumi_dsql_provider.model import Column, Condition, ObjectName
from pulumi_dsql_provider.plan import column_refusal as refusal
from pulumi_dsql_provider.plan import hint, new_column, numbers
from pulumi_dsql_provider.plan.hazard import Hazard
from pulumi_dsql_provider.plan.new_column import Formed
from pulumi_dsql_provider.plan.part import Part, Phase, Planned, sides, table_of
from pulumi_dsql_provider.plan.situation import Situation
from pulumi_dsql_provider.plan.step import Statement

_PROPERTY = "columns"


def plan(change: Change, situation: Situation) -> Planned:
    """ADD, DROP, RENAME, and an ALTER for each thing that differs; what needs a rebuild is refused."""
    table = table_of(change)
    live, wanted = sides(change, Column)
    if wanted is None:
        assert live is not None
        yield refusal.of_dropped(table, live, situation) or _drop(table, live, situation)
    elif live is None:
        refused = (
            refusal.of_added(table, wanted)
            or refusal.of_domain(table, wanted, situation)
            or new_column.name_is_taken(table, wanted, situation)
        )
        yield refused or _part(table, _add(table, None, wanted, situation))
    elif found := tuple(refusal.of_altered(table, live, wanted, change.differs)):
        if live.name != wanted.name:
            yield _rename(table, live.name, wanted.name)
        yield from found
    elif new_column.is_begun(live, wanted):
        yield _part(table, _add(table, live, wanted, situation))
    else:
        if live.name != wanted.name:
            yield _rename(table, live.name, wanted.name)
        if change.differs - {"name"}:
            yield _part(table, _alter(table, live, wanted, change.differs))


def _add(table: ObjectName, live: Column | None, wanted: Column, situation: Situation) -> Formed:
    """The column added, or gone on with where a run that was stopped has left it."""
    yield from new_column.steps(table, live, wanted, situation)
    there = live or wanted.model_copy(update={"comment": None})
    storage = frozenset({"storage"} if storage_of(there) != storage_of(wanted) else ())
    yield from _alter(table, there, wanted, storage | comment_differs(there, wanted))


def _drop(table: ObjectName, column: Column, situation: Situation) -> Part:
    lost = ", ".join(_lost_with(column.name, table, situation))
    also = f"; {lost} goes with it" if lost else ""
    ours = naming.is_unfinished(column.name) and column.nullable and column.generated is None
    hazard = Hazard(
        code=f"drop-column:{column.name}",
        text=f"holds only what an interrupted change has filled in{also}" if ours else f"deletes data{also}",
        needs_allow=not ours,
    )
    drop = Statement(
        sql=render.drop(table, column.name),
        why="the column is no longer wanted",
        hazards=(hazard,),
        done=Condition(kind="column", name=table, part=column.name, state="absent"),
        irreversible="the column's values are gone",
    )
    if ours:
        phase = Phase.DROP_UNFINISHED_COLUMNS
    else:
        phase = Phase.DROP_COLUMNS if column.generated is None else Phase.DROP_GENERATED_COLUMNS
    return Part(phase, (drop,), ("drop-column",), table, _PROPERTY)


def _lost_with(column: str, table: ObjectName, situation: Situation) -> Iterator[str]:
    """The indexes and statistics that no change of this plan mentions and that vanish with the column."""
    for index in situation.live.indexes_of(table):
        if index.qualified_name not in situation.changed_indexes and column in columns_used(index):
            yield f"index {index.name}"
    for statistics in situation.live.statistics:
        unmentioned = statistics.table == table and statistics.name not in situation.changed_statistics
        if unmentioned and column in columns_used(statistics):
            yield f"statistics {statistics.name}"


def _rename(table: ObjectName, old: str, new: str) -> Part:
    step = new_column.renamed(table, old, new, "the column is renamed", hint.renamed(old, new))
    return Part(Phase.RENAMES, (step,), ("rename-column",), table, _PROPERTY)


def _alter(table: ObjectName, live: Column, wanted: Column, differs: frozenset[str]) -> Formed:
    """What goes before what comes: a column has a default, an identity or an expression, never two."""
    name, old, new = wanted.name, default_of(live), default_of(wanted)
    if "generated" in differs:
        yield "drop-expression", _drop_expression(table, name)
    if "default" in differs and new is None:
        yield from _drop_default(table, name, old)
    if "identity" in differs and live.identity is not None and wanted.identity is None:
        yield "drop-identity", _drop_identity(table, live, name)
    if "nullable" in differs:
        yield (
            "drop-not-null",
            Statement(
                sql=render.drop_not_null(table, name),
                why="the column may be null",
                hazards=(hint.irreversible(name, "DSQL has no SET NOT NULL"),),
                irreversible="DSQL has no SET NOT NULL",
            ),
        )
    if "default" in differs and new is not None:
        yield "set-default", new_column.set_default(table, name, old, new)
    if "identity" in differs and wanted.identity is not None:
        yield _identity(table, live, wanted)
    if "storage" in differs:
        yield "set-storage", _set_storage(table, live, wanted)
    if "comment" in differs:
        yield _comment(table, name, live.comment, wanted.comment)


def _drop_expression(table: ObjectName, name: str) -> Statement:
    return Statement(
        sql=render.drop_expression(table, name),
        why="the column is no longer computed",
        hazards=(hint.irreversible(name, "DSQL cannot make a column computed again"),),
        irreversible="DSQL cannot make a column computed again",
    )


def _drop_default(table: ObjectName, name: str, old: str | None) -> Formed:
    undo = render.set_default(table, name, old) if old is not None else None
    sql = render.drop_default(table, name)
    yield "drop-default", Statement(sql=sql, why="the default is no longer wanted", reverse=undo)


def _identity(table: ObjectName, live: Column, wanted: Column) -> tuple[str, Statement]:
    name, identity = wanted.name, wanted.identity
    assert identity is not None
    if live.identity is not None:
        step = Statement(
            sql=render.alter_identity(table, name, live.identity, identity),
            why="the identity's numbers differ",
            hazards=numbers.hazards(name, live.identity, identity),
            reverse=render.alter_identity(table, name, identity, live.identity),
        )
        return "alter-identity", step
    step = Statement(
        sql=render.add_identity(table, name, identity),
        why="the column numbers new rows",
        done=Condition(kind="identity", name=table, part=name, state="present"),
        reverse=render.drop_identity(table, name),
    )
    return "add-identity", step


def _drop_identity(table: ObjectName, live: Column, name: str) -> Statement:
    assert live.identity is not None
    return Statement(
        sql=render.drop_identity(table, name),
        why="the column no longer numbers new rows",
        hazards=(hint.irreversible(name, "the position of its sequence is gone"),),
        done=Condition(kind="identity", name=table, part=name, state="absent"),
        irreversible="the position of its sequence is gone",
    )


def _set_storage(table: ObjectName, live: Column, wanted: Column) -> Statement:
    return Statement(
        sql=render.set_storage(table, wanted.name, storage_of(wanted)),
        why="values that are written later are stored so",
        reverse=render.set_storage(table, wanted.name, storage_of(live)),
    )


def _comment(table: ObjectName, name: str, old: str | None, new: str | None) -> tuple[str, Statement]:
    step = Statement(
        sql=render.comment(table, name, new or None),
        why="the comment differs",
        reverse=render.comment(table, name, old or None),
    )
    return "comment-on-column", step


def _part(table: ObjectName, formed: Formed) -> Part:
    forms, steps = zip(*formed, strict=True)
    return Part(Phase.COLUMNS, steps, forms, table, _PROPERTY)
