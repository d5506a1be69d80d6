"""Changes -> plan: planned by kind, put in order, held against what is allowed and what DSQL accepts."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from pulumi_dsql_provider.dialect import capabilities
from pulumi_dsql_provider.dialect.capabilities import Rules
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.diff.change import Change, Changes, Kind
from pulumi_dsql_provider.model import Database, Domain, Function, ObjectName, Table
from pulumi_dsql_provider.plan import (
    check,
    column,
    default_privilege,
    dependency,
    domain,
    domain_check,
    foreign_key,
    function,
    iam_mapping,
    index,
    limit,
    membership,
    missing,
    owner,
    primary_key,
    privilege,
    rebuild,
    role,
    schema,
    sequence,
    statistics,
    table,
    taken,
    unique,
    view,
)
from pulumi_dsql_provider.plan.hazard import HAZARDS
from pulumi_dsql_provider.plan.part import Part, Planned
from pulumi_dsql_provider.plan.plan import Plan
from pulumi_dsql_provider.plan.policy import Policy
from pulumi_dsql_provider.plan.situation import Situation
from pulumi_dsql_provider.plan.step import Step
from pulumi_dsql_provider.plan.untold_rename import advice

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
    "domain": domain.plan,
    "domain_check": domain_check.plan,
    "statistics": statistics.plan,
    "function": function.plan,
    "view": view.plan,
    "role": role.plan,
    "membership": membership.plan,
    "iam_mapping": iam_mapping.plan,
    "grant": privilege.plan,
    "owner": owner.plan,
    "default_privilege": default_privilege.plan,
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
    planned = _planned(situation)
    if policy.rebuild and (tables := rebuild.rebuilt(planned)):
        situation = replace(situation, rebuilt=tables)
        planned = _planned(situation)
    refusals = [one for one in planned if isinstance(one, Refusal)]
    parts = sorted(
        (one for one in planned if isinstance(one, Part)), key=lambda part: (part.phase, part.rank)
    )
    for part in parts:
        refusals += _not_allowed(part, policy, situation)
        refusals += _not_accepted(part, rules)
    refusals += limit.exceeded(live, situation)
    refusals += missing.refusals(live, situation, coming)
    refusals += taken.refusals(live, situation)
    if refusals:
        return Plan(refusals=tuple(dict.fromkeys(refusals)))
    steps = tuple(_with_hazards(step, part, policy) for part in parts for step in part.steps)
    return Plan(steps=steps, after=dependency.after(parts))


def _planned(situation: Situation) -> list[Part | Refusal]:
    """What the planners of all kinds give, rebuilds in place of all that they do."""
    planned = (
        (rebuild.table_of(change), _touching(one, change))
        for change in _in_order(situation.changes, situation)
        for one in _PLANNERS[change.kind](change, situation)
    )
    return rebuild.parts(planned, situation.rebuilt, situation)


def _touching(planned: Part | Refusal, change: Change) -> Part | Refusal:
    return replace(planned, touches=dependency.touched(change)) if isinstance(planned, Part) else planned


def _with_hazards(step: Step, part: Part, policy: Policy) -> Step:
    """The step with the hazards that are asked for, which say what they are about."""
    if not step.hazards:
        return step
    hazards = tuple(
        hazard.model_copy(update={"subject": part.subject})
        for hazard in step.hazards
        if policy.hints or not HAZARDS[hazard.kind].is_hint
    )
    return step.model_copy(update={"hazards": hazards})


def _in_order(changes: Changes, situation: Situation) -> Iterable[Change]:
    """New tables after those they reference, tables that go before; so with domains that are over others;
    functions after and before those they call. Every other change stays where it was.
    """
    tables = (*situation.created, *situation.dropped)
    domains = (*situation.created_domains, *situation.dropped_domains)
    functions = (*situation.functions.made, *situation.functions.dropped)
    place: dict[tuple[type, ObjectName], int] = {
        **{(Table, table.name): number for number, table in enumerate(tables)},
        **{(Domain, domain.name): number for number, domain in enumerate(domains)},
        **{(Function, function.identity): number for number, function in enumerate(functions)},
    }

    def key(change: Change) -> int:
        match change.live or change.wanted:
            case Function() as function:
                return place[Function, function.identity]
            case Table() | Domain() as whole:
                return place.get((type(whole), whole.name), -1)
        return -1

    return sorted(changes, key=key)


def _not_allowed(part: Part, policy: Policy, situation: Situation) -> Iterator[Refusal]:
    for hazard in (hazard for step in part.steps for hazard in step.hazards):
        if hazard.needs_allow and not policy.allows(hazard.code):
            where = f" in {part.subject}" if part.property == "columns" else ""
            yield Refusal(
                code="DSQL101",
                message=f"{hazard.code}{where} {hazard.text}",
                way_out=f'allow it with "{hazard.code}"{advice(hazard, part.subject, situation)}',
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
