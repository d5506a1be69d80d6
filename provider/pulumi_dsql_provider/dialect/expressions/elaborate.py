"""Syntax tree -> term: names resolved and casts added as PostgreSQL does when it stores it.

What was written and what PostgreSQL gives back then come out as the same text. Where the built-in facts
do not say what PostgreSQL would do (a user's function, a type of the user's own) nothing is added and
nothing is dropped.
"""

from collections.abc import Callable, Mapping, Sequence

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.expressions import resolution
from pulumi_dsql_provider.dialect.expressions.comparisons import (
    binary,
    compared,
    known_base,
    one_of_many,
    prefix,
)
from pulumi_dsql_provider.dialect.expressions.facts import facts
from pulumi_dsql_provider.dialect.expressions.literals import fits
from pulumi_dsql_provider.dialect.expressions.syntax import text_of, type_named, type_of, uses_columns
from pulumi_dsql_provider.dialect.expressions.terms import (
    BOOLEAN,
    OPERATION,
    UNKNOWN,
    Constant,
    Term,
    Type,
    array,
    cast,
    collated,
    constant,
    junction,
    negation,
)
from pulumi_dsql_provider.dialect.identifiers import quote

_KEYS = frozenset({UNKNOWN.base, "varchar", "int2"})  # subscripts of jsonb that PostgreSQL casts
_CURRENT = {  # PostgreSQL prints each of these as it was written
    nodes.SVFOP_CURRENT_DATE: ("CURRENT_DATE", "date"),
    nodes.SVFOP_CURRENT_TIME: ("CURRENT_TIME", "timetz"),
    nodes.SVFOP_CURRENT_TIME_N: ("CURRENT_TIME", "timetz"),
    nodes.SVFOP_CURRENT_TIMESTAMP: ("CURRENT_TIMESTAMP", "timestamptz"),
    nodes.SVFOP_CURRENT_TIMESTAMP_N: ("CURRENT_TIMESTAMP", "timestamptz"),
    nodes.SVFOP_LOCALTIME: ("LOCALTIME", "time"),
    nodes.SVFOP_LOCALTIME_N: ("LOCALTIME", "time"),
    nodes.SVFOP_LOCALTIMESTAMP: ("LOCALTIMESTAMP", "timestamp"),
    nodes.SVFOP_LOCALTIMESTAMP_N: ("LOCALTIMESTAMP", "timestamp"),
    nodes.SVFOP_CURRENT_ROLE: ("CURRENT_ROLE", "name"),
    nodes.SVFOP_CURRENT_USER: ("CURRENT_USER", "name"),
    nodes.SVFOP_USER: ("USER", "name"),
    nodes.SVFOP_SESSION_USER: ("SESSION_USER", "name"),
    nodes.SVFOP_CURRENT_CATALOG: ("CURRENT_CATALOG", "name"),
    nodes.SVFOP_CURRENT_SCHEMA: ("CURRENT_SCHEMA", "name"),
}
_TRUTH = {
    nodes.IS_TRUE: "TRUE",
    nodes.IS_NOT_TRUE: "NOT TRUE",
    nodes.IS_FALSE: "FALSE",
    nodes.IS_NOT_FALSE: "NOT FALSE",
    nodes.IS_UNKNOWN: "UNKNOWN",
    nodes.IS_NOT_UNKNOWN: "NOT UNKNOWN",
}


