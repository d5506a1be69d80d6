"""Columns."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect import limits, types
from pulumi_dsql_provider.dialect.capabilities import Rules
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.dialect.validate import expression, form, name
from pulumi_dsql_provider.model import Column, Identity, ObjectName, Table

_TYPE_FORMS = {"json": "column-json", "jsonb": "column-jsonb"}
_BIGINT = (-(2**63), 2**63 - 1)
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
    if identity.cache != 1 and identity.cache < limits.IDENTITY_CACHE:
        message = f"{what} has the cache {identity.cache}; DSQL takes 1, or {limits.IDENTITY_CACHE} and more"
        way_out = f"use {limits.IDENTITY_CACHE} for many inserts, 1 for nearly ordered numbers"
        yield _refusal(subject, "DSQL033", message, way_out)
    if column.nullable:
        yield _refusal(subject, "DSQL034", f"{what} may be null", "make it NOT NULL")
    if problem := _contradiction(identity):
        yield _refusal(subject, "DSQL035", f"{what} {problem}", "correct its numbers")


def _contradiction(identity: Identity) -> str | None:
    """What PostgreSQL would say about a sequence's numbers."""
    least = (
        identity.min_value if identity.min_value is not None else 1 if identity.increment > 0 else _BIGINT[0]
    )
    most = (
        identity.max_value if identity.max_value is not None else _BIGINT[1] if identity.increment > 0 else -1
    )
    numbers = (least, most, identity.start, identity.increment, identity.cache)
    if any(not _BIGINT[0] <= number <= _BIGINT[1] for number in numbers):
        return "has a number beyond bigint"
    if identity.increment == 0:
        return "has the increment 0"
    if least >= most:
        return f"has the least value {least}, which is not below its greatest, {most}"
    if not least <= identity.start <= most:
        return f"starts with {identity.start}, outside {least} to {most}"
    return None


def _refusal(subject: ObjectName, code: str, message: str, way_out: str) -> Refusal:
    return Refusal(code=code, message=message, way_out=way_out, subject=subject, property="columns")
