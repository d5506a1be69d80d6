"""What a plan relies on and what is nowhere.

A new table's schema, the domain that a column is of, what a foreign key references or a view reads.
"""

from collections.abc import Collection, Iterator

from pulumi_dsql_provider.dialect import roles, types
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.model import (
    Column,
    Database,
    DefaultPrivilege,
    Domain,
    ForeignKey,
    Function,
    Grant,
    IamMapping,
    Membership,
    ObjectName,
    Owner,
    Schema,
    Sequence,
    Statistics,
    Table,
    View,
)
from pulumi_dsql_provider.plan.situation import Situation

_ALWAYS_THERE = "public"


def refusals(live: Database, situation: Situation, coming: Collection[ObjectName]) -> Iterator[Refusal]:
    """The refusals of what nothing makes: neither this plan nor, as far as `coming` says, anything else.

    A whole database has a schema at least. `live` without one is a part, which does not tell what is missing.
    """
    if not live.schemas:
        return
    schemas = _schemas(live, situation, coming)
    for what, name in _created(situation):
        if name.schema not in schemas:
            yield _no_schema(what, name)
    yield from _missing_domains(situation)
    yield from _roles(live, situation)
    tables = _tables(live, situation, coming)
    for change in situation.changes:
        for owner, key in _new_foreign_keys(change):
            if key.references not in tables:
                yield _no_table(owner, key)
    for view, name in situation.views.unread():
        if name not in coming:
            yield _no_relation(view, name)


def _missing_domains(situation: Situation) -> Iterator[Refusal]:
    domains = {domain.name for domain in (*situation.live.domains, *situation.created_domains)}
    for change in situation.changes:
        for owner, column in _new_columns(change):
            type_ = types.domain_named(column.type)
            if type_ is not None and type_ not in domains:
                yield _no_domain(owner, column, type_)


def _roles(live: Database, situation: Situation) -> Iterator[Refusal]:
    """The refusal of each role that a change names and that will not be there."""
    if live.access.roles is None:
        return
    there = {role.name for role in live.access.roles} - situation.dropped_roles | situation.created_roles
    named = (name for change in situation.changes for name in _roles_named(change))
    for name in dict.fromkeys(named):
        if name not in there and not roles.is_of_the_service(name):
            yield Refusal(
                code="DSQL150",
                message=f"there is no role {name}",
                way_out="declare it with CREATE ROLE, or correct the name",
                subject=ObjectName("", name),
                property="name",
            )


def _roles_named(change: Change) -> tuple[str, ...]:
    """The roles that must be there for the change."""
    match change.wanted:
        case Membership(role=role, member=member):
            return role, member
        case IamMapping(role=role):
            return (role,)
        case Grant(grantee=grantee) if grantee != roles.PUBLIC:
            return (grantee,)
        case Owner(role=role):
            return (role,)
        case DefaultPrivilege(role=role, grantee=grantee):
            return (role,) if grantee == roles.PUBLIC else (role, grantee)
    return ()


def _created(situation: Situation) -> Iterator[tuple[str, ObjectName]]:
    yield from (("table", table.name) for table in situation.created)
    for change in situation.changes:
        if change.live is None and isinstance(
            change.wanted, Sequence | Domain | Function | Statistics | View
        ):
            yield change.kind, change.wanted.name


def _schemas(live: Database, situation: Situation, coming: Collection[ObjectName]) -> set[str]:
    """Files may define tables in a schema that they do not create."""
    made = (change.wanted for change in situation.changes)
    return {
        _ALWAYS_THERE,
        *(schema.name for schema in live.schemas),
        *(table.name.schema for table in live.tables),
        *(schema.name for schema in made if isinstance(schema, Schema)),
        *(name.schema for name in coming if not name.name),
    }


def _tables(live: Database, situation: Situation, coming: Collection[ObjectName]) -> set[ObjectName]:
    """What a live foreign key references is there, though files may not define it."""
    changed = (change.wanted for change in situation.changes)
    return {
        *(table.name for table in live.tables),
        *(key.references for table in live.tables for key in table.foreign_keys),
        *(table.name for table in changed if isinstance(table, Table)),
        *coming,
    }


def _new_columns(change: Change) -> Iterator[tuple[ObjectName, Column]]:
    """The columns that the change makes, each with its table."""
    if change.live is None and isinstance(change.wanted, Table):
        for column in change.wanted.columns:
            yield change.wanted.name, column
    elif change.live is None and isinstance(change.wanted, Column) and change.table is not None:
        yield change.table, change.wanted


def _new_foreign_keys(change: Change) -> Iterator[tuple[ObjectName, ForeignKey]]:
    """The foreign keys that the change makes, each with its table."""
    wanted = change.wanted
    if isinstance(wanted, Table) and change.live is None:
        yield from ((wanted.name, key) for key in wanted.foreign_keys if key.references != wanted.name)
    elif isinstance(wanted, ForeignKey) and change.table is not None and change.table != wanted.references:
        yield change.table, wanted


def _no_schema(what: str, name: ObjectName) -> Refusal:
    schema, several = name.schema, what if what.endswith("s") else f"{what}s"
    return Refusal(
        code="DSQL125",
        message=f"there is no schema {schema} for {what} {name}",
        way_out=f"declare the schema {schema} too, and before its {several}, or correct the name",
        subject=name,
        property="schema",
    )


def _no_domain(table: ObjectName, column: Column, type_: ObjectName) -> Refusal:
    return Refusal(
        code="DSQL010",
        message=f"the column {column.name} of {table} is of the domain {type_}, which is not there",
        way_out="declare that domain, or correct the name",
        subject=table,
        property="columns",
    )


def _no_relation(view: View, name: ObjectName) -> Refusal:
    return Refusal(
        code="DSQL148",
        message=f"the view {view.name} reads {name}, which is not there",
        way_out="declare that table or view too, or correct the name",
        subject=view.name,
        property="query",
    )


def _no_table(table: ObjectName, key: ForeignKey) -> Refusal:
    return Refusal(
        code="DSQL126",
        message=f"the foreign key {key.name} of {table} references {key.references}, which is not there",
        way_out="declare that table too, and before this one, or correct the name",
        subject=table,
        property="foreign_keys",
    )
