"""Columns."""

import re

from pulumi_dsql_provider.cli.formats.hcl import sequence
from pulumi_dsql_provider.cli.formats.hcl.block import Block, boolean, given, sql, string
from pulumi_dsql_provider.cli.formats.hcl.type import spelt
from pulumi_dsql_provider.model import Column, Identity

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_TEXT = re.compile(r"'((?:[^']|'')*)'")


def block(column: Column) -> Block:
    """The block of one column, in the order of attributes that Atlas writes."""
    attributes = given(
        ("null", boolean(column.nullable)),
        ("type", spelt(column.type)),
        ("default", None if column.default is None else _default(column.default)),
        ("comment", string(column.comment) if column.comment else None),
    )
    parts = []
    if column.generated is not None:
        parts.append(Block("as", (), (("expr", string(column.generated)), ("type", "STORED"))))
    if column.identity is not None:
        parts.append(_identity(column.identity))
    return Block("column", (column.name,), attributes, tuple(parts))


def _identity(identity: Identity) -> Block:
    generated = ("generated", "ALWAYS" if identity.always else "BY_DEFAULT")
    return Block("identity", (), (generated, *sequence.options(identity)))


def _default(expression: str) -> str:
    """A constant as itself, anything else as SQL."""
    if _NUMBER.fullmatch(expression) or expression in ("true", "false"):
        return expression
    if found := _TEXT.fullmatch(expression):
        return string(found[1].replace("''", "'"))
    return sql(expression)
