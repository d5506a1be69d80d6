"""Tables that have to be made anew, as DSQL has no ALTER for what changes: all that does is one step then.

What changes of such a table is part of the step, but for its renames and those of its columns: they run
before, so that the step knows one name of everything.
"""

from collections.abc import Collection, Iterable

from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.model import ObjectName, Table
from pulumi_dsql_provider.plan.hazard import Hazard
from pulumi_dsql_provider.plan.part import Part, Phase
from pulumi_dsql_provider.plan.plan import Plan
from pulumi_dsql_provider.plan.situation import Situation
from pulumi_dsql_provider.plan.step import Reason, Rebuild


class NeedsRebuild(Refusal):
    """A refusal of what a rebuild of the table can do.

    `what` is a clause: `column a cannot become …`. `hazards` are those of doing it.
    """

    what: str
    hazards: tuple[Hazard, ...] = ()

    @property
    def reason(self) -> Reason:
        """The same, as a rebuild holds it."""
        return Reason(code=self.code, what=self.what, way_out=self.way_out)


def rebuilt(found: Iterable[Part | Refusal]) -> frozenset[ObjectName]:
    """The tables that have to be rebuilt."""
    needed = (each for each in found if isinstance(each, NeedsRebuild))
    return frozenset(each.subject for each in needed if each.subject is not None)


def table_of(change: Change) -> ObjectName | None:
    """The table that the change is about, by its wanted name."""
    if isinstance(change.wanted, Table):
        return change.wanted.name
    return None if change.kind == "domain_check" else change.table


def parts(
    planned: Iterable[tuple[ObjectName | None, Part | Refusal]],
    tables: Collection[ObjectName],
    situation: Situation,
) -> list[Part | Refusal]:
    """What is planned, each with its table, in which the rebuilds take the place of all they do."""
    kept: list[Part | Refusal] = []
    reasons: dict[ObjectName, list[Reason]] = {table: [] for table in sorted(tables)}
    hazards: dict[ObjectName, list[Hazard]] = {table: [] for table in tables}
    for table, one in planned:
        if table is None or table not in tables:
            kept.append(one)
        elif isinstance(one, NeedsRebuild):
            reasons[table].append(one.reason)
            hazards[table] += one.hazards
        elif isinstance(one, Refusal) or one.phase == Phase.RENAMES:
            kept.append(one)
        else:
            told = (hazard for step in one.steps for hazard in step.hazards)
            hazards[table] += (hazard for hazard in told if hazard.needs_allow)
    rebuilds = (_part(table, reasons[table], hazards[table], situation) for table in reasons)
    return [*kept, *rebuilds]


def not_yet(plan: Plan) -> tuple[Refusal, ...]:
    """Why a plan with rebuilds cannot run: a refusal for each of their reasons."""
    return tuple(
        Refusal(
            code="DSQL102",
            message=f"table {step.table}: {reason.what}; the rebuild is planned, but not carried out",
            way_out=reason.way_out,
            subject=step.table,
        )
        for step in plan.steps
        if isinstance(step, Rebuild)
        for reason in step.reasons
    )


def _part(name: ObjectName, reasons: list[Reason], hazards: list[Hazard], situation: Situation) -> Part:
    table = situation.result.table(name)
    assert table is not None
    own = Hazard(
        code=f"rebuild-table:{name.name}", text="copies every row into a new table, which takes its place"
    )
    step = Rebuild(
        table=name,
        reasons=tuple(dict.fromkeys(reasons)),
        wanted=table,
        indexes=situation.result.indexes_of(name),
        statistics=tuple(one for one in situation.result.statistics if one.table == name),
        why="DSQL has no ALTER for it",
        hazards=(own, *hazards),
    )
    return Part(Phase.REBUILDS, (step,), (), name, "columns")
