"""FROM: tables, views, subqueries and joins, as items of a scope."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.expressions import resolution
from pulumi_dsql_provider.dialect.expressions.terms import Term, Type, cast
from pulumi_dsql_provider.dialect.identifiers import qualified
from pulumi_dsql_provider.dialect.queries import row_function
from pulumi_dsql_provider.dialect.queries.body import Body
from pulumi_dsql_provider.dialect.queries.elaborate import QueryElaborator
from pulumi_dsql_provider.dialect.queries.known import Known, Notes, Read
from pulumi_dsql_provider.dialect.queries.scope import Field, Item, Scope, Source, Unreadable
from pulumi_dsql_provider.model import ObjectName

_JOINS = {
    nodes.JOIN_INNER: "JOIN",
    nodes.JOIN_LEFT: "LEFT JOIN",
    nodes.JOIN_RIGHT: "RIGHT JOIN",
    nodes.JOIN_FULL: "FULL JOIN",
}


class Cte(NamedTuple):
    """A query of a WITH. `fields` have terms that only tell their types."""

    label: str
    fields: tuple[Field, ...]


class Queries(Protocol):
    """The query that the FROM is of."""

    def subquery(self, select: nodes.SelectStmt, around: Scope | None) -> Body:
        """A query within."""
        ...

    def rows(self, select: nodes.SelectStmt, around: Scope | None) -> Body:
        """The rows of VALUES."""
        ...

    def elaborator(self, scope: Scope) -> QueryElaborator:
        """What reads the expressions of that scope."""
        ...


class FromClause:
    """Reads the FROM of one query, at a depth of subqueries."""

    def __init__(
        self,
        known: Known,
        notes: Notes,
        around: Scope | None,
        ctes: Mapping[str, Cte],
        depth: int,
        queries: Queries,
    ) -> None:
        self._known = known
        self._notes = notes
        self._around = around
        self._ctes = ctes
        self._depth = depth
        self._queries = queries
        self._count = 0

    def items(self, clause: Iterable[nodes.Node]) -> list[Item]:
        """The items in order; each may see those before it where it is LATERAL."""
        found: list[Item] = []
        for node in clause:
            found.append(self._item(node, found))
        return found

    def _item(self, node: nodes.Node, before: Sequence[Item]) -> Item:
        match node.WhichOneof("node"):
            case "range_var":
                return self._relation(node.range_var)
            case "range_subselect":
                return self._subselect(node.range_subselect, before)
            case "range_function":
                return self._function(node.range_function, before)
            case "join_expr":
                return self._join(node.join_expr, before)
            case kind:
                raise Unreadable(f"{kind} in FROM")

    def _label(self) -> str:
        self._count += 1
        return f"{self._depth}.{self._count}"

    def _relation(self, relation: nodes.RangeVar) -> Item:
        label, alias = self._label(), relation.alias.aliasname or None
        cte = self._ctes.get(relation.relname) if not relation.schemaname else None
        if cte is not None:
            fields = tuple(
                Field(field.name, Term(f"{label}#{place}", field.term.type), field.declared)
                for place, field in enumerate(cte.fields, 1)
            )
            source = Source(label, alias or relation.relname, _renamed(fields, relation.alias))
            return Item(cte.label, (source,), source.fields or ())
        name = ObjectName(relation.schemaname or "pg_catalog", relation.relname)
        self._notes.reads.append(Read(relation.location, name, alias))
        found = self._known.fields(name, label)
        source = Source(
            label,
            alias or relation.relname,
            None if found is None else _renamed(found, relation.alias),
            None if alias else name,
        )
        return Item(qualified(name), (source,), source.fields if source.fields is not None else (source,))

    def _subselect(self, subselect: nodes.RangeSubselect, before: Sequence[Item]) -> Item:
        label = self._label()
        around = Scope(tuple(before), self._around) if subselect.lateral else self._around
        select = subselect.subquery.select_stmt
        bare = select.values_lists and not (
            select.sort_clause
            or select.HasField("limit_count")
            or select.HasField("limit_offset")
            or select.HasField("with_clause")
        )
        body = self._queries.rows(select, around) if bare else self._queries.subquery(select, around)
        fields = _renamed(fields_of(body, label), subselect.alias)
        source = Source(label, subselect.alias.aliasname or None, fields)
        return Item(f"({body.finished()})", (source,), fields)

    def _function(self, function: nodes.RangeFunction, before: Sequence[Item]) -> Item:
        label = self._label()
        elaborator = self._queries.elaborator(Scope(tuple(before), self._around))
        alias = function.alias.aliasname or None
        found = row_function.read(function, alias, elaborator, self._known)
        columns = None if found.columns is None else list(found.columns)
        fields = (
            None
            if columns is None
            else tuple(
                Field(name, Term(f"{label}#{place}", type_)) for place, (name, type_) in enumerate(columns, 1)
            )
        )
        if fields is None and function.alias.colnames:
            fields = tuple(
                Field(part.string.sval, Term(f"{label}#{place}", None))
                for place, part in enumerate(function.alias.colnames, 1)
            )
        elif fields is not None:
            fields = _renamed(fields, function.alias)
        source = Source(label, alias or found.name, fields)
        return Item(found.text, (source,), (source,) if fields is None else fields)

    def _join(self, join: nodes.JoinExpr, before: Sequence[Item]) -> Item:
        left = self._item(join.larg, before)
        right = self._item(join.rarg, (*before, left))
        names = [part.string.sval for part in join.using_clause]
        if join.is_natural:
            others = {field.name for field in right.columns()}
            names = [field.name for field in left.columns() if field.name in others]
        shared = [_merged(name, left, right, join.jointype) for name in names]
        word = _JOINS.get(join.jointype)
        if word is None:
            raise Unreadable("another kind of join")
        text = f"({left.text} {word} {right.text}"
        if shared:
            text += f" USING ({', '.join(pair for pair, _ in shared)})"
        elif join.HasField("quals"):
            elaborator = self._queries.elaborator(Scope((left, right), self._around))
            text += f" ON {elaborator.condition(join.quals).text}"
        self._notes.uses |= {used for _, field in shared for used in field.origin}
        merged = tuple(field for _, field in shared)
        plain = (*merged, *_without(left, names), *_without(right, names))
        if not join.HasField("alias"):
            sources = (*left.sources, *right.sources)
            if join.HasField("join_using_alias"):
                sources = (*sources, Source("", join.join_using_alias.aliasname, merged))
            return Item(f"{text})", sources, plain)
        fields = _renamed(tuple(Item("", (), plain).columns()), join.alias)
        return Item(f"{text})", (Source("", join.alias.aliasname, fields),), fields)


def fields_of(body: Body, label: str) -> tuple[Field, ...]:
    """The columns of a query in FROM: told by their place, for their names are the query's own affair."""
    return tuple(
        Field(output.name, Term(f"{label}#{place}", term.type), output.declared)
        for place, (output, term) in enumerate(zip(body.outputs, body.terms(), strict=True), 1)
    )


