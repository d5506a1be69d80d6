"""CREATE SCHEMA."""

from collections.abc import Iterator
from dataclasses import replace

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import targets
from pulumi_dsql_provider.dialect.parse import owner
from pulumi_dsql_provider.dialect.parse.draft import Draft
from pulumi_dsql_provider.dialect.parse.statement import Statement, Word
from pulumi_dsql_provider.model import Schema

_STARTS = frozenset({nodes.CREATE, nodes.GRANT})  # what the statements within begin with


def elements(statement: Statement, draft: Draft) -> Iterator[Statement]:
    """Add the schema; the statements that stand within its own."""
    create = statement.node.create_schema_stmt
    name = create.schemaname or create.authrole.rolename
    if create.authrole.roletype == nodes.ROLESPEC_CSTRING:  # whoever makes it is its owner without
        owner.give(statement, targets.of_schema(name), create.authrole, draft)
    if name not in draft.schemas:
        draft.schemas[name] = Schema(name=name)
        draft.locations[name] = statement.location()
    elif not create.if_not_exists:
        draft.refuse(statement.refusal("DSQL003", f"the schema {name} is created twice", "keep one of them"))
    for element in create.schema_elts:
        yield replace(statement, node=element, words=_words(statement, element), schema=name)


def _words(statement: Statement, element: nodes.Node) -> tuple[Word, ...]:
    """The words of a CREATE TABLE, INDEX or VIEW within the statement; nobody looks at those of others."""
    kind = element.WhichOneof("node")
    if kind not in ("create_stmt", "index_stmt", "view_stmt"):
        return ()
    name = element.view_stmt.view if kind == "view_stmt" else getattr(element, kind).relation
    named = statement.start + name.location
    starts = [place for place, word in enumerate(statement.words) if word.token in _STARTS]
    own = max(place for place in starts if statement.words[place].start < named)
    following = (place for place in starts if place > own)
    return statement.words[own : next(following, None)]
