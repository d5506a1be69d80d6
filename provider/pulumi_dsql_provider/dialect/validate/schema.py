"""Schemas."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect import limits
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.validate import name
from pulumi_dsql_provider.model import Database, ObjectName

_OF_THE_SYSTEM = frozenset({"sys", "information_schema"})


def refusals(wanted: Database) -> Iterator[Refusal]:
    """The schemas themselves; whether a table's schema exists is not known here."""
    seen: dict[str, None] = {}
    for schema in wanted.schemas:
        subject = ObjectName(schema.name, "")
        yield from name.refusals(schema.name, "schema", subject)
        if is_reserved(schema.name):
            yield reserved(schema.name, subject)
        if schema.name in seen:
            yield Refusal(
                code="DSQL003",
                message=f"the schema {schema.name} is declared twice",
                way_out="declare it once",
                subject=subject,
                property="name",
            )
        seen[schema.name] = None
    if len(seen) > limits.SCHEMAS:
        yield Refusal(
            code="DSQL020",
            message=f"a cluster holds at most {limits.SCHEMAS} schemas, not {len(seen)}",
            way_out="use fewer schemas, or a second cluster",
            subject=ObjectName([*seen][limits.SCHEMAS], ""),
        )


def is_reserved(schema: str) -> bool:
    """Whether the schema belongs to the system."""
    return schema in _OF_THE_SYSTEM or schema.startswith("pg_")


def reserved(schema: str, subject: ObjectName) -> Refusal:
    """The refusal of something in, or called as, a schema of the system."""
    return Refusal(
        code="DSQL004",
        message=f"the schema name {schema} is reserved for the system",
        way_out="choose another schema",
        subject=subject,
        property="name",
    )
