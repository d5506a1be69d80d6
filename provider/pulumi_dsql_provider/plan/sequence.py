"""Plans the changes of sequences."""

from pulumi_dsql_provider.dialect.render import sequence as render
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.model import Condition, ObjectName, OwningColumn, Sequence, SequenceOptions
from pulumi_dsql_provider.plan import hint, numbers, owner, renaming
from pulumi_dsql_provider.plan.hazard import Hazard
from pulumi_dsql_provider.plan.part import Part, Phase, Planned, sides
from pulumi_dsql_provider.plan.situation import Situation
from pulumi_dsql_provider.plan.step import Statement

_OPTIONS = frozenset(SequenceOptions.model_fields)


def plan(change: Change, situation: Situation) -> Planned:
    """CREATE, RENAME, ALTER, DROP. It is there before the tables whose defaults use it, and outlives them."""
    live, wanted = sides(change, Sequence)
    if wanted is None:
        assert live is not None
        # One that belongs to a column goes with it.
        if live.owned_by is None or not _goes(live.owned_by, situation):
            yield _drop(live)
        return
    if live is not None and live.name != wanted.name:
        yield renaming.part(
            "sequence", live.name, wanted.name, render.rename, hint.renamed(live.name.name, wanted.name.name)
        )
    if live is None:
        yield _create(wanted)
    elif change.differs & _OPTIONS:
        yield _alter(live, wanted)
    before = live.owned_by if live else None
    if before is not None and before != wanted.owned_by and _goes(before, situation):
        yield _owner(wanted.name, before, None, Phase.DROPS)
        before = None
    if before != wanted.owned_by:
        if wanted.owned_by is not None:
            yield from owner.as_of_table(wanted.name, wanted.owned_by.table, situation)
        yield _owner(wanted.name, before, wanted.owned_by, Phase.SEQUENCE_OWNERS)
    if ((live and live.comment) or None) != (wanted.comment or None):
        yield _comment(live, wanted)


def _goes(owner: OwningColumn, situation: Situation) -> bool:
    return situation.is_dropped(owner.table) or owner.column in situation.dropped_columns(owner.table)


def _create(sequence: Sequence) -> Part:
    step = Statement(
        sql=render.create(sequence),
        why="the sequence is new",
        done=Condition(kind="sequence", name=sequence.name, state="present"),
        reverse=render.drop(sequence.name),
    )
    return Part(Phase.SEQUENCES, (step,), ("create-sequence",), sequence.name, "name")


def _alter(live: Sequence, wanted: Sequence) -> Part:
    live = live.model_copy(update={"name": wanted.name})
    step = Statement(
        sql=render.alter(live, wanted),
        why="its options differ",
        hazards=numbers.hazards(wanted.name.name, live, wanted),
        reverse=render.alter(wanted, live),
    )
    return Part(Phase.SEQUENCES, (step,), ("alter-sequence",), wanted.name)


def _owner(name: ObjectName, live: OwningColumn | None, wanted: OwningColumn | None, phase: Phase) -> Part:
    step = Statement(
        sql=render.owned_by(name, wanted),
        why="the column that it goes with differs",
        reverse=render.owned_by(name, live),
    )
    return Part(phase, (step,), ("alter-sequence",), name, "owned_by")


def _comment(live: Sequence | None, wanted: Sequence) -> Part:
    step = Statement(
        sql=render.comment(wanted.name, wanted.comment or None),
        why="the comment differs",
        reverse=render.comment(wanted.name, live.comment or None if live else None),
    )
    return Part(Phase.SEQUENCES, (step,), ("comment-on-sequence",), wanted.name, "comment")


def _drop(sequence: Sequence) -> Part:
    step = Statement(
        sql=render.drop(sequence.name),
        why="the sequence is no longer wanted",
        hazards=(
            Hazard(code=f"drop-sequence:{sequence.name.name}", text="forgets which numbers were given"),
        ),
        done=Condition(kind="sequence", name=sequence.name, state="absent"),
        irreversible="its position is gone",
    )
    return Part(Phase.DROP_SEQUENCES, (step,), ("drop-sequence",), sequence.name, "name")
