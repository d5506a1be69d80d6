"""SELECT, VALUES, WITH and the set operations: tree -> one text, whatever its aliases and spelling were."""

from collections.abc import Iterator, Mapping, Sequence

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.expressions import resolution
from pulumi_dsql_provider.dialect.expressions.terms import UNKNOWN, Term, Type, cast
from pulumi_dsql_provider.dialect.queries.body import Body, Output
from pulumi_dsql_provider.dialect.queries.elaborate import QueryElaborator, Windows
from pulumi_dsql_provider.dialect.queries.from_clause import Cte, FromClause, fields_of
from pulumi_dsql_provider.dialect.queries.known import Known, Notes, Star
from pulumi_dsql_provider.dialect.queries.names import name_of
from pulumi_dsql_provider.dialect.queries.scope import Field, Item, Scope, Source, Unreadable
from pulumi_dsql_provider.dialect.queries.sorting import direction

_SET_OPERATIONS = {
    nodes.SETOP_UNION: "UNION",
    nodes.SETOP_INTERSECT: "INTERSECT",
    nodes.SETOP_EXCEPT: "EXCEPT",
}
_GROUPINGS = {
    nodes.GROUPING_SET_ROLLUP: "ROLLUP",
    nodes.GROUPING_SET_CUBE: "CUBE",
    nodes.GROUPING_SET_SETS: "GROUPING SETS",
}
_BIGINT = Type("int8")


def body_of(
    select: nodes.SelectStmt,
    known: Known,
    notes: Notes,
    around: Scope | None = None,
    ctes: Mapping[str, Cte] | None = None,
    depth: int = 0,
) -> Body:
    """The query as one text. Raises Unreadable, and Refused for a type that nobody knows."""
    return _Query(known, notes, around, dict(ctes or {}), depth).body(select)


