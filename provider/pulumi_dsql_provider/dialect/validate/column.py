"""Columns."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect import types
from pulumi_dsql_provider.dialect.capabilities import Rules
from pulumi_dsql_provider.dialect.domains import Bases
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.dialect.validate import expression, form, name, sequence_options, type_name
from pulumi_dsql_provider.model import Column, Identity, ObjectName, Table


def refusals(table: Table, column: Column, rules: Rules, known: Bases) -> Iterator[Refusal]:
    """One column of a table. `known` are the domains that its type may be."""
    what = f"the column {column.name}"
    yield from name.refusals(column.name, "column", table.name, "columns")
    yield from type_name.refusals(column.type, what, table.name, "columns", rules)
    if column.storage is not None:
        yield from _storage(table.name, column, known.get(column.type, column.type), rules)
    given = [part for part in ("default", "identity", "generated") if getattr(column, part) is not None]
    if len(given) > 1:
        yield _refusal(
            table.name,
            "DSQL031",
            f"the column {column.name} has both {' and '.join(given)}",
            "keep one of them",
        )
    if column.default is not None:
        yield from expression.default_refusals(column.default, table.name)
    if column.identity is not None:
        yield from form.refusals("column-identity", "identity columns", rules, table.name, "columns")
        yield from _identity(table.name, column, column.identity)
    if column.generated is not None:
        yield from expression.refusals(column.generated, table.name, "columns", table, _generated(table))


def _generated(table: Table) -> frozenset[str]:
    return frozenset(column.name for column in table.columns if column.generated is not None)


def _storage(subject: ObjectName, column: Column, type_: str, rules: Rules) -> Iterator[Refusal]:
    try:
        own = types.default_storage(types.canonical(type_))
    except Refused:  # reported as a type
        return
    yield from form.refusals("column-storage", "STORAGE", rules, subject, "columns")
    if column.storage != "plain" and own == "plain":
        message = f"the column {column.name}: {type_} can only have the storage plain"
        yield _refusal(subject, "DSQL036", message, "leave the storage out")


def _identity(subject: ObjectName, column: Column, identity: Identity) -> Iterator[Refusal]:
    what = f"the identity column {column.name}"
    if column.type not in ("bigint", "int8"):
        yield _refusal(subject, "DSQL032", f"{what} is {column.type}", "make it bigint")
    if column.nullable:
        yield _refusal(subject, "DSQL034", f"{what} may be null", "make it NOT NULL")
    yield from sequence_options.refusals(identity, what, subject, "columns")


def _refusal(subject: ObjectName, code: str, message: str, way_out: str) -> Refusal:
    return Refusal(code=code, message=message, way_out=way_out, subject=subject, property="columns")