class Elaborator:
    """Elaborates trees over a table's columns, name -> type as it is spelt."""

    def __init__(self, columns: Mapping[str, str]) -> None:
        self._columns = columns

    def term(self, node: nodes.Node) -> Term:
        """The term that a tree means."""
        kind = node.WhichOneof("node") or ""
        handler: Callable[[nodes.Node], Term] | None = getattr(self, f"_{kind}", None)
        return self._as_it_is(node) if handler is None else handler(node)

    def _terms(self, found: Sequence[nodes.Node]) -> list[Term]:
        return [self.term(node) for node in found]

    def _as_it_is(self, node: nodes.Node) -> Term:
        return Term(f"({text_of(node)})", None)

    def _column_ref(self, node: nodes.Node) -> Term:
        last = node.column_ref.fields[-1]
        if last.WhichOneof("node") != "string":
            return self._as_it_is(node)
        # Only one table is in sight, so a name in front of a column's says nothing.
        name = last.string.sval
        spelling = self._columns.get(name)
        return Term(quote(name), None if spelling is None else type_named(spelling))

    def _a_const(self, node: nodes.Node) -> Term:
        value = node.a_const
        if value.isnull:
            return constant(None, UNKNOWN)
        kind = value.WhichOneof("val")
        if kind == "ival":
            return constant(str(value.ival.ival), Type("int4"))
        if kind == "fval":
            return _number(value.fval.fval)
        if kind == "boolval":
            return constant("true" if value.boolval.boolval else "false", BOOLEAN)
        return constant(value.sval.sval, UNKNOWN) if kind == "sval" else self._as_it_is(node)

    def _type_cast(self, node: nodes.Node) -> Term:
        target = type_of(node.type_cast.type_name)
        arg = node.type_cast.arg
        if arg.WhichOneof("node") == "a_array_expr" and target.base.startswith("_"):
            # PostgreSQL makes each element one of that type, rather than cast the array.
            return cast(array(self._terms(arg.a_array_expr.elements), None), target)
        return cast(self.term(arg), target)

    def _a_expr(self, node: nodes.Node) -> Term:
        expression = node.a_expr
        names = [part.string.sval for part in expression.name]
        if len(names) > 1 and names[0] != "pg_catalog":
            return self._as_it_is(node)
        name, kind = names[-1], expression.kind
        if not expression.HasField("lexpr"):
            return prefix(name, self.term(expression.rexpr))
        left = expression.lexpr
        if left.WhichOneof("node") == "row_expr":
            return self._row_comparison(node, name)
        if kind == nodes.AEXPR_IN:
            return self._in(name, self.term(left), expression.rexpr.list.items)
        if expression.rexpr.WhichOneof("node") == "list":
            return _between(
                kind, self.term(left), *self._terms(expression.rexpr.list.items)
            ) or self._as_it_is(node)
        one, other = self.term(left), self.term(expression.rexpr)
        if kind in (nodes.AEXPR_OP_ANY, nodes.AEXPR_OP_ALL):
            return one_of_many(name, "ANY" if kind == nodes.AEXPR_OP_ANY else "ALL", one, other)
        if kind in (nodes.AEXPR_DISTINCT, nodes.AEXPR_NOT_DISTINCT):
            return _distinct(one, other, negated=kind == nodes.AEXPR_NOT_DISTINCT)
        if kind == nodes.AEXPR_NULLIF:
            one, other, _ = compared("=", one, other)
            return Term(f"NULLIF({one.text}, {other.text})", one.type, f"NULLIF({one.alone}, {other.alone})")
        return binary(name, one, other)

    def _row_comparison(self, node: nodes.Node, name: str) -> Term:
        """`(a, b) = (1, 2)` is `a = 1 AND b = 2`; an order of rows stays one comparison."""
        expression = node.a_expr
        rows = expression.lexpr.row_expr.args, expression.rexpr.row_expr.args
        if expression.kind != nodes.AEXPR_OP or len(rows[0]) != len(rows[1]) or not rows[0]:
            return self._as_it_is(node)
        pairs = list(zip(self._terms(rows[0]), self._terms(rows[1]), strict=True))
        if name in ("=", "<>") or len(pairs) == 1:
            return junction("OR" if name == "<>" else "AND", (binary(name, *pair) for pair in pairs))
        if name not in ("<", "<=", ">", ">="):
            return self._as_it_is(node)
        sides = [compared(name, *pair)[:2] for pair in pairs]
        left, right = (", ".join(term.text for term in side) for side in zip(*sides, strict=True))
        return Term(f"(ROW({left}) {name} ROW({right}))", BOOLEAN)

    def _in(self, name: str, left: Term, items: Sequence[nodes.Node]) -> Term:
        """transformAExprIn(): the items without columns become one array, the others a comparison each."""
        terms = [(self.term(item), uses_columns(item)) for item in items]
        plain = [term for term, uses in terms if not uses]
        word, quantifier = ("OR", "ANY") if name == "=" else ("AND", "ALL")
        common = _common([left, *plain]) if len(plain) > 1 else None
        if common is None:
            return junction(word, (binary(name, left, term) for term, _ in terms))
        elements = array((cast(term, common) for term in plain), Type("_" + common.base))
        others = (binary(name, left, term) for term, uses in terms if uses)
        return junction(word, [one_of_many(name, quantifier, left, elements), *others])

    def _bool_expr(self, node: nodes.Node) -> Term:
        terms = [cast_boolean(term) for term in self._terms(node.bool_expr.args)]
        if node.bool_expr.boolop == nodes.NOT_EXPR:
            return negation(terms[0])
        return junction("AND" if node.bool_expr.boolop == nodes.AND_EXPR else "OR", terms)

    def _null_test(self, node: nodes.Node) -> Term:
        return _null(self.term(node.null_test.arg), negated=node.null_test.nulltesttype == nodes.IS_NOT_NULL)

    def _boolean_test(self, node: nodes.Node) -> Term:
        arg = cast_boolean(self.term(node.boolean_test.arg))
        return _tested(arg, f"IS {_TRUTH[node.boolean_test.booltesttype]}")

    def _case_expr(self, node: nodes.Node) -> Term:
        case = node.case_expr
        whens = [when.case_when for when in case.args]
        default = self.term(case.defresult) if case.HasField("defresult") else constant(None, UNKNOWN)
        results, type_ = _alike([default, *(self.term(when.result) for when in whens)])
        conditions = [self.term(when.expr) for when in whens]
        words = ["CASE"]
        if case.HasField("arg"):
            arg = self.term(case.arg)
            arg = cast(arg, Type("text")) if arg.type == UNKNOWN else arg
            conditions = [compared("=", arg, condition)[1] for condition in conditions]
            words.append(arg.text)
        else:
            conditions = list(map(cast_boolean, conditions))
        for condition, result in zip(conditions, results[1:], strict=True):
            words.append(f"WHEN {condition.text} THEN {result.text}")
        return Term(" ".join((*words, "ELSE", results[0].text, "END")), type_)

    def _coalesce_expr(self, node: nodes.Node) -> Term:
        return _call_of_alike("COALESCE", self._terms(node.coalesce_expr.args))

    def _min_max_expr(self, node: nodes.Node) -> Term:
        greatest = node.min_max_expr.op == nodes.IS_GREATEST
        return _call_of_alike("GREATEST" if greatest else "LEAST", self._terms(node.min_max_expr.args))

    def _a_array_expr(self, node: nodes.Node) -> Term:
        elements, type_ = _alike(self._terms(node.a_array_expr.elements))
        if type_ is None or type_.base.startswith("_"):
            return array(elements, None)
        return array(elements, Type("_" + type_.base))

    def _row_expr(self, node: nodes.Node) -> Term:
        return Term("ROW(" + ", ".join(term.text for term in self._terms(node.row_expr.args)) + ")", None)

    def _collate_clause(self, node: nodes.Node) -> Term:
        arg = self.term(node.collate_clause.arg)
        names = [part.string.sval for part in node.collate_clause.collname]
        name = ".".join(map(quote, names[1:] if names[0] == "pg_catalog" else names))
        return collated(arg, name)

    def _a_indirection(self, node: nodes.Node) -> Term:
        """`doc['a'][0]`: keys become text, positions int4."""
        arg = self.term(node.a_indirection.arg)
        steps = [step.a_indices for step in node.a_indirection.indirection]
        if known_base(arg) != "jsonb" or not all(
            step.HasField("uidx") and not step.is_slice for step in steps
        ):
            return self._as_it_is(node)
        keys = [self.term(step.uidx) for step in steps]
        keys = [
            cast(key, Type("int4" if known_base(key) == "int2" else "text"))
            if known_base(key) in _KEYS
            else key
            for key in keys
        ]
        return Term(arg.text + "".join(f"[{key.text}]" for key in keys), arg.type)

    def _sqlvalue_function(self, node: nodes.Node) -> Term:
        word, type_ = _CURRENT[node.sqlvalue_function.op]
        precision = node.sqlvalue_function.typmod
        # Only the forms with a precision carry one; 0 is one of them.
        modifiers = (
            f"({precision})"
            if nodes.SQLValueFunctionOp.Name(node.sqlvalue_function.op).endswith("_N")
            else ""
        )
        return Term(word + modifiers, Type(type_, modifiers))

    def _func_call(self, node: nodes.Node) -> Term:
        call = node.func_call
        names = [part.string.sval for part in call.funcname]
        if names[0] == "pg_catalog" and names[-1] in facts().functions:
            del names[0]
        plain = {"funcname", "args", "funcformat", "location"}
        named = any(arg.WhichOneof("node") == "named_arg_expr" for arg in call.args)
        if named or {field.name for field, _ in call.ListFields()} - plain:
            return Term(text_of(node), _only_result(names))
        args = self._terms(call.args)
        found = _resolved_call(names, args)
        if isinstance(found, Term):
            return found
        result = _only_result(names)
        if found is not None:
            args = _cast_all(args, found.arguments)
            result = None if found.result is None else Type(found.result)
        return _call(".".join(map(quote, names)), args, result)


