"""Indexes, which stand in the block of their table."""

from pulumi_dsql_provider.cli.formats.hcl.block import Block, given, string
from pulumi_dsql_provider.cli.formats.hcl.reference import columns, to
from pulumi_dsql_provider.model import Index, IndexKey


def block(index: Index) -> Block:
    """Keys that are columns and nothing else are a list, any others are blocks."""
    plain = [key.column for key in index.keys if key.column is not None and not key.nulls_first]
    listed = len(plain) == len(index.keys)
    attributes = given(
        ("unique", "true" if index.unique else None),
        ("columns", columns(plain) if listed else None),
        ("where", string(index.where) if index.where else None),
        ("include", columns(index.include) if index.include else None),
        ("nulls_distinct", "false" if index.nulls_not_distinct else None),
        ("comment", string(index.comment) if index.comment else None),
    )
    return Block("index", (index.name,), attributes, () if listed else tuple(map(_on, index.keys)))


def _on(key: IndexKey) -> Block:
    attributes = given(
        ("column", to("column", key.column) if key.column is not None else None),
        ("expr", string(key.expression) if key.expression is not None else None),
        ("nulls_first", "true" if key.nulls_first else None),
    )
    return Block("on", (), attributes)
