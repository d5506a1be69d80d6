"""Plans the changes of unique constraints, which DSQL makes of an index that is built before."""

from pulumi_dsql_provider.dialect import naming
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.render import unique as render
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.model import ObjectName, Unique
from pulumi_dsql_provider.plan import build, constraint, hint
from pulumi_dsql_provider.plan.part import Part, Phase, Planned, sides, table_of
from pulumi_dsql_provider.plan.situation import Situation, is_rebuilt
from pulumi_dsql_provider.plan.step import Statement

_PROPERTY = "uniques"
_ADD = ("create-index-async", "add-unique-using-index", constraint.COMMENT)


def plan(change: Change, situation: Situation) -> Planned:
    """An index built ASYNC and made a constraint in place of the old one, a DROP, a RENAME or a COMMENT."""
    table = table_of(change)
    live, wanted = sides(change, Unique)
    if live is not None and wanted is not None and not is_rebuilt(change):
        if "name" in change.differs:
            rename = constraint.renamed(table, live.name, wanted.name)
            yield Part(Phase.RENAME_PARTS, (rename,), ("rename-constraint",), table, _PROPERTY)
        if "comment" in change.differs:
            yield constraint.comment_part(Phase.UNIQUES, table, live, wanted, _PROPERTY)
        return
    if live is not None and (relying := situation.relying_on(table, live)):
        yield _refused(table, live, relying)
        return
    if wanted is None:
        assert live is not None
        drop = _drop(table, live, "the unique constraint is no longer wanted")
        yield Part(Phase.DROPS, (drop,), ("drop-constraint",), table, _PROPERTY)
        return
    index = build.of_unique(wanted, table)
    place = situation.places.get(index.qualified_name)
    if place is None:
        yield build.name_is_taken(index, naming.unfinished_key(wanted.name))
        return
    drops = () if live is None else (_drop(table, live, "its successor is built"),)
    added = (_add(table, wanted, place.name), *constraint.commented(table, None, wanted))
    steps = (*build.steps(index, place, *hint.built(index, situation)), *drops, *added)
    forms = _ADD if live is None else (*_ADD, "drop-constraint")
    yield Part(Phase.UNIQUES, steps, forms, table, _PROPERTY)


def _add(table: ObjectName, unique: Unique, index: str) -> Statement:
    return constraint.added(render.add_using_index(table, unique.name, index), table, unique.name)


def _drop(table: ObjectName, unique: Unique, why: str) -> Statement:
    return constraint.dropped(
        table, unique.name, why, irreversible="its index must be built anew before it can be added again"
    )


def _refused(table: ObjectName, unique: Unique, relying: tuple[str, ...]) -> Refusal:
    return Refusal(
        code="DSQL119",
        message=f"unique constraint {unique.name} of {table} cannot change: "
        f"{', '.join(relying)} references it",
        way_out="drop that foreign key first, or add a second unique constraint and let it reference that",
        subject=table,
        property=_PROPERTY,
    )
