"""The steps that add a column to a table that is there.

One with a default has a name for the time being until every row has its value: under its own name a column is
complete, nobody reads it half filled, and what a run that was stopped has left tells what remains to be done.
"""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect import naming
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.render import column as render
from pulumi_dsql_provider.diff.column import default_of
from pulumi_dsql_provider.model import Column, Condition, ObjectName
from pulumi_dsql_provider.plan import hint
from pulumi_dsql_provider.plan.hazard import Hazard
from pulumi_dsql_provider.plan.situation import Situation
from pulumi_dsql_provider.plan.step import Backfill, Statement, Step

Formed = Iterator[tuple[str, Step]]
"""Steps, each with the form that it relies on."""


def is_begun(live: Column, wanted: Column) -> bool:
    """Whether the live column is the wanted one, added but perhaps not filled."""
    return live.name == naming.unfinished(wanted.name) and default_of(wanted) is not None


def name_is_taken(table: ObjectName, wanted: Column, situation: Situation) -> Refusal | None:
    """The refusal where the name for the time being is a wanted column's own."""
    name = naming.unfinished(wanted.name)
    held = situation.result.table(table)
    if default_of(wanted) is None or held is None or held.column(name) is None:
        return None
    return Refusal(
        code="DSQL124",
        message=f"table {table}: column {wanted.name} is filled under the name {name} first, which is taken",
        way_out=f"rename {name}",
        subject=table,
        property="columns",
    )


def steps(table: ObjectName, live: Column | None, wanted: Column, situation: Situation) -> Formed:
    """The steps after which the column is there and complete, but for its comment.

    `live` is what there is of it already.
    """
    default = default_of(wanted)
    if default is None:
        yield "add-column", _added(table, wanted)
        return
    name = naming.unfinished(wanted.name)
    if live is None:
        yield "add-column", _added(table, wanted.model_copy(update={"name": name}))
    if live is None or default_of(live) is None:
        yield "set-default", set_default(table, name, None, default)
    yield "set-default", _filled(table, wanted.name, default, situation)
    yield "rename-column", renamed(table, name, wanted.name, "every row has its value")


def set_default(table: ObjectName, name: str, old: str | None, new: str) -> Statement:
    """The step that sets a column's default."""
    undo = render.drop_default(table, name) if old is None else render.set_default(table, name, old)
    sql = render.set_default(table, name, new)
    return Statement(sql=sql, why="rows that come get the default", reverse=undo)


def renamed(table: ObjectName, old: str, new: str, why: str, *hazards: Hazard) -> Statement:
    """The step that renames a column."""
    return Statement(
        sql=render.rename(table, old, new),
        why=why,
        hazards=hazards,
        done=Condition(kind="column", name=table, part=new, state="present"),
        reverse=render.rename(table, new, old),
    )


def _added(table: ObjectName, column: Column) -> Statement:
    return Statement(
        sql=render.add(table, column),
        why="the column is new",
        done=Condition(kind="column", name=table, part=column.name, state="present"),
        reverse=render.drop(table, column.name),
    )


def _filled(table: ObjectName, column: str, default: str, situation: Situation) -> Backfill:
    held = situation.live.table(table)
    key = held.primary_key.columns if held and held.primary_key else ()
    sql = render.backfill(table, key, naming.unfinished(column), default)
    return Backfill(
        table=table,
        key=key,
        sql=sql,
        why="the rows that are there get the default",
        hazards=(hint.filled(column, table),),
    )
