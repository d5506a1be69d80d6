"""Expressions within a query: names are looked up in its FROM, and there are aggregates and subqueries."""

from collections.abc import Callable, Iterable, Sequence

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import argument_types
from pulumi_dsql_provider.dialect.expressions.comparisons import compared
from pulumi_dsql_provider.dialect.expressions.elaborate import Elaborator, cast_boolean
from pulumi_dsql_provider.dialect.expressions.syntax import text_of, type_named, type_of, uses_columns
from pulumi_dsql_provider.dialect.expressions.terms import BOOLEAN, Term, Type, cast
from pulumi_dsql_provider.dialect.queries.body import Body
from pulumi_dsql_provider.dialect.queries.known import Known, Notes, Reference
from pulumi_dsql_provider.dialect.queries.scope import Absent, Field, Scope, Unreadable
from pulumi_dsql_provider.dialect.queries.sorting import direction

Subquery = Callable[[nodes.SelectStmt, Scope], Body]
Windows = dict[str, nodes.WindowDef]

_OF_THE_SYSTEM = frozenset({"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"})
_OF_AGGREGATES = ("agg_distinct", "agg_order", "agg_filter", "agg_within_group", "over")
# That a frame is not the default one, and that it was written with BETWEEN, changes nothing.
_NO_MEANING = 0x00001 | 0x00010
# Frames that are counted in rows or in groups of them.
_COUNTED = 0x00004 | 0x00008
_BIGINT = Type("int8")