def cast_boolean(term: Term) -> Term:
    """A term where PostgreSQL wants a boolean: a literal becomes one."""
    return cast(term, BOOLEAN) if term.type == UNKNOWN else term


def _number(text: str) -> Constant:
    """A number that the grammar leaves as text: an integer type when it is whole and fits, else numeric."""
    digits = text.replace("_", "")
    try:
        whole = int(digits, 0 if digits.lstrip("+-")[:2].lower() in ("0x", "0o", "0b") else 10)
    except ValueError:
        return constant(digits, Type("numeric"))
    return constant(
        str(whole), Type(next((type_ for type_ in ("int4", "int8") if fits(whole, type_)), "numeric"))
    )


def _resolved_call(names: Sequence[str], args: Sequence[Term]) -> resolution.Resolved | Term | None:
    """What a call means; a call such as `date('2020-01-01')` is a cast."""
    types = [known_base(arg) for arg in args]
    if len(names) != 1 or None in types:
        return None
    known = tuple(type_ for type_ in types if type_ is not None)
    found = resolution.function(names[0], known)
    if found is None and known == (UNKNOWN.base,) and names[0] in facts().types:
        return cast(args[0], Type(names[0]))
    return found


def _only_result(names: Sequence[str]) -> Type | None:
    """What a built-in function gives, whichever of its overloads is meant."""
    results = (
        {overload.result for overload in facts().functions.get(names[0], ())} if len(names) == 1 else set()
    )
    return Type(*results) if len(results) == 1 and all(map(resolution.is_known, results)) else None


