"""Operators between terms: each side cast to what the operator takes."""

from pulumi_dsql_provider.dialect.expressions import resolution
from pulumi_dsql_provider.dialect.expressions.literals import negated_value
from pulumi_dsql_provider.dialect.expressions.terms import (
    BOOLEAN,
    CLOSED,
    OPEN,
    OPERATION,
    PRODUCT,
    SUM,
    Constant,
    Term,
    Type,
    cast,
    constant,
)

_BINDING = {"*": PRODUCT, "/": PRODUCT, "%": PRODUCT, "+": SUM, "-": SUM}


def binary(name: str, left: Term, right: Term) -> Term:
    """`(left name right)`."""
    left, right, result = compared(name, left, right)
    binding = _BINDING.get(name, OPERATION)
    most = binding if binding < OPERATION else CLOSED  # a - b - c is (a - b) - c
    printed = f"{left.beside(most)} {name} {right.beside(max(most - 1, CLOSED))}"
    return Term(f"({left.text} {name} {right.text})", result, printed, binding)


def prefix(name: str, arg: Term) -> Term:
    """`(- a)`; minus a number is a number."""
    if name == "-" and isinstance(arg, Constant) and arg.type is not None and arg.value is not None:
        value = negated_value(arg.value, arg.type.base)
        if value is not None:
            return constant(value, arg.type)
    base = known_base(arg)
    found = None if base is None else resolution.operator(name, (base,))
    result = None
    if found is not None:
        (declared,) = found.arguments
        arg = arg if declared is None else cast(arg, Type(declared))
        result = None if found.result is None else Type(found.result)
    return Term(f"({name} {arg.text})", result, f"{name} {arg.operand}", OPERATION)


def one_of_many(name: str, quantifier: str, left: Term, many: Term) -> Term:
    """`(left name ANY (many))`: make_scalar_array_op()."""
    base, array = known_base(left), known_base(many)
    if base is not None and array is not None and (array.startswith("_") or array == resolution.UNKNOWN):
        found = resolution.operator(name, (base, array.removeprefix("_")))
        if found is not None and found.arguments[0] is not None and found.arguments[1] is not None:
            left, many = cast(left, Type(found.arguments[0])), cast(many, Type("_" + found.arguments[1]))
    printed = f"{left.operand} {name} {quantifier} ({many.alone})"
    return Term(f"({left.text} {name} {quantifier} ({many.text}))", BOOLEAN, printed, OPEN)


def compared(name: str, left: Term, right: Term) -> tuple[Term, Term, Type | None]:
    """Both sides as the operator takes them, and the type of what it gives."""
    one, other = known_base(left), known_base(right)
    found = None if one is None or other is None else resolution.operator(name, (one, other))
    if found is None:
        return left, right, BOOLEAN if resolution.always_boolean(name) else None
    left, right = (
        term if declared is None else cast(term, Type(declared))
        for term, declared in zip((left, right), found.arguments, strict=True)
    )
    return left, right, None if found.result is None else Type(found.result)


def known_base(term: Term) -> str | None:
    """The name of a term's type where the built-in facts hold it."""
    return term.type.base if term.type is not None and resolution.is_known(term.type.base) else None