def _renamed(fields: Sequence[Field], alias: nodes.Alias) -> tuple[Field, ...]:
    """With the names that stand behind an alias; the columns behind these keep theirs."""
    names = [part.string.sval for part in alias.colnames]
    if len(names) > len(fields):
        raise Unreadable("more names than columns")
    return (
        *(field.called(name) for field, name in zip(fields, names, strict=False)),
        *fields[len(names) :],
    )


def _without(item: Item, names: Sequence[str]) -> tuple[Field | Source, ...]:
    if not names:
        return item.plain
    return tuple(field for field in item.columns() if field.name not in names)


def _merged(name: str, left: Item, right: Item, kind: int) -> tuple[str, Field]:
    """`a = b`, and the one column that USING makes of both: buildMergedJoinVar() of parse_clause.c."""
    sides = [item.named(name) for item in (left, right)]
    if any(len(side) != 1 for side in sides):
        raise Unreadable(f"{name} of USING")
    (one,), (other,) = sides
    types = one.term.type, other.term.type
    common = _common(*types)
    origin = one.origin | other.origin
    pair = f"{one.term.text} = {other.term.text}"
    if kind == nodes.JOIN_FULL or common is None:
        casts = (field.term if common is None else cast(field.term, common) for field in (one, other))
        text = "COALESCE(" + ", ".join(term.text for term in casts) + ")"
        return pair, Field(name, Term(text, common), origin=origin)
    if kind == nodes.JOIN_RIGHT or (kind == nodes.JOIN_INNER and types[0] != common and types[1] == common):
        one = other
    declared = one.declared if one.term.type == common else None
    return pair, Field(name, cast(one.term, common), declared, origin)


def _common(one: Type | None, other: Type | None) -> Type | None:
    if one == other:
        return one
    if (
        one is None
        or other is None
        or not (resolution.is_known(one.base) and resolution.is_known(other.base))
    ):
        return None
    found = resolution.common_type((one.base, other.base))
    return None if found is None else Type(found)