class QueryElaborator(Elaborator):
    """Elaborates trees that stand in a query."""

    def __init__(
        self, scope: Scope, known: Known, notes: Notes, subquery: Subquery, windows: Windows | None = None
    ) -> None:
        super().__init__({})
        self._scope = scope
        self._known = known
        self._notes = notes
        self._subquery = subquery
        self._windows = windows or {}

    def field_of(self, node: nodes.Node, *, named: bool = True) -> Field | None:
        """The column that a tree is, where it is just that; a value of a whole row is none."""
        if node.WhichOneof("node") != "column_ref":
            return None
        reference = node.column_ref
        if any(not part.HasField("string") for part in reference.fields):
            return None
        *qualifier, name = (part.string.sval for part in reference.fields)
        if qualifier:
            source = self._scope.source(qualifier)
            found = None if source is None else source.field(name)
        else:
            found = self._scope.plain(name)
        if found is not None:
            self._notes.uses |= found.origin
            place = Reference(reference.location, len(reference.fields), found.origin, named)
            self._notes.references.append(place)
        return found

    def sort_key(self, item: nodes.SortBy) -> str:
        """An item of the ORDER BY of a window or an aggregate."""
        return self.term(item.node).text + direction(item)

    def condition(self, node: nodes.Node) -> Term:
        """What stands behind WHERE, ON, HAVING or FILTER."""
        return cast_boolean(self.term(node))

    def _as_it_is(self, node: nodes.Node) -> Term:
        if uses_columns(node):
            raise Unreadable(text_of(node))
        return super()._as_it_is(node)

    def _column_ref(self, node: nodes.Node) -> Term:
        found = self.field_of(node)
        if found is not None:
            return found.term
        names = [part.string.sval for part in node.column_ref.fields if part.HasField("string")]
        source = self._scope.source(names)
        if source is None:
            written = ".".join(names)
            absent = self._scope.is_known() and names[-1] not in _OF_THE_SYSTEM
            raise Absent(written) if absent else Unreadable(f"{written} is not known")
        self._notes.uses |= {used for field in source.all() for used in field.origin}
        return Term(f"{source.label}.*", None)

    def _type_cast(self, node: nodes.Node) -> Term:
        target = type_of(node.type_cast.type_name)
        names = node.type_cast.type_name.names
        if len(names) == 1 and (spelling := self._known.domain(names[0].string.sval)) is not None:
            return cast(self.term(node.type_cast.arg), type_named(spelling))
        if self._known.base(target) != target:
            return cast(self.term(node.type_cast.arg), target)
        return super()._type_cast(node)

    def _grouping_func(self, node: nodes.Node) -> Term:
        args = self._terms(node.grouping_func.args)
        return Term("GROUPING(" + ", ".join(arg.text for arg in args) + ")", Type("int4"))

    def _sub_link(self, node: nodes.Node) -> Term:
        link = node.sub_link
        body = self._subquery(link.subselect.select_stmt, self._scope)
        text, types = body.finished(), body.types()
        kind = link.sub_link_type
        if kind == nodes.EXISTS_SUBLINK:
            # An EXPLAIN does not show what is compared with the query around it, where it is hashed.
            self._notes.hidden.append(text)
            return Term(f"EXISTS ({text})", BOOLEAN)
        if kind == nodes.EXPR_SUBLINK:
            return Term(f"({text})", types[0])
        if kind == nodes.ARRAY_SUBLINK:
            self._notes.hidden.append("ARRAY")
            element = types[0]
            return Term(f"ARRAY({text})", None if element is None else Type("_" + element.base))
        if kind in (nodes.ANY_SUBLINK, nodes.ALL_SUBLINK):
            return self._quantified(link, text, types)
        raise Unreadable("a subquery of another kind")

    def _quantified(self, link: nodes.SubLink, text: str, types: Sequence[Type | None]) -> Term:
        """`x IN (SELECT …)`, `x > ALL (SELECT …)`; an EXPLAIN shows no more than the subquery."""
        operator = link.oper_name[-1].string.sval if link.oper_name else "="
        test = link.testexpr
        given = test.row_expr.args if test.WhichOneof("node") == "row_expr" else [test]
        if len(given) != len(types):
            raise Unreadable("a row is sought")
        pairs = zip(self._terms(given), types, strict=True)
        sought = ", ".join(compared(operator, one, Term("", type_))[0].text for one, type_ in pairs)
        word = "ANY" if link.sub_link_type == nodes.ANY_SUBLINK else "ALL"
        self._notes.hidden.append(f"{sought} {operator} {word}")
        return Term(f"({sought} {operator} {word} ({text}))", BOOLEAN)

    def _func_call(self, node: nodes.Node) -> Term:
        call = node.func_call
        if call.func_variadic or any(arg.WhichOneof("node") == "named_arg_expr" for arg in call.args):
            raise Unreadable("an argument that is named or VARIADIC")
        plain = nodes.Node()
        plain.CopyFrom(node)
        for name in (*_OF_AGGREGATES, "agg_star"):
            plain.func_call.ClearField(name)
        if call.agg_within_group:
            plain.func_call.args.extend(item.sort_by.node for item in call.agg_order)
        names = [part.string.sval for part in call.funcname]
        if len(names) == 1 and (schema := self._known.schema_of(names[0])) is not None:
            plain.func_call.funcname.insert(0, nodes.Node(string=nodes.String(sval=schema)))
        found = super()._func_call(plain)
        return Term(" ".join((found.text, *self._behind(call))), self._result(names, found.type))

    def _result(self, names: Sequence[str], found: Type | None) -> Type | None:
        """What a function gives; a declared one says it."""
        declared = self._known.function(names[-2] if len(names) > 1 else None, names[-1])
        if found is not None or declared is None or not argument_types.is_concrete(declared.returns):
            return found
        return type_named(declared.returns)

    def _behind(self, call: nodes.FuncCall) -> Iterable[str]:
        """All that an aggregate or a window function has besides its arguments."""
        if call.agg_distinct:
            yield "DISTINCT"
        if call.agg_within_group:  # what is ordered is among the arguments, as the aggregate takes it
            yield f"WITHIN GROUP ({', '.join(direction(item.sort_by) for item in call.agg_order)})"
        elif call.agg_order:
            yield f"ORDER BY ({', '.join(self._order_within(call))})"
        if call.HasField("agg_filter"):
            yield f"FILTER ({self.condition(call.agg_filter).text})"
        if call.HasField("over"):
            window = self._window(call.over)
            self._notes.hidden.append(window)
            yield f"OVER ({window})"

    def _order_within(self, call: nodes.FuncCall) -> Iterable[str]:
        """What an aggregate is ordered by; an argument of it is what the aggregate takes, cast or not."""
        args = [self.term(arg).text for arg in call.args]
        for item in (each.sort_by for each in call.agg_order):
            key = self.term(item.node).text
            yield (f"argument {args.index(key) + 1}" if key in args else key) + direction(item)

    def _window(self, over: nodes.WindowDef) -> str:
        """The definition of a window, with what the windows that it names say."""
        window = self._windows[over.name] if over.name else over
        partition, order = self._ordered(window)
        pieces = [
            "PARTITION BY " + ", ".join(term.text for term in self._terms(partition)),
            "ORDER BY " + ", ".join(self.sort_key(item.sort_by) for item in order),
            f"FRAME {window.frame_options & ~_NO_MEANING}",
        ]
        for name in ("start_offset", "end_offset"):
            if window.HasField(name):
                offset = self.term(getattr(window, name))
                pieces.append(cast(offset, _BIGINT).text if window.frame_options & _COUNTED else offset.text)
        return " ".join(pieces)

    def _ordered(self, window: nodes.WindowDef) -> tuple[Sequence[nodes.Node], Sequence[nodes.Node]]:
        """Its PARTITION BY and ORDER BY, each its own or that of the window that it begins with."""
        if not window.refname:
            return window.partition_clause, window.order_clause
        partition, order = self._ordered(self._windows[window.refname])
        return partition, window.order_clause or order
