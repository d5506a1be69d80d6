"""Queries with other names in them, as text: all the rest stays as it was written."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import postgast
from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.identifiers import qualified, quote
from pulumi_dsql_provider.dialect.queries.known import Notes, Reference, Star
from pulumi_dsql_provider.dialect.queries.normal import Normal, tree
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import ObjectName, View

_OF_THE_SYSTEM = "pg_"


class Renamed(NamedTuple):
    """New names of relations by old ones; new names of columns by old ones, by the relation's old name."""

    relations: Mapping[ObjectName, ObjectName]
    columns: Mapping[ObjectName, Mapping[str, str]]


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def same_tree(one: str, other: str) -> bool:
    """Whether two queries are the same but for white space, comments and brackets."""
    try:
        return one == other or _spelt(tree(one)) == _spelt(tree(other))
    except Refused:
        return False


def hides(query: str) -> bool:
    """Whether the query holds something that an EXPLAIN does not show, and so cannot compare."""
    for found in _messages(tree(query)):
        if isinstance(found, nodes.WindowDef) or (
            isinstance(found, nodes.SubLink) and found.sub_link_type != nodes.EXPR_SUBLINK
        ):
            return True
        if isinstance(found, nodes.SelectStmt) and any(
            (
                found.HasField("limit_count"),
                found.HasField("limit_offset"),
                found.values_lists,
                any(key.WhichOneof("node") for key in found.distinct_clause),
            )
        ):
            return True
    return False


def reads(query: str) -> frozenset[ObjectName]:
    """The tables and views in a query, all of which have their schema. Raises Refused (DSQL060)."""
    found = _messages(tree(query))
    relations = (each for each in found if isinstance(each, nodes.RangeVar) and each.schemaname)
    return frozenset(ObjectName(each.schemaname, each.relname) for each in relations)


def qualified_query(query: str, schema_of: Callable[[str], str]) -> str:
    """The query with a schema in front of every table and view that has none, but for those of the system.

    `schema_of` says which, by the name. Names of WITH stay alone. Raises Refused (DSQL060).
    """
    places = ((relation.location, schema_of(relation.relname)) for relation in _unqualified(tree(query)))
    return _edited(query, [_Edit(place, place, f"{quote(schema)}.") for place, schema in places])


def renamed(view: View, normal: Normal | None, new: Renamed) -> View:
    """The view once these have been renamed: what it reads follows, what its own columns are called stays.

    `normal` is its form before; without one only the names of relations follow.
    """
    words = _Words(view.query)
    edits = list(_of_relations(view.query, words, new.relations))
    columns = view.columns
    if normal is not None:
        for reference in dict.fromkeys(normal.notes.references):
            edits += _of_column(reference, words, new)
        if any(_new_name(star, new) for star in normal.notes.stars):
            columns = normal.names
    name = new.relations.get(view.name, view.name)
    return view.model_copy(update={"name": name, "query": _edited(view.query, edits), "columns": columns})


def written_out(query: str, notes: Notes, tables: Callable[[ObjectName], bool]) -> str:
    """The query with the columns in the place of each `*` that stands for some of these tables."""
    words = _Words(query)
    edits = []
    for star in dict.fromkeys(notes.stars):
        if any(tables(used.relation) for used in star.meant):
            columns = (
                quote(column) if source is None else f"{quote(source)}.{quote(column)}"
                for source, column in star.columns
            )
            start, end = words.parts(star.location, star.parts)
            edits.append(_Edit(start, end, ", ".join(columns)))
    return _edited(query, edits)


class _Words:
    """Where the words of a query stand."""

    def __init__(self, query: str) -> None:
        self._tokens = list(postgast.scan(query).tokens)
        self._places = {token.start: place for place, token in enumerate(self._tokens)}

    def parts(self, location: int, parts: int) -> tuple[int, int]:
        """Where a name of so many parts begins and ends."""
        first = self._places[location]
        return location, self._tokens[first + 2 * (parts - 1)].end

    def last(self, location: int, parts: int) -> tuple[int, int]:
        """Where its last part begins and ends."""
        token = self._tokens[self._places[location] + 2 * (parts - 1)]
        return token.start, token.end


def _of_relations(query: str, words: _Words, names: Mapping[ObjectName, ObjectName]) -> Iterator[_Edit]:
    for each in _messages(tree(query)):
        if isinstance(each, nodes.RangeVar) and each.schemaname:
            old = ObjectName(each.schemaname, each.relname)
            if (new := names.get(old)) is not None:
                alias = "" if each.HasField("alias") or new.name == old.name else f" AS {quote(old.name)}"
                yield _Edit(*words.parts(each.location, 2), qualified(new) + alias)


def _of_column(reference: Reference, words: _Words, new: Renamed) -> Iterator[_Edit]:
    for used in reference.meant:
        name = new.columns.get(used.relation, {}).get(used.column)
        if name is not None and reference.location >= 0:
            alias = "" if reference.named else f" AS {quote(used.column)}"
            yield _Edit(*words.last(reference.location, reference.parts), quote(name) + alias)
            return


def _new_name(star: Star, new: Renamed) -> bool:
    return any(used.column in new.columns.get(used.relation, {}) for used in star.meant)


def _unqualified(message: Any, ctes: frozenset[str] = frozenset()) -> Iterator[nodes.RangeVar]:
    """The relations without a schema that are not `ctes`, names of WITH that can be seen here."""
    if isinstance(message, nodes.RangeVar):
        own = message.relname in ctes or message.relname.startswith(_OF_THE_SYSTEM)
        if not (message.schemaname or own) and message.location >= 0:
            yield message
        return
    if isinstance(message, nodes.SelectStmt):
        clause = message.with_clause
        names = [node.common_table_expr.ctename for node in clause.ctes]
        for place, node in enumerate(clause.ctes):
            seen = names if clause.recursive else names[:place]
            yield from _unqualified(node.common_table_expr.ctequery, ctes.union(seen))
        ctes = ctes.union(names)
    for field, value in message.ListFields():
        if field.message_type is not None and field.name != "with_clause":
            for each in [value] if hasattr(value, "ListFields") else value:
                yield from _unqualified(each, ctes)


def _spelt(select: nodes.SelectStmt) -> str:
    result = nodes.ParseResult()
    result.stmts.add().stmt.select_stmt.CopyFrom(select)
    return postgast.deparse(result)


def _edited(query: str, edits: list[_Edit]) -> str:
    source = query.encode()
    for edit in sorted(edits, reverse=True):
        source = source[: edit.start] + edit.text.encode() + source[edit.end :]
    return source.decode()


def _messages(message: Any) -> Iterator[Any]:
    """All messages within, itself first."""
    waiting = [message]
    while waiting:
        found = waiting.pop()
        yield found
        for field, value in found.ListFields():
            if field.message_type is not None:
                waiting += [value] if hasattr(value, "ListFields") else value
