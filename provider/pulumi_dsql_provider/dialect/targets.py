"""All that privileges can be on, and that has an owner."""

from collections.abc import Iterator

from pulumi_dsql_provider.model import Database, Function, ObjectName, Target

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
    yield from (of_relation(table.name) for table in database.tables)
    yield from (of_relation(view.name) for view in database.views)
    yield from (Target(kind="sequence", name=sequence.name) for sequence in database.sequences)
    yield from (Target(kind="domain", name=domain.name) for domain in database.domains)
    yield from map(of_function, database.functions)
    yield from (Target(kind="statistics", name=each.name) for each in database.statistics)
