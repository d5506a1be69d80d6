"""Plans the changes of tables as a whole."""

from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.render import column as render_column
from pulumi_dsql_provider.dialect.render import foreign_key as render_foreign_key
from pulumi_dsql_provider.dialect.render import table as render
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.model import Condition, ForeignKey, ObjectName, Table
from pulumi_dsql_provider.plan import constraint, foreign_key, hint, renaming
from pulumi_dsql_provider.plan.hazard import Hazard
from pulumi_dsql_provider.plan.part import Part, Phase, Planned, sides
from pulumi_dsql_provider.plan.situation import Situation
from pulumi_dsql_provider.plan.step import Statement


def plan(change: Change, situation: Situation) -> Planned:
    """One CREATE TABLE, a DROP TABLE, or what is the table's own: its name and its comment."""
    live, wanted = sides(change, Table)
    if wanted is None:
        assert live is not None
        yield from _drop(live, situation)
    elif live is None:
        yield from _create(wanted, situation)
    else:
        if live.name != wanted.name:
            yield _rename(live.name, wanted.name)
        if "comment" in change.differs:
            step = _comment(wanted.name, live.comment, wanted.comment)
            yield Part(Phase.COLUMNS, (step,), ("comment-on-table",), wanted.name, "comment")


def _create(table: Table, situation: Situation) -> Planned:
    """Comments are statements of their own; so are foreign keys to what is made later."""
    later = tuple(key for key in table.foreign_keys if (table.name, key.name) in situation.added_later)
    create = Statement(
        sql=render.create(table, without=frozenset(key.name for key in later)),
        why="the table is new",
        done=Condition(kind="table", name=table.name, state="present"),
        reverse=render.drop(table.name),
    )
    comments = [_comment(table.name, None, table.comment)] if table.comment else []
    comments += [
        Statement(
            sql=render_column.comment(table.name, column.name, column.comment),
            why="the column is new",
            reverse=render_column.comment(table.name, column.name, None),
        )
        for column in table.columns
        if column.comment
    ]
    for each in table.constraints:
        if each not in later:
            comments += constraint.commented(table.name, None, each)
    forms = (
        "create-table",
        *(("comment-on-table", "comment-on-column", constraint.COMMENT) if comments else ()),
    )
    yield Part(Phase.TABLES, (create, *comments), forms, table.name, "name")
    for key in later:
        yield foreign_key.added(table.name, key, situation)


def _drop(table: Table, situation: Situation) -> Planned:
    name = table.name
    if relying := situation.relying_on(name):
        yield Refusal(
            code="DSQL120",
            message=f"table {name} cannot be dropped: {', '.join(relying)} references it",
            way_out="drop that foreign key in the same change, or keep the table",
            subject=name,
            property="name",
        )
        return
    if readers := situation.functions.readers(name):
        yield Refusal(
            code="DSQL137",
            message=f"table {name} cannot be dropped: {', '.join(readers)} reads it",
            way_out="drop that function in the same change, or keep the table",
            subject=name,
            property="name",
        )
        return
    if views := situation.views.readers(name):
        yield Refusal(
            code="DSQL146",
            message=f"table {name} cannot be dropped: {', '.join(views)} reads it",
            way_out="change or drop that view in the same run, or keep the table",
            subject=name,
            property="name",
        )
        return
    early = tuple(key for key in table.foreign_keys if (name, key.name) in situation.dropped_early)
    if early:
        steps = tuple(_drop_reference(name, key) for key in early)
        yield Part(Phase.DROP_FOREIGN_KEYS, steps, ("drop-constraint",), name, "foreign_keys")
    drop = Statement(
        sql=render.drop(name),
        why="the table is no longer wanted",
        hazards=(Hazard(code=f"drop-table:{name.name}", text="deletes the table and its data"),),
        done=Condition(kind="table", name=name, state="absent"),
        irreversible="the rows are gone",
    )
    yield Part(Phase.DROP_TABLES, (drop,), ("drop-table",), name, "name")


def _drop_reference(table: ObjectName, key: ForeignKey) -> Statement:
    return constraint.dropped(
        table,
        key.name,
        f"{key.references} is dropped or changed before its table is",
        reverse=render_foreign_key.add(table, key),
    )


def _rename(old: ObjectName, new: ObjectName) -> Part | Refusal:
    if old.schema != new.schema:
        return Refusal(
            code="DSQL122",
            message=f"table {old} cannot be planned into another schema as {new}",
            way_out=f"keep it in schema {old.schema}, or move it by hand with ALTER TABLE … SET SCHEMA first",
            subject=new,
            property="name",
        )
    hazard = hint.renamed(old.name, new.name)
    return renaming.part("table", old, new, render.rename, hazard)


def _comment(table: ObjectName, old: str | None, new: str | None) -> Statement:
    return Statement(
        sql=render.comment(table, new or None),
        why="the comment differs",
        reverse=render.comment(table, old or None),
    )
