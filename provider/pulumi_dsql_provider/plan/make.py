"""Changes -> plan: planned by kind, put in order, held against what is allowed and what DSQL accepts."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from pulumi_dsql_provider.dialect import capabilities
from pulumi_dsql_provider.dialect.capabilities import Rules
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.diff.change import Change, Changes, Kind
from pulumi_dsql_provider.model import Database, Function, ObjectName, Table
from pulumi_dsql_provider.plan import (
    check,
    column,
    foreign_key,
    function,
    index,
    limit,
    missing,
    primary_key,
    schema,
    sequence,
    table,
    taken,
    unique,
)
from pulumi_dsql_provider.plan.part import Part, Planned
from pulumi_dsql_provider.plan.plan import Plan
from pulumi_dsql_provider.plan.policy import Policy
from pulumi_dsql_provider.plan.situation import Situation

_NOTHING_ALLOWED = Policy()

_PLANNERS: Mapping[Kind, Callable[[Change, Situation], Planned]] = {
    "schema": schema.plan,
    "table": table.plan,
    "column": column.plan,
    "primary_key": primary_key.plan,
    "unique": unique.plan,
    "check": check.plan,
    "foreign_key": foreign_key.plan,
    "index": index.plan,
    "sequence": sequence.plan,
    "function": function.plan,
}


def make(
    changes: Changes,
    live: Database,
    policy: Policy = _NOTHING_ALLOWED,
    rules: Rules | None = None,
    *,
    coming: Collection[ObjectName] = (),
) -> Plan:
    """The plan that makes these changes to `live`.

    `live` may hold more than what changes: all that is there is looked at for names in use and for what
    hangs on what goes. `coming` are the schemas (as `(schema, "")`) and tables that something else makes
    before this plan runs. With a refusal, and a hazard that is not allowed is one, there are no steps.
    """
    if not changes:
        return Plan()
    rules = rules or capabilities.rules()
    situation = Situation.of(changes, live)
    parts: list[Part] = []
    refusals: list[Refusal] = []
    for change in _in_order(changes, situation):
        for planned in _PLANNERS[change.kind](change, situation):
            if isinstance(planned, Refusal):
                refusals.append(planned)
            else:
                parts.append(planned)
    parts.sort(key=lambda part: part.phase)
    for part in parts:
        refusals += _not_allowed(part, policy)
        refusals += _not_accepted(part, rules)
    refusals += limit.exceeded(live, situation)
    refusals += missing.refusals(live, situation, coming)
    refusals += taken.refusals(live, situation)
    if refusals:
        return Plan(refusals=tuple(dict.fromkeys(refusals)))
    return Plan(steps=tuple(step for part in parts for step in part.steps))


def _in_order(changes: Changes, situation: Situation) -> Iterable[Change]:
    """New tables after those they reference, tables that go before; functions after and before those they
    call; every other change where it was.
    """
    functions = situation.functions
    names = [found.name for found in (*situation.created, *situation.dropped)]
    names += [found.identity for found in (*functions.made, *functions.dropped)]
    place: dict[ObjectName, int] = {name: number for number, name in enumerate(names)}

    def key(change: Change) -> int:
        whole = change.live or change.wanted
        if isinstance(whole, Function):
            return place[whole.identity]
        return place.get(whole.name, -1) if isinstance(whole, Table) else -1

    return sorted(changes, key=key)


def _not_allowed(part: Part, policy: Policy) -> Iterator[Refusal]:
    for hazard in (hazard for step in part.steps for hazard in step.hazards):
        if hazard.needs_allow and not policy.allows(hazard.code):
            where = f" in {part.subject}" if part.property == "columns" else ""
            yield Refusal(
                code="DSQL101",
                message=f"{hazard.code}{where} {hazard.text}",
                way_out=f'allow it with "{hazard.code}"',
                subject=part.subject,
                property=part.property,
            )


def _not_accepted(part: Part, rules: Rules) -> Iterator[Refusal]:
    for form in part.forms:
        if not rules.accepts(form):
            yield Refusal(
                code="DSQL123",
                message=f"DSQL did not accept {form} on {rules.as_of.isoformat()}",
                way_out="plan with the rules of a later day, or leave this change out",
                subject=part.subject,
                property=part.property,
            )
