"""Plans the changes of foreign keys."""

from pulumi_dsql_provider.dialect.render import foreign_key as render
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.model import ForeignKey, ObjectName
from pulumi_dsql_provider.plan import constraint, hint
from pulumi_dsql_provider.plan.part import Part, Phase, Planned, sides, table_of
from pulumi_dsql_provider.plan.situation import Situation, is_rebuilt
from pulumi_dsql_provider.plan.step import Statement

_PROPERTY = "foreign_keys"
_DEFERRABLE = frozenset({"deferrable", "initially_deferred"})


def plan(change: Change, situation: Situation) -> Planned:
    """DROP, ADD … NOT VALID, VALIDATE, ALTER, RENAME: as many of them as the change needs."""
    table = table_of(change)
    live, wanted = sides(change, ForeignKey)
    if live is None:
        assert wanted is not None
        yield added(table, wanted, situation)
    elif wanted is None or is_rebuilt(change):
        yield _dropped(table, live, wanted, situation)
        if wanted is not None:
            yield added(table, wanted, situation)
    else:
        yield from _altered(change, table, live, wanted, situation)


def added(table: ObjectName, key: ForeignKey, situation: Situation) -> Part:
    """The foreign key added to a table that is there."""
    hazards = hint.added(key, table, situation)
    add = constraint.added(render.add(table, key), table, key.name, *hazards)
    hazards = hint.validated(key, table, situation)
    validated = constraint.validated(table, key.name, *hazards) if key.validated else ()
    steps = (add, *validated, *constraint.commented(table, None, key))
    forms = ("add-foreign-key-not-valid", "validate-constraint-async", constraint.COMMENT)
    return Part(Phase.FOREIGN_KEYS, steps, forms, table, _PROPERTY)


def _dropped(table: ObjectName, live: ForeignKey, wanted: ForeignKey | None, situation: Situation) -> Part:
    """Right before its successor where there is one, unless the key that it relies on goes earlier."""
    why = "the foreign key is no longer wanted" if wanted is None else "DSQL cannot alter a foreign key"
    drop = constraint.dropped(table, live.name, why, reverse=render.add(table, live))
    early = wanted is None or situation.loses_its_key(live)
    phase = Phase.DROP_FOREIGN_KEYS if early else Phase.FOREIGN_KEYS
    return Part(phase, (drop,), ("drop-constraint",), table, _PROPERTY)


def _altered(
    change: Change, table: ObjectName, live: ForeignKey, wanted: ForeignKey, situation: Situation
) -> Planned:
    if "name" in change.differs:
        rename = constraint.renamed(table, live.name, wanted.name)
        yield Part(Phase.RENAME_PARTS, (rename,), ("rename-constraint",), table, _PROPERTY)
    if change.differs & _DEFERRABLE:
        alter = Statement(
            sql=render.alter_deferrable(table, wanted),
            why="when the foreign key is checked differs",
            reverse=render.alter_deferrable(table, live.model_copy(update={"name": wanted.name})),
        )
        yield Part(Phase.FOREIGN_KEYS, (alter,), ("alter-constraint-deferrable",), table, _PROPERTY)
    if "validated" in change.differs:
        validate = constraint.validated(table, wanted.name, *hint.validated(wanted, table, situation))
        yield Part(Phase.FOREIGN_KEYS, validate, ("validate-constraint-async",), table, _PROPERTY)
    if "comment" in change.differs:
        yield constraint.comment_part(Phase.FOREIGN_KEYS, table, live, wanted, _PROPERTY)
