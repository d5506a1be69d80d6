"""Plans the changes of primary keys, which DSQL can only rename."""

from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.model import PrimaryKey
from pulumi_dsql_provider.plan import constraint
from pulumi_dsql_provider.plan.part import Part, Phase, Planned, sides, table_of
from pulumi_dsql_provider.plan.rebuild import NeedsRebuild
from pulumi_dsql_provider.plan.situation import Situation, is_rebuilt


def plan(change: Change, situation: Situation) -> Planned:
    """A rename, a comment, or a refusal; nothing where a column of the key goes: that is refused."""
    table = table_of(change)
    live, wanted = sides(change, PrimaryKey)
    if live is not None and wanted is not None and not is_rebuilt(change):
        if "name" in change.differs:
            step = constraint.renamed(table, live.name, wanted.name)
            yield Part(Phase.RENAME_PARTS, (step,), ("rename-constraint",), table, "primary_key")
        if "comment" in change.differs:
            yield constraint.comment_part(Phase.COLUMNS, table, live, wanted, "primary_key")
        return
    if live is not None and situation.dropped_columns(table) & set(live.columns):
        return
    how = f"cannot change from {_columns(live)} to {_columns(wanted)}"
    yield NeedsRebuild(
        code="DSQL115",
        message=f"the primary key of {table} {how}: that needs the table to be rebuilt",
        what=f"the primary key {how}",
        way_out=f"keep {_columns(live)}; a unique constraint can be added beside it",
        subject=table,
        property="primary_key",
    )


def _columns(key: PrimaryKey | None) -> str:
    return "none" if key is None else f"({', '.join(key.columns)})"
