"""CREATE INDEX."""

from collections.abc import Iterator, Sequence

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import expressions, naming
from pulumi_dsql_provider.dialect.expressions.syntax import note
from pulumi_dsql_provider.dialect.parse import written
from pulumi_dsql_provider.dialect.parse.draft import Draft
from pulumi_dsql_provider.dialect.parse.statement import Statement, Word
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.model import Index, IndexKey, ObjectName

_METHODS = frozenset({"btree", "btree_index"})  # DSQL's catalog calls its only one btree_index


def fold(statement: Statement, draft: Draft) -> None:
    """Add the index."""
    create = statement.node.index_stmt
    table = draft.table(statement.name(create.relation)).name
    elements = [
        (param.index_elem, words)
        for param, words in zip(create.index_params, written.keys(statement), strict=True)
    ]
    keys = tuple(_key(statement, element, words) for element, words in elements)
    include = _included(statement, create) if create.index_including_params else ()
    name = ObjectName(table.schema, create.idxname or _default_name(table, keys, include, draft))
    draft.refuse(*_refusals(statement, create, elements, name))
    if name in draft.indexes:
        if not create.if_not_exists:
            message = f"the index {name} is created twice"
            draft.refuse(statement.refusal("DSQL003", message, "keep one of them", name, "name"))
        return
    for text in _left_out(statement, create):
        draft.note(statement, f"{text} of {name} is left out")
    draft.indexes[name] = Index(
        name=name.name,
        table=table,
        keys=keys,
        include=include,
        unique=create.unique,
        nulls_not_distinct=create.nulls_not_distinct,
        where=_where(statement, create.where_clause) if create.HasField("where_clause") else None,
    )
    draft.locations[name] = statement.location()


def _left_out(statement: Statement, create: nodes.IndexStmt) -> Iterator[str]:
    """What DSQL does anyway, and has no words for."""
    if create.concurrent:
        yield "CONCURRENTLY"
    if any(word.token == nodes.USING for word in statement.words):
        yield "USING btree"
    if any(param.index_elem.ordering == nodes.SORTBY_ASC for param in create.index_params):
        yield "ASC"


def _key(statement: Statement, element: nodes.IndexElem, words: Sequence[Word]) -> IndexKey:
    nulls_first = element.nulls_ordering == nodes.SORTBY_NULLS_FIRST
    if element.name:
        return IndexKey(column=element.name, nulls_first=nulls_first)
    text = note(written.leading(statement, words), element.expr)
    if (column := expressions.sole_column(text)) is not None:  # (a) is a
        return IndexKey(column=column, nulls_first=nulls_first)
    return IndexKey(expression=text, nulls_first=nulls_first)


def _where(statement: Statement, condition: nodes.Node) -> str:
    return note(written.clause(statement, nodes.WHERE), condition)


def _included(statement: Statement, create: nodes.IndexStmt) -> tuple[str, ...]:
    return tuple(
        param.index_elem.name or f"({written.leading(statement, words)})"
        for param, words in zip(create.index_including_params, written.included(statement), strict=True)
    )


def _default_name(
    table: ObjectName, keys: tuple[IndexKey, ...], include: tuple[str, ...], draft: Draft
) -> str:
    names = (*map(naming.key_name, keys), *include)
    return naming.index(table.name, names, draft.relation_names(table.schema))


def _refusals(
    statement: Statement,
    create: nodes.IndexStmt,
    elements: list[tuple[nodes.IndexElem, list[Word]]],
    name: ObjectName,
) -> Iterator[Refusal]:
    """What indexes of DSQL have not got."""
    if create.access_method.lower() not in _METHODS:
        yield _without(statement, name, f"USING {create.access_method}", "keys")
    if create.options:
        yield _without(statement, name, "WITH (…) of an index", "keys")
    if create.table_space:
        yield _without(statement, name, "TABLESPACE", "keys")
    for element, words in elements:
        offset = words[0].start - statement.start
        if element.ordering == nodes.SORTBY_DESC:
            message = f"{name}: index keys cannot be sorted DESC"
            yield statement.refusal("DSQL012", message, "leave the order out", name, "keys", offset)
        if element.opclass:
            yield _without(statement, name, "operator classes", "keys", offset)
        if element.collation:
            yield _without(statement, name, "COLLATE in an index", "keys", offset)


def _without(statement: Statement, name: ObjectName, form: str, part: str, offset: int = 0) -> Refusal:
    message = f"{name}: DSQL has not got {form}"
    return statement.refusal("DSQL050", message, "leave it out", name, part, offset)
