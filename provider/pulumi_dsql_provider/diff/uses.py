"""Which columns of its table a part of it uses, such as an index or a check: it cannot outlive them."""

from pulumi_dsql_provider.dialect import expressions
from pulumi_dsql_provider.model import Check, Column, Constraint, ForeignKey, Index, Statistics, Unique


def columns_used(part: Constraint | Index | Column | Statistics) -> frozenset[str]:
    """The columns of its own table that a part of it is made of."""
    if isinstance(part, Column):
        return _in(part.generated)
    if isinstance(part, Check):
        return _in(part.expression)
    if isinstance(part, Index):
        keys = {key.column for key in part.keys if key.column is not None}
        expressions_in_keys = (_in(key.expression) for key in part.keys)
        return frozenset(keys).union(part.include, _in(part.where), *expressions_in_keys)
    if isinstance(part, Statistics):
        return frozenset(part.columns).union(*map(_in, part.expressions))
    if isinstance(part, Unique):
        return frozenset((*part.columns, *part.include))
    if isinstance(part, ForeignKey):
        return frozenset(part.columns)
    return frozenset(part.columns)


def _in(expression: str | None) -> frozenset[str]:
    return frozenset() if expression is None else frozenset(expressions.column_names(expression))
