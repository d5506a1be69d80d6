"""The database that is there once changes have been made."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar, cast

from pulumi_dsql_provider.dialect import privileges, targets
from pulumi_dsql_provider.diff.carry import carry
from pulumi_dsql_provider.diff.change import Change, Changes, Kind
from pulumi_dsql_provider.diff.grant import granted
from pulumi_dsql_provider.diff.renames import Renames
from pulumi_dsql_provider.diff.uses import columns_used
from pulumi_dsql_provider.model import (
    Access,
    Column,
    Constraint,
    Database,
    Domain,
    Function,
    Grant,
    Index,
    ObjectName,
    PrimaryKey,
    Schema,
    Sequence,
    Table,
    Unique,
    View,
)

T = TypeVar("T")

_CARRIED = ("table", "column", "sequence", "domain", "view")
_TABLE_PARTS: dict[Kind, str] = {
    "column": "columns",
    "unique": "uniques",
    "check": "checks",
    "foreign_key": "foreign_keys",
}


def renames_in(changes: Changes) -> Renames:
    """The renames among the changes that other things follow."""
    tables: dict[ObjectName, ObjectName] = {}
    sequences: dict[ObjectName, ObjectName] = {}
    domains: dict[ObjectName, ObjectName] = {}
    views: dict[ObjectName, ObjectName] = {}
    columns: dict[tuple[ObjectName, str], str] = {}
    for change in changes:
        if "name" not in change.differs:
            continue
        if isinstance(change.live, Table) and isinstance(change.wanted, Table):
            tables[change.wanted.name] = change.live.name
        elif isinstance(change.live, Column) and isinstance(change.wanted, Column) and change.table:
            columns[change.table, change.wanted.name] = change.live.name
        elif isinstance(change.live, Sequence) and isinstance(change.wanted, Sequence):
            sequences[change.wanted.name] = change.live.name
        elif isinstance(change.live, Domain) and isinstance(change.wanted, Domain):
            domains[change.wanted.name] = change.live.name
        elif isinstance(change.live, View) and isinstance(change.wanted, View):
            views[change.wanted.name] = change.live.name
    return Renames(tables=tables, columns=columns, sequences=sequences, domains=domains, views=views)


def after(live: Database, changes: Changes) -> Database:
    """`live` with the changes made, and without what vanishes because of them.

    A dropped table takes its indexes along, a dropped column the constraints and indexes that use it, and a
    unique constraint the index that it is made of.
    """
    carried = carry(live, renames_in(changes))
    by_kind: dict[Kind, list[Change]] = defaultdict(list)
    by_table: dict[ObjectName, list[Change]] = defaultdict(list)
    for change in changes:
        by_kind[change.kind].append(change)
        if change.table is not None and change.kind not in ("index", "statistics"):
            by_table[change.table].append(change)

    tables = []
    for table in _changed(carried.tables, by_kind["table"]):
        parts = by_table.get(table.name)
        tables.append(_table(table, parts) if parts else table)
    dropped = {cast(Table, change.live).name for change in by_kind["table"] if change.wanted is None}
    gone = {(table, name) for table, parts in by_table.items() for name in _dropped_columns(parts)}
    standing = (
        index
        for index in carried.indexes
        if index.table not in dropped and _stands(index, by_table.get(index.table, ()))
    )
    sequences = (
        sequence
        for sequence in carried.sequences
        if (owner := sequence.owned_by) is None or not (owner.table in dropped or owner in gone)
    )
    statistics = (
        one
        for one in carried.statistics
        if one.table not in dropped and not columns_used(one) & _dropped_columns(by_table.get(one.table, ()))
    )
    result = carried.model_copy(
        update={
            "schemas": _changed(carried.schemas, by_kind["schema"]),
            "tables": tuple(tables),
            "indexes": _changed(standing, by_kind["index"]),
            "sequences": _changed(sequences, by_kind["sequence"]),
            "domains": _domains(carried.domains, by_kind),
            "statistics": _changed(statistics, by_kind["statistics"]),
            "views": _changed(carried.views, by_kind["view"]),
            "functions": _changed(carried.functions, by_kind["function"]),
            "access": _access(carried.access, by_kind),
        }
    )
    grants = _grants(carried, result, by_kind["grant"], changes)
    return result.model_copy(update={"access": result.access.model_copy(update={"grants": grants})})


def _grants(
    live: Database, result: Database, of_grants: list[Change], changes: Changes
) -> tuple[Grant, ...] | None:
    """What is granted then; on what has gone, or a column that has, some may be left, which means nothing."""
    if of_grants:
        return _changed(granted(live, result), of_grants)
    if live.access.grants is None:
        return None
    made = (
        targets.of_thing(change.wanted)
        for change in changes
        if change.live is None
        and isinstance(change.wanted, Schema | Table | View | Sequence | Domain | Function)
    )
    defaults = result.access.default_privileges or ()
    new = [each for one in made for each in privileges.initial(one, defaults)]
    there = {grant.name for grant in live.access.grants} if new else set()
    return (*live.access.grants, *(grant for grant in new if grant.name not in there))


def _changed(values: Iterable[T], changes: Iterable[Change]) -> tuple[T, ...]:
    """The values with the changes made; an altered table changes only in what is its own."""
    made = list(changes)
    if not made:
        return tuple(values)
    found = {_key(value): value for value in values}
    for change in made:
        # Tables, columns, sequences, domains and views have been given their new names before.
        if change.live is not None and (change.wanted is None or change.kind not in _CARRIED):
            found.pop(_key(change.live), None)
    for change in made:
        if change.wanted is None:
            continue
        new = cast(T, change.wanted)
        if isinstance(new, Table) and change.live is not None:
            new = cast(T, cast(Table, found[new.name]).model_copy(update={"comment": new.comment}))
        found[_key(new)] = new
    return tuple(found.values())


def _domains(live: Iterable[Domain], by_kind: Mapping[Kind, list[Change]]) -> tuple[Domain, ...]:
    """A domain that is altered comes with all its wanted checks; one of which only checks change does not."""
    found = {domain.name: domain for domain in _changed(live, by_kind["domain"])}
    by_domain: dict[ObjectName, list[Change]] = defaultdict(list)
    for change in by_kind["domain_check"]:
        if change.table is not None:
            by_domain[change.table].append(change)
    for name, changes in by_domain.items():
        found[name] = found[name].model_copy(update={"checks": _changed(found[name].checks, changes)})
    return tuple(found.values())


def _access(live: Access, by_kind: Mapping[Kind, list[Change]]) -> Access:
    """Kinds of which nothing was said and nothing changes stay so."""
    kinds: dict[str, Kind] = {
        "roles": "role",
        "memberships": "membership",
        "iam_mappings": "iam_mapping",
        "owners": "owner",
        "default_privileges": "default_privilege",
    }
    changed = {
        field: _changed(getattr(live, field) or (), by_kind[kind])
        for field, kind in kinds.items()
        if by_kind[kind]
    }
    return live.model_copy(update=changed)


def _key(value: object) -> Hashable:
    if isinstance(value, Function):
        return value.identity
    return value.qualified_name if isinstance(value, Index) else cast(Table, value).name


def _table(table: Table, changes: list[Change]) -> Table:
    gone = _dropped_columns(changes)
    update: dict[str, object] = {}
    for kind, field in _TABLE_PARTS.items():
        parts: tuple[Column | Constraint, ...] = getattr(table, field)
        standing = (part for part in parts if kind == "column" or not columns_used(part) & gone)
        update[field] = _changed(standing, (change for change in changes if change.kind == kind))
    for change in changes:
        if change.kind == "primary_key":
            update["primary_key"] = cast(PrimaryKey | None, change.wanted)
    return table.model_copy(update=update)


def _dropped_columns(changes: Iterable[Change]) -> frozenset[str]:
    return frozenset(
        change.live.name for change in changes if isinstance(change.live, Column) and change.wanted is None
    )


def _stands(index: Index, changes: Collection[Change]) -> bool:
    """Whether an index is still there when the parts of its table have been changed."""
    if not changes:
        return True
    uniques = {change.wanted.name for change in changes if isinstance(change.wanted, Unique)}
    return index.name not in uniques and not columns_used(index) & _dropped_columns(changes)
