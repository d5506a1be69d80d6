"""The rename of a whole thing, which its kinds have alike."""

from collections.abc import Callable
from typing import Literal

from pulumi_dsql_provider.model import Condition, ObjectName
from pulumi_dsql_provider.plan.hazard import Hazard
from pulumi_dsql_provider.plan.part import Part, Phase
from pulumi_dsql_provider.plan.step import Statement


def part(
    kind: Literal["table", "sequence", "domain", "view"],
    old: ObjectName,
    new: ObjectName,
    rename: Callable[[ObjectName, str], str],
    *hazards: Hazard,
) -> Part:
    """ALTER … RENAME TO, as `rename` renders it from the name there is and the other one."""
    step = Statement(
        sql=rename(old, new.name),
        why=f"the {kind} is renamed",
        hazards=hazards,
        done=Condition(kind=kind, name=new, state="present"),
        reverse=rename(new, old.name),
    )
    return Part(Phase.RENAMES, (step,), (f"rename-{kind}",), new, "name")
