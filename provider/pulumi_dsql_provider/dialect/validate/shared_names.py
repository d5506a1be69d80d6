"""Names that kinds of object share: tables and all indexes of a schema, the constraints of a table."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.model import Database, ObjectName, Table


def refusals(wanted: Database) -> Iterator[Refusal]:
    """A primary key and a unique constraint are indexes too, and so share their names with tables."""
    taken: dict[ObjectName, str] = {}
    for name, what, subject, part in _relations(wanted):
        if name in taken:
            yield _twice(name.name, f"{taken[name]} and {what}", subject, part)
        taken.setdefault(name, what)
    for table in wanted.tables:
        yield from _constraints(table)
    yield from _statistics(wanted)
    types = {table.name: "a table" for table in wanted.tables}  # the type of its rows has its name
    types |= {view.name: "a view" for view in wanted.views}
    for domain in wanted.domains:
        if domain.name in types:
            yield _twice(domain.name.name, f"{types[domain.name]} and a domain", domain.name, "name")
        types.setdefault(domain.name, "a domain")


def _relations(wanted: Database) -> Iterator[tuple[ObjectName, str, ObjectName, str]]:
    """(name, what has it, subject, property) of everything that is a relation to PostgreSQL."""
    for table in wanted.tables:
        yield table.name, "a table", table.name, "name"
    for table in wanted.tables:
        schema = table.name.schema
        if table.primary_key is not None:
            name = ObjectName(schema, table.primary_key.name)
            yield name, f"the primary key of {table.name}", table.name, "primary_key"
        for unique in table.uniques:
            name = ObjectName(schema, unique.name)
            yield name, f"a unique constraint of {table.name}", table.name, "uniques"
    for sequence in wanted.sequences:
        yield sequence.name, "a sequence", sequence.name, "name"
    for view in wanted.views:
        yield view.name, "a view", view.name, "name"
    for index in wanted.indexes:
        yield index.qualified_name, f"an index on {index.table}", index.qualified_name, "name"


def _statistics(wanted: Database) -> Iterator[Refusal]:
    seen = set[ObjectName]()
    for each in wanted.statistics:
        if each.name in seen:
            yield _twice(each.name.name, "two statistics", each.name, "name")
        seen.add(each.name)


def _constraints(table: Table) -> Iterator[Refusal]:
    """Keys that share a name are found among the relations already."""
    taken = {unique.name for unique in table.uniques}
    if table.primary_key is not None:
        taken.add(table.primary_key.name)
    for part, constraints in (("checks", table.checks), ("foreign_keys", table.foreign_keys)):
        for constraint in constraints:
            if constraint.name in taken:
                yield _twice(constraint.name, f"two constraints of {table.name}", table.name, part)
            taken.add(constraint.name)


def _twice(name: str, who: str, subject: ObjectName, part: str) -> Refusal:
    return Refusal(
        code="DSQL003",
        message=f"the name {name} is used twice, by {who}",
        way_out="rename one of them",
        subject=subject,
        property=part,
    )
