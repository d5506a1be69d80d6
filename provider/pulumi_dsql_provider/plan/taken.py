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
    View,
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
        if given.name not in freed and (holder := _holder(given, live)) is not None:
            yield _taken(given, holder)


def _holder(given: _Given, live: Database) -> str | None:
    """What has the name: relations share theirs, and the rows of tables and views are types."""
    name = given.name
    if given.is_type and live.domain(name) is not None:
        return "a domain"
    if live.view(name) is not None:
        return "a view"
    if given.is_relation and (index := live.index(name)) is not None:
        return f"an index on {index.table}"
    if live.table(name) is not None:
        return "a table"
    return "a sequence" if given.is_relation and live.sequence(name) is not None else None


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
        case View(name=name):
            yield _Given(name, "a view", name, "name", is_type=True)
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
        if isinstance(live, View) and wanted is None:
            found.add(live.name)
        if not isinstance(live, Table | Index | Sequence | View):
            continue
        if wanted is not None and live.name != wanted.name:
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
