"""Names that a plan gives to tables and their keys, and that a table or an index which stays has."""

from collections.abc import Iterator
from typing import NamedTuple

from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.model import (
    Database,
    Domain,
    Index,
    ObjectName,
    PrimaryKey,
    Sequence,
    Table,
    Unique,
)
from pulumi_dsql_provider.plan.situation import Situation


class _Given(NamedTuple):
    name: ObjectName
    to: str
    subject: ObjectName
    property: str
    is_type: bool = False
    is_relation: bool = True


def refusals(live: Database, situation: Situation) -> Iterator[Refusal]:
    """A refusal for each name that is not free when its turn comes; tables that go do so last."""
    freed = _freed(situation)
    for given in (given for change in situation.changes for given in _given(change)):
        if given.name in freed:
            continue
        if given.is_type and live.domain(given.name) is not None:
            yield _taken(given, "a domain")
        elif not given.is_relation:
            if live.table(given.name) is not None:
                yield _taken(given, "a table")
        elif (index := live.index(given.name)) is not None:
            yield _taken(given, f"an index on {index.table}")
        elif live.table(given.name) is not None:
            yield _taken(given, "a table")
        elif live.sequence(given.name) is not None:
            yield _taken(given, "a sequence")


def _given(change: Change) -> Iterator[_Given]:
    """The names that the change gives, to what is new or renamed.

    Not those of indexes: they are planned beside tables that change in the same run, so that what is live
    does not tell which names will be free.
    """
    live, wanted = change.live, change.wanted
    if wanted is None or (live is not None and live.name == wanted.name):
        return
    match wanted:
        case Table(name=name):
            yield _Given(name, "a table", name, "name", is_type=True)
            if live is None:
                yield from _keys(wanted)
        case Sequence(name=name):
            yield _Given(name, "a sequence", name, "name")
        case Domain(name=name):
            yield _Given(name, "a domain", name, "name", is_type=True, is_relation=False)
        case PrimaryKey() | Unique() if change.table is not None:
            yield _key(change.table, wanted)


def _keys(table: Table) -> Iterator[_Given]:
    if table.primary_key is not None:
        yield _key(table.name, table.primary_key)
    yield from (_key(table.name, unique) for unique in table.uniques)


def _key(table: ObjectName, key: PrimaryKey | Unique) -> _Given:
    name = ObjectName(table.schema, key.name)
    if isinstance(key, PrimaryKey):
        return _Given(name, f"the primary key of {table}", table, "primary_key")
    return _Given(name, f"a unique constraint of {table}", table, "uniques")


def _freed(situation: Situation) -> frozenset[ObjectName]:
    """What goes or is renamed before anything gets a name, or is what the name is meant for."""
    found = set(situation.removed_indexes | situation.reused_indexes)
    found |= {place.leftover.qualified_name for place in situation.places.values() if place.leftover}
    for change in situation.changes:
        live, wanted = change.live, change.wanted
        if wanted is not None and isinstance(live, Table | Index | Sequence) and live.name != wanted.name:
            found.add(live.qualified_name if isinstance(live, Index) else live.name)
    return frozenset(found)


def _taken(given: _Given, holder: str) -> Refusal:
    return Refusal(
        code="DSQL127",
        message=f"{given.to} cannot be called {given.name}: {holder} is",
        way_out="give it another name, or rename or drop the other one first",
        subject=given.subject,
        property=given.property,
    )
