"""What one resource is about: its object as it is declared, beside what is live."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.diff import Renames
from pulumi_dsql_provider.model import Database, Index, ObjectName, Schema, Table

Thing = TypeVar("Thing", Schema, Table, Index)

FORMER = "__former"
"""The key under which properties hold the name that the resource's object had, as `schema` and `name`."""


@dataclass(frozen=True)
class Definition(Generic[Thing]):
    """One resource's object."""

    declared: Thing
    found: Thing | None
    """The live object of that name, or of the name it had."""
    parents: Database = field(default_factory=Database)
    """What it hangs on, as that is going to be."""
    renames: Renames = field(default_factory=Renames)
    left_behind: tuple[Index, ...] = ()
    """Indexes beside `found` that an interrupted change has built for it; no other resource knows them."""
    former_stands: bool = False
    """Whether the object that the state knows is there beside `found`, which then is somebody else's."""
    refusals: tuple[Refusal, ...] = ()
    """Why it cannot be had beside what is live."""

    @property
    def name(self) -> ObjectName:
        """The object's name."""
        return name_of(self.declared)

    @property
    def wanted(self) -> Database:
        """The part of the database that is compared, as it is declared."""
        return holding(self.parents, self.declared)

    @property
    def live(self) -> Database:
        """The same part as it is live."""
        there = self.parents
        if self.found is not None:
            there = holding(there, self.found)
        for index in self.left_behind:
            there = holding(there, index)
        return there


def name_of(thing: Schema | Table | Index) -> ObjectName:
    """The name that is its own in the database; a schema's has no second part."""
    match thing:
        case Schema():
            return ObjectName(thing.name, "")
        case Table():
            return thing.name
        case Index():
            return thing.qualified_name


def former_name(props: Mapping[str, Any]) -> ObjectName | None:
    """The name that the state has for the object, where that is another one."""
    former = props.get(FORMER)
    return ObjectName(former["schema"], former["name"]) if former else None


def holding(parents: Database, thing: Schema | Table | Index) -> Database:
    """The parents and that thing."""
    match thing:
        case Schema():
            return parents.model_copy(update={"schemas": (*parents.schemas, thing)})
        case Table():
            return parents.model_copy(update={"tables": (*parents.tables, thing)})
        case Index():
            return parents.model_copy(update={"indexes": (*parents.indexes, thing)})
