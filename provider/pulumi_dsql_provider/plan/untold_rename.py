"""What may be a rename that nobody has told: it is never guessed, but its author is told how to tell it."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect import naming
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.model import Column, ObjectName, Sequence, Table
from pulumi_dsql_provider.plan.hazard import Hazard
from pulumi_dsql_provider.plan.situation import Situation


def advice(hazard: Hazard, subject: ObjectName | None, situation: Situation) -> str:
    """How to say that what goes has another name now, where something alike comes; else nothing."""
    old = hazard.code.partition(":")[2]
    new = list(_alike(hazard.kind, old, subject, situation))
    if not new or naming.is_unfinished(old):
        return ""
    return f"; or, if it is {' or '.join(new)} now, say so there: renamed_from {old}"


def _alike(kind: str, old: str, subject: ObjectName | None, situation: Situation) -> Iterator[str]:
    gone = next((each for each in situation.changes if _is_gone(each, kind, old, subject)), None)
    for change in situation.changes if gone is not None else ():
        if change.live is not None:
            continue
        match gone.live if gone else None, change.wanted:
            case Column() as live, Column() as wanted:
                if change.table == subject and wanted.type == live.type:
                    yield wanted.name
            case Table() as live, Table() as wanted:
                same = {column.name for column in live.columns} == {each.name for each in wanted.columns}
                if same and wanted.name.schema == live.name.schema:
                    yield wanted.name.name
            case Sequence() as live, Sequence() as wanted:
                if wanted.name.schema == live.name.schema:
                    yield wanted.name.name


def _is_gone(change: Change, kind: str, old: str, subject: ObjectName | None) -> bool:
    if change.wanted is not None:
        return False
    match change.live:
        case Column(name=name):
            return kind == "drop-column" and change.table == subject and name == old
        case Table(name=table):
            return kind == "drop-table" and table == subject
        case Sequence(name=sequence):
            return kind == "drop-sequence" and sequence == subject
    return False
