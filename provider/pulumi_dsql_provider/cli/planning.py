"""From one source to another: the plan that `diff` prints and `apply` runs."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from pulumi_dsql_provider import catalog, diff, plan
from pulumi_dsql_provider.catalog.session import Session
from pulumi_dsql_provider.cli import left_alone, unseen
from pulumi_dsql_provider.cli.output import say
from pulumi_dsql_provider.cli.references import completed, dangling, unknown_domains
from pulumi_dsql_provider.cli.renaming import both_there, old_names
from pulumi_dsql_provider.cli.selection import ALWAYS_THERE, Selection
from pulumi_dsql_provider.cli.source import Side
from pulumi_dsql_provider.dialect import validate
from pulumi_dsql_provider.dialect.capabilities import rules
from pulumi_dsql_provider.dialect.parse import Key
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.diff import Changes, Renames
from pulumi_dsql_provider.model import Database, ObjectName, Schema, Table
from pulumi_dsql_provider.plan import Plan, Policy

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two sources."""

    changes: Changes
    live: Database
    wanted: Database
    locations: Mapping[Key, str]

    def plan(self, allow: Iterable[str]) -> Plan:
        """The plan when these hazards are allowed: steps, or refusals, with their place where it is known."""
        made = plan.make(self.changes, self.live, Policy(allow=frozenset(allow), rebuild=True, hints=True))
        return made.model_copy(update={"refusals": self.located(made.refusals)})

    def located(self, refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
        """The refusals with the place where their subject is defined, if it is."""
        return _located(refusals, self.locations)


def compared(live: Side, wanted: Side, selection: Selection) -> Comparison:
    """What leads from the selected part of `live` to that of `wanted`.

    A database on either side is asked what the texts do not tell. Raises Refused with everything that DSQL
    would refuse in what is wanted, and where a selected schema is on neither side; DatabaseError.
    """
    selection.check(live.database, wanted.database)
    after = selection.part(wanted.database)
    former = old_names(one for one in wanted.renamed if selection.takes(*one.name))
    before = selection.part(live.database, former)
    _tell_left_out(wanted, after)
    for note in left_alone.notes(live, wanted, after, selection):
        say(f"note: {note}")
    others = [table for table in live.database.tables if before.table(table.name) is None]
    refusals = (
        *validate.database(after, rules()),
        *both_there(before, wanted.renamed),
        *dangling(before, after, {table.name for table in others}),
        *unknown_domains(live.database, before, after),
        *unseen.refusals(live, after),
    )
    if refusals:
        raise Refused(*_located(refusals, wanted.locations))
    staying = (table for table in others if selection.takes(table.name.schema))
    before, after = (
        _with_schemas(completed(before, wanted.database), before.tables, after),
        _with_schemas(completed(after, live.database), (*after.tables, *staying), before),
    )
    beside = selection.schemas_beside(live.database)
    before, after = _with_schemas_beside(before, after, beside), _with_schemas_beside(after, before, beside)
    session, renames = live.reads or wanted.reads, Renames.said(wanted.renamed)
    if session is None:
        changes = diff.compare(before, after, renames=renames)
    else:
        changes = diff.compare_asking(before, after, partial(catalog.ask, session), renames=renames)
        _type_check(session, changes, after, wanted.locations)
    return Comparison(
        changes=changes,
        live=live.database,
        wanted=after,
        locations={**live.locations, **wanted.locations},
    )


def _type_check(session: Session, changes: Changes, after: Database, locations: Mapping[Key, str]) -> None:
    try:
        catalog.type_check(session, diff.fresh(changes, after))
        catalog.query_check(session, diff.fresh_queries(changes))
    except Refused as refused:
        raise Refused(*_located(refused.refusals, locations)) from None


def built(side: Side, selection: Selection) -> tuple[Database, Plan]:
    """The selected part of a source, and the plan that builds it from nothing. Raises as `compared`.

    What a database holds is not held against the rules: the service has accepted it.
    """
    selection.check(side.database)
    part = selection.part(side.database)
    if side.session is None and (refusals := validate.database(part, rules())):
        raise Refused(*_located(refusals, side.locations))
    part = _with_schemas(part, part.tables, part)
    made = plan.make(diff.compare(Database(), part), Database())
    if made.refusals:
        raise Refused(*_located(made.refusals, side.locations))
    return part, made


def tell_order(comparison: Comparison) -> None:
    """No plan changes the order of columns, and nothing but `SELECT *` and the like depends on it."""
    tables = (
        (table, there) for table in comparison.wanted.tables if (there := comparison.live.table(table.name))
    )
    names = [str(table.name) for table, there in tables if _other_order(table, there)]
    if names:
        say(f"note: left alone is the order of the columns of {_some_of(names)}")


def _other_order(table: Table, other: Table) -> bool:
    """Whether the columns that both have stand in another order."""
    one, two = ([column.name for column in side.columns] for side in (table, other))
    return one != two and [name for name in one if name in two] != [name for name in two if name in one]


def _some_of(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"


def _tell_left_out(wanted: Side, after: Database) -> None:
    """Files say what is wanted: that some of it is not looked at may be a slip."""
    if wanted.session is None:
        names = [str(table.name) for table in wanted.database.tables if after.table(table.name) is None]
        if names:
            say(f"note: left alone, though defined, is {_some_of(names)}")


def _with_schemas(database: Database, tables: Iterable[Table], other: Database) -> Database:
    """With the schemas of these tables and of all else, declared or not; those that are not are as on the
    other side.
    """
    used = (
        *(table.name for table in tables),
        *(sequence.name for sequence in database.sequences),
        *(domain.name for domain in database.domains),
        *(statistics.name for statistics in database.statistics),
        *(function.name for function in database.functions),
        *(view.name for view in database.views),
    )
    names = dict.fromkeys(name.schema for name in used)
    missing = (name for name in names if name != ALWAYS_THERE and not database.schema_named(name))
    schemas = (other.schema_named(name) or Schema(name=name) for name in missing)
    return database.model_copy(update={"schemas": (*database.schemas, *schemas)})


def _with_schemas_beside(database: Database, other: Database, beside: Collection[str]) -> Database:
    """With those of the schemas `beside` that the other side has: they neither come nor go."""
    missing = (schema for schema in other.schemas if not database.schema_named(schema.name))
    kept = tuple(schema for schema in missing if schema.name in beside)
    return database.model_copy(update={"schemas": (*database.schemas, *kept)})


def _located(refusals: Iterable[Refusal], locations: Mapping[Key, str]) -> tuple[Refusal, ...]:
    """The same refusals with the place where their subject is defined, if it is."""
    return tuple(
        refusal.model_copy(update={"location": refusal.location or _place(refusal.subject, locations)})
        for refusal in refusals
    )


def _place(subject: ObjectName | None, locations: Mapping[Key, str]) -> str | None:
    """Where it is defined; a schema that nothing defines is where the first of what is in it is."""
    found = locations.get(_key(subject))
    if found is None and subject is not None and not subject.name:
        inside = (key for key in locations if isinstance(key, ObjectName) and key.schema == subject.schema)
        return next((locations[key] for key in inside), None)
    return found


def _key(subject: ObjectName | None) -> Key:
    """What `locations` know it by; a refusal's subject is (schema, "") where it is a schema."""
    return "" if subject is None else subject if subject.name else subject.schema
