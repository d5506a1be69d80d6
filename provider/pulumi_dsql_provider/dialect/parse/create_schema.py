"""CREATE SCHEMA."""

from collections.abc import Iterator
from dataclasses import replace

from pulumi_dsql_provider.dialect.parse.draft import Draft
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.model import Schema


def elements(statement: Statement, draft: Draft) -> Iterator[Statement]:
    """Add the schema; the statements that stand within its own."""
    create = statement.node.create_schema_stmt
    name = create.schemaname or create.authrole.rolename
    if create.HasField("authrole"):
        draft.note(statement, f"AUTHORIZATION of schema {name} is left out: owners are not managed")
    if name not in draft.schemas:
        draft.schemas[name] = Schema(name=name)
        draft.locations[name] = statement.location()
    elif not create.if_not_exists:
        draft.refuse(statement.refusal("DSQL003", f"the schema {name} is created twice", "keep one of them"))
    for element in create.schema_elts:
        yield replace(statement, node=element, schema=name)
