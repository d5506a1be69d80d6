"""Primary keys, unique constraints, checks and foreign keys."""

from pulumi_dsql_provider.cli.formats.hcl.block import Block, given, listed, string
from pulumi_dsql_provider.cli.formats.hcl.reference import Names, columns
from pulumi_dsql_provider.dialect import naming
from pulumi_dsql_provider.model import Check, ForeignKey, ObjectName, PrimaryKey, Unique


def primary_key(key: PrimaryKey, table: ObjectName) -> Block:
    """Its name is told where it is not the one that PostgreSQL gives."""
    labels = () if key.name == naming.primary_key(table.name) else (key.name,)
    return Block("primary_key", labels, (("columns", columns(key.columns)),))


def unique(constraint: Unique) -> Block:
    """`unique "name" { columns = […] }`."""
    attributes = given(
        ("columns", columns(constraint.columns)),
        ("include", columns(constraint.include) if constraint.include else None),
        ("nulls_distinct", "false" if constraint.nulls_not_distinct else None),
    )
    return Block("unique", (constraint.name,), attributes)


def check(constraint: Check) -> Block:
    """`check "name" { expr = "…" }`."""
    return Block("check", (constraint.name,), (("expr", string(constraint.expression)),))


def foreign_key(key: ForeignKey, table: ObjectName, names: Names) -> Block:
    """A table refers to its own columns as `column.id`, to others' as `table.orders.column.id`."""
    if key.references == table:
        referenced = columns(key.referenced_columns)
    else:
        referenced = listed(names.column(key.references, column) for column in key.referenced_columns)
    when = "INITIALLY_DEFERRED" if key.initially_deferred else "INITIALLY_IMMEDIATE"
    attributes = given(
        ("columns", columns(key.columns)),
        ("ref_columns", referenced),
        ("on_update", _word(key.on_update)),
        ("on_delete", _word(key.on_delete)),
        ("deferrable", when if key.deferrable else None),
    )
    return Block("foreign_key", (key.name,), attributes)


def _word(action: str) -> str:
    return action.upper().replace(" ", "_")