def _between(kind: int, value: Term, low: Term, high: Term) -> Term | None:
    """The two or four comparisons that PostgreSQL makes of it."""
    within = junction("AND", (binary(">=", value, low), binary("<=", value, high)))
    outside = junction("OR", (binary("<", value, low), binary(">", value, high)))
    if kind == nodes.AEXPR_BETWEEN:
        return within
    if kind == nodes.AEXPR_NOT_BETWEEN:
        return outside
    if kind == nodes.AEXPR_BETWEEN_SYM:
        return junction(
            "OR", (within, junction("AND", (binary(">=", value, high), binary("<=", value, low))))
        )
    if kind == nodes.AEXPR_NOT_BETWEEN_SYM:
        return junction("AND", (outside, junction("OR", (binary("<", value, high), binary(">", value, low)))))
    return None


def _distinct(one: Term, other: Term, negated: bool) -> Term:
    """IS [NOT] DISTINCT FROM; beside a bare NULL it is IS [NOT] NULL."""
    bare = constant(None, UNKNOWN)
    if bare in (one, other):
        return _null(one if other == bare else other, negated=not negated)
    left, right, _ = compared("=", one, other)
    printed = f"{left.operand} IS DISTINCT FROM {right.operand}"
    found = Term(f"({left.text} IS DISTINCT FROM {right.text})", BOOLEAN, printed, OPERATION)
    return negation(found) if negated else found


def _null(arg: Term, negated: bool) -> Term:
    return _tested(arg, "IS NOT NULL" if negated else "IS NULL")


def _tested(arg: Term, test: str) -> Term:
    return Term(f"({arg.text} {test})", BOOLEAN, f"{arg.operand} {test}", OPERATION)


def _call_of_alike(name: str, args: Sequence[Term]) -> Term:
    terms, type_ = _alike(args)
    return _call(name, terms, type_)


def _call(name: str, args: Sequence[Term], result: Type | None) -> Term:
    """`name(a, b)`; the name is quoted already."""
    text = ", ".join([arg.text for arg in args])
    return Term(f"{name}({text})", result, f"{name}({', '.join([arg.alone for arg in args])})")


def _alike(terms: Sequence[Term]) -> tuple[list[Term], Type | None]:
    """Terms cast to their common type; as they are when there is none that we know."""
    common = _common(terms)
    if common is None:
        return list(terms), None
    return [cast(term, common) for term in terms], common


def _common(terms: Sequence[Term]) -> Type | None:
    bases = [known_base(term) for term in terms]
    if None in bases:
        return None
    found = resolution.common_type(tuple(base for base in bases if base is not None))
    return None if found is None else Type(found)


def _cast_all(args: Sequence[Term], declared: Sequence[str | None]) -> list[Term]:
    return [
        arg if type_ is None else cast(arg, Type(type_)) for arg, type_ in zip(args, declared, strict=True)
    ]