class _Query:
    """One SELECT, at a depth of subqueries by which what it reads is told apart."""

    def __init__(
        self, known: Known, notes: Notes, around: Scope | None, ctes: dict[str, Cte], depth: int
    ) -> None:
        self._known = known
        self._notes = notes
        self._around = around
        self._ctes = ctes
        self._depth = depth

    def body(self, select: nodes.SelectStmt) -> Body:
        first = self._with(select.with_clause) if select.HasField("with_clause") else ""
        if select.op != nodes.SETOP_NONE:
            found = self._set_operation(select)
        elif select.values_lists:
            found = self._values(select)
        else:
            found = self._select(select)
        return Body(found.outputs, lambda terms: first + found.write(terms)) if first else found

    def rows(self, select: nodes.SelectStmt, around: Scope | None) -> Body:
        """The rows of VALUES, each column of one type."""
        elaborator = self.elaborator(Scope(around=around))
        rows = [[elaborator.term(item) for item in row.list.items] for row in select.values_lists]
        if len({len(row) for row in rows}) != 1:
            raise Unreadable("rows of VALUES that differ in length")
        columns = [_alike(column) for column in zip(*rows, strict=True)]
        text = "VALUES " + ", ".join(
            "(" + ", ".join(column[place].text for column in columns) + ")" for place in range(len(rows))
        )
        self._notes.hidden.append(text)
        outputs = (
            Output(f"column{place}", Term(f"column{place}", column[0].type))
            for place, column in enumerate(columns, 1)
        )
        return Body(tuple(outputs), lambda _: text)

    def subquery(self, select: nodes.SelectStmt, around: Scope | None) -> Body:
        """A query within this one."""
        return body_of(select, self._known, self._notes, around, self._ctes, self._depth + 1)

    def elaborator(self, scope: Scope, windows: Windows | None = None) -> QueryElaborator:
        """What reads the expressions of a scope."""
        return QueryElaborator(scope, self._known, self._notes, self.subquery, windows)

    def _from(self) -> FromClause:
        return FromClause(self._known, self._notes, self._around, self._ctes, self._depth, self)

    # WITH

    def _with(self, clause: nodes.WithClause) -> str:
        words = [
            self._cte(node.common_table_expr, place, recursive=clause.recursive)
            for place, node in enumerate(clause.ctes, 1)
        ]
        return f"WITH {'RECURSIVE ' if clause.recursive else ''}{', '.join(words)} "

    def _cte(self, cte: nodes.CommonTableExpr, place: int, *, recursive: bool) -> str:
        if cte.HasField("search_clause") or cte.HasField("cycle_clause"):
            raise Unreadable("SEARCH or CYCLE")
        select = cte.ctequery.select_stmt
        names = [part.string.sval for part in cte.aliascolnames]
        label = f"with{self._depth}.{place}"
        if recursive and select.op == nodes.SETOP_UNION:
            first = self.subquery(select.larg, self._around)
            self._ctes = {**self._ctes, cte.ctename: _cte_of(label, first, names)}
        body = self.subquery(select, self._around)
        self._ctes = {**self._ctes, cte.ctename: _cte_of(label, body, names)}
        word = {nodes.CTEMaterializeAlways: "MATERIALIZED ", nodes.CTEMaterializeNever: "NOT MATERIALIZED "}
        return f"{label} AS {word.get(cte.ctematerialized, '')}({body.finished()})"

    # UNION, INTERSECT, EXCEPT

    def _set_operation(self, select: nodes.SelectStmt) -> Body:
        left, right = (
            _Query(self._known, self._notes, self._around, self._ctes, self._depth).body(side)
            for side in (select.larg, select.rarg)
        )
        if len(left.outputs) != len(right.outputs):
            raise Unreadable("arms of different width")
        types = [
            _common([one.term.type, other.term.type])
            for one, other in zip(left.outputs, right.outputs, strict=True)
        ]
        outputs = tuple(
            Output(
                one.name,
                Term(f"column{place}", type_),
                one.declared if one.declared == other.declared else None,
                one.origin | other.origin,
            )
            for place, (one, other, type_) in enumerate(
                zip(left.outputs, right.outputs, types, strict=True), 1
            )
        )
        word = _SET_OPERATIONS[select.op] + (" ALL" if select.all else "")
        behind = self._order_of_set(select, outputs) + self._limit(select)

        def write(terms: Sequence[Term]) -> str:
            asked = [
                term.type if output.is_open else type_
                for output, term, type_ in zip(outputs, terms, types, strict=True)
            ]
            return f"({left.write(left.terms(asked))}) {word} ({right.write(right.terms(asked))}){behind}"

        return Body(outputs, write)

    def _order_of_set(self, select: nodes.SelectStmt, outputs: Sequence[Output]) -> str:
        """By the places of columns: an expression cannot stand there."""
        keys = []
        for node in select.sort_clause:
            place = _place(node.sort_by.node)
            if place is None:
                name = name_of(node.sort_by.node)
                place = next((n for n, each in enumerate(outputs, 1) if each.name == name), None)
            if place is None:
                raise Unreadable("ORDER BY of a set operation")
            keys.append(f"{place}{direction(node.sort_by)}")
        return f" ORDER BY {', '.join(keys)}" if keys else ""

    # VALUES

    def _values(self, select: nodes.SelectStmt) -> Body:
        """As SELECT * FROM (VALUES …): so it is printed where something is done with its rows."""
        rows = self.rows(select, self._around)
        label = f"{self._depth}.1"
        fields = fields_of(rows, label)
        item = Item(f"({rows.finished()})", (Source(label, None, fields),), fields)
        return self._rest(select, Scope((item,), self._around), [_output(field) for field in fields])

    # SELECT

    def _select(self, select: nodes.SelectStmt) -> Body:
        items = self._from().items(select.from_clause)
        scope = Scope(tuple(items), self._around)
        elaborator = self.elaborator(scope, _windows(select))
        outputs = [
            output for target in select.target_list for output in self._outputs(target, scope, elaborator)
        ]
        return self._rest(select, scope, outputs)

    def _outputs(self, node: nodes.Node, scope: Scope, elaborator: QueryElaborator) -> Iterator[Output]:
        target = node.res_target
        value = target.val
        if value.WhichOneof("node") == "column_ref" and value.column_ref.fields[-1].HasField("a_star"):
            yield from (_output(field) for field in self._star(value.column_ref, scope))
            return
        name = target.name or name_of(value)
        found = elaborator.field_of(value, named=bool(target.name))
        if found is None:
            yield Output(name, elaborator.term(value))
        else:
            yield _output(found.called(name))

    def _star(self, reference: nodes.ColumnRef, scope: Scope) -> list[Field]:
        names = [part.string.sval for part in reference.fields if part.HasField("string")]
        if names:
            source = scope.source(names)
            if source is None:
                raise Unreadable(f"{'.'.join(names)} is not known")
            found = [(source.name, field) for field in source.all()]
        else:
            found = [each for item in scope.items for each in _qualified(item)]
        used = frozenset(used for _, field in found for used in field.origin)
        self._notes.uses |= used
        columns = tuple((qualifier, field.name) for qualifier, field in found)
        self._notes.stars.append(Star(reference.location, len(reference.fields), columns, used))
        return [field for _, field in found]

    def _rest(self, select: nodes.SelectStmt, scope: Scope, outputs: list[Output]) -> Body:
        """All that stands around the columns."""
        elaborator = self.elaborator(scope, _windows(select))
        clauses = []
        if scope.items:
            clauses.append("FROM " + ", ".join(item.text for item in scope.items))
        if select.HasField("where_clause"):
            clauses.append(f"WHERE {elaborator.condition(select.where_clause).text}")
        if select.group_clause:
            keys = (self._group(node, scope, outputs, elaborator) for node in select.group_clause)
            word = "GROUP BY DISTINCT" if select.group_distinct else "GROUP BY"
            clauses.append(f"{word} {', '.join(dict.fromkeys(keys))}")
        if select.HasField("having_clause"):
            clauses.append(f"HAVING {elaborator.condition(select.having_clause).text}")
        if select.sort_clause:
            sorts = (node.sort_by for node in select.sort_clause)
            keys = (self._key(one.node, outputs, elaborator) + direction(one) for one in sorts)
            clauses.append(f"ORDER BY {', '.join(keys)}")
        behind = "".join(f" {clause}" for clause in clauses) + self._limit(select) + self._locking(select)
        distinct = self._distinct(select, outputs, elaborator)

        def write(terms: Sequence[Term]) -> str:
            columns = ", ".join(
                term.text if output.declared is None else f"{term.text} of {output.declared}"
                for output, term in zip(outputs, terms, strict=True)
            )
            return f"SELECT {distinct}{columns}{behind}"

        return Body(tuple(outputs), write)

    def _distinct(
        self, select: nodes.SelectStmt, outputs: Sequence[Output], elaborator: QueryElaborator
    ) -> str:
        keys = [node for node in select.distinct_clause if node.WhichOneof("node")]
        if not keys:
            return "DISTINCT " if select.distinct_clause else ""
        text = f"DISTINCT ON ({', '.join(self._key(node, outputs, elaborator) for node in keys)}) "
        self._notes.hidden.append(text)
        return text

    def _group(
        self, node: nodes.Node, scope: Scope, outputs: Sequence[Output], elaborator: QueryElaborator
    ) -> str:
        """A name means a column that is read before it means one that is given."""
        if node.WhichOneof("node") == "grouping_set":
            found = node.grouping_set
            inner = ", ".join(self._group(each, scope, outputs, elaborator) for each in found.content)
            return f"{_GROUPINGS.get(found.kind, '')}({inner})"
        if node.WhichOneof("node") == "row_expr":
            inner = ", ".join(self._group(each, scope, outputs, elaborator) for each in node.row_expr.args)
            return f"({inner})"
        name = _bare_name(node)
        if name is not None and any(field for item in scope.items for field in item.named(name)):
            return elaborator.term(node).text
        return self._key(node, outputs, elaborator)

    def _key(self, node: nodes.Node, outputs: Sequence[Output], elaborator: QueryElaborator) -> str:
        """A place or a name of a column that is given, or an expression."""
        place, name = _place(node), _bare_name(node)
        if place is not None and 0 < place <= len(outputs):
            return _closed(outputs[place - 1]).text
        found = [output for output in outputs if output.name == name]
        if found:
            return _closed(found[0]).text
        return elaborator.term(node).text

    def _limit(self, select: nodes.SelectStmt) -> str:
        """LIMIT and OFFSET; they see no column."""
        elaborator = self.elaborator(Scope())
        words = []
        for word, name in (("LIMIT", "limit_count"), ("OFFSET", "limit_offset")):
            if select.HasField(name):
                number = cast(elaborator.term(getattr(select, name)), _BIGINT)
                if number.text != "NULL::int8":
                    words.append(f" {word} {number.text}")
        if select.limit_option == nodes.LIMIT_OPTION_WITH_TIES:
            words.append(" WITH TIES")
        if words:
            self._notes.hidden.append("".join(words))
        return "".join(words)

    def _locking(self, select: nodes.SelectStmt) -> str:
        if select.locking_clause:
            raise Unreadable("FOR UPDATE")
        return ""


