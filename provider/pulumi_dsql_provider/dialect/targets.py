"""All that privileges can be on, and that has an owner."""

from collections.abc import Iterator

from pulumi_dsql_provider.model import (
    Database,
    Domain,
    Function,
    ObjectName,
    Schema,
    Sequence,
    Statistics,
    Table,
    Target,
    View,
)

_ALWAYS_THERE = "public"


def of_schema(name: str) -> Target:
    """The schema of that name."""
    return Target(kind="schema", name=ObjectName(name, ""))


def of_role(name: str) -> ObjectName:
    """What a refusal of a role is about."""
    return ObjectName("", name)


def of_relation(name: ObjectName) -> Target:
    """The table or view of that name: to a GRANT they are one kind."""
    return Target(kind="table", name=name)


def of_function(function: Function) -> Target:
    """That function."""
    return Target(kind="function", name=function.name, types=function.types)


def of_database(database: Database) -> Iterator[Target]:
    """Every object of a database; `public` is there whether it is declared or not."""
    for name in dict.fromkeys((_ALWAYS_THERE, *(schema.name for schema in database.schemas))):
        yield of_schema(name)
    kinds = (
        *(database.tables, database.views, database.sequences),
        *(database.domains, database.functions, database.statistics),
    )
    for each in (each for kind in kinds for each in kind):
        yield of_thing(each)


def of_thing(thing: Schema | Table | View | Sequence | Domain | Function | Statistics) -> Target:
    """That object."""
    match thing:
        case Schema():
            return of_schema(thing.name)
        case Function():
            return of_function(thing)
        case Table() | View():
            return of_relation(thing.name)
        case Sequence():
            return Target(kind="sequence", name=thing.name)
        case Domain():
            return Target(kind="domain", name=thing.name)
        case Statistics():
            return Target(kind="statistics", name=thing.name)
