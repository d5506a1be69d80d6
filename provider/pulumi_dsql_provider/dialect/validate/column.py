"""Columns."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect import types
from pulumi_dsql_provider.dialect.capabilities import Rules
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.dialect.validate import expression, form, name, sequence_options
from pulumi_dsql_provider.model import Column, Identity, ObjectName, Table

_TYPE_FORMS = {"json": "column-json", "jsonb": "column-jsonb"}
_PRECISION_AT_FIRST = 38


def refusals(table: Table, column: Column, rules: Rules) -> Iterator[Refusal]:
    """One column of a table."""
    yield from name.refusals(column.name, "column", table.name, "columns")
    yield from _type(table.name, column, rules)
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


def _type(subject: ObjectName, column: Column, rules: Rules) -> Iterator[Refusal]:
    try:
        type_ = types.canonical(column.type)
    except Refused as refused:
        for each in refused.refusals:
            message = f"the column {column.name}: {each.message}"
            yield each.model_copy(update={"message": message, "subject": subject, "property": "columns"})
        return
    if type_ in _TYPE_FORMS:
        yield from form.refusals(_TYPE_FORMS[type_], f"{type_} columns", rules, subject, "columns")
    if types.base(type_) == "numeric" and _precision(type_) > _PRECISION_AT_FIRST:
        yield from form.refusals("numeric-beyond-38-digits", type_, rules, subject, "columns")
    if column.storage is not None:
        yield from form.refusals("column-storage", "STORAGE", rules, subject, "columns")
        if column.storage != "plain" and types.default_storage(type_) == "plain":
            message = f"the column {column.name}: {type_} can only have the storage plain"
            yield _refusal(subject, "DSQL036", message, "leave the storage out")


def _precision(numeric: str) -> int:
    return int(numeric.removeprefix("numeric(").partition(",")[0])


def _identity(subject: ObjectName, column: Column, identity: Identity) -> Iterator[Refusal]:
    what = f"the identity column {column.name}"
    if column.type not in ("bigint", "int8"):
        yield _refusal(subject, "DSQL032", f"{what} is {column.type}", "make it bigint")
    if column.nullable:
        yield _refusal(subject, "DSQL034", f"{what} may be null", "make it NOT NULL")
    yield from sequence_options.refusals(identity, what, subject, "columns")


def _refusal(subject: ObjectName, code: str, message: str, way_out: str) -> Refusal:
    return Refusal(code=code, message=message, way_out=way_out, subject=subject, property="columns")