def _cte_of(label: str, body: Body, names: Sequence[str]) -> Cte:
    fields = fields_of(body, label)
    if len(names) > len(fields):
        raise Unreadable("more names than columns")
    named = (field.called(name) for field, name in zip(fields, names, strict=False))
    return Cte(label, (*named, *fields[len(names) :]))


def _output(field: Field) -> Output:
    return Output(field.name, field.term, field.declared, field.origin)


def _closed(output: Output) -> Term:
    return cast(output.term, Type("text")) if output.is_open else output.term


def _qualified(item: Item) -> Iterator[tuple[str | None, Field]]:
    """The columns of an item, each with what to write in front of its name."""
    for field in item.columns():
        owner = next((one for one in item.sources if one.fields is not None and field in one.fields), None)
        shared = len([one for one in item.sources if one.fields and one.field(field.name)]) > 1
        yield (None if owner is None or (shared and owner.name is None) else owner.name), field


def _windows(select: nodes.SelectStmt) -> Windows:
    return {node.window_def.name: node.window_def for node in select.window_clause}


def _alike(terms: Sequence[Term]) -> list[Term]:
    common = _common([term.type for term in terms])
    return list(terms) if common is None else [cast(term, common) for term in terms]


def _common(types: Sequence[Type | None]) -> Type | None:
    """The type that all become; itself with its length where all have the same."""
    if len(set(types)) == 1:
        return Type("text") if types[0] == UNKNOWN else types[0]
    names = [None if type_ is None or not resolution.is_known(type_.base) else type_.base for type_ in types]
    if None in names:
        return None
    found = resolution.common_type(tuple(name for name in names if name is not None))
    return None if found is None else Type(found)


def _place(node: nodes.Node) -> int | None:
    constant = node.a_const
    is_number = node.WhichOneof("node") == "a_const" and constant.WhichOneof("val") == "ival"
    return constant.ival.ival if is_number else None


def _bare_name(node: nodes.Node) -> str | None:
    reference = node.column_ref
    if node.WhichOneof("node") != "column_ref" or len(reference.fields) != 1:
        return None
    return reference.fields[0].string.sval or None
