"""Expressions that changes bring and that stand for nothing live: whether they work is not seen yet."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect import argument_types
from pulumi_dsql_provider.dialect.expressions import column_names
from pulumi_dsql_provider.diff.calling import calls_any, made_by
from pulumi_dsql_provider.diff.change import Change, Changes
from pulumi_dsql_provider.diff.column import types_of
from pulumi_dsql_provider.model import Check, Column, Database, Function, Index, ObjectName, Table
from pulumi_dsql_provider.model.value import Value


class Fresh(Value):
    """An expression over a row of these columns (name, type).

    `type` is the type of the column that it gives the value of, if it does; a `condition` is true or false.
    `subject` and `property` say what it is a part of, as in a Refusal.
    """

    text: str
    columns: tuple[tuple[str, str], ...]
    type: str | None = None
    condition: bool = False
    subject: ObjectName
    property: str


def fresh(changes: Changes, wanted: Database) -> tuple[Fresh, ...]:
    """The expressions of what is added, in order, and the indexes' that are built anew.

    Not those that call a function which the same changes make.
    """
    unknown = made_by(changes)
    found = (expression for change in changes for expression in _of(change, wanted))
    return tuple(expression for expression in found if not calls_any(expression.text, unknown))


def _of(change: Change, wanted: Database) -> Iterator[Fresh]:
    thing, added = change.wanted, change.live is None
    table = wanted.table(change.table) if change.table is not None else None
    match thing:
        case Table() if added:
            for column in thing.columns:
                yield from _of_column(column, thing, frozenset({"default", "generated"}))
            yield from (_over(thing, check.expression, "checks", condition=True) for check in thing.checks)
        case Column() if table is not None:
            new = frozenset({"default", "generated"})
            yield from _of_column(thing, table, new if added else change.differs & new)
        case Check() if added and table is not None:
            yield _over(table, thing.expression, "checks", condition=True)
        case Function():
            yield from _of_arguments(thing, change.live)
        case Index() if table is not None and (added or change.differs & {"keys", "where"}):
            name = thing.qualified_name
            keys = (key.expression for key in thing.keys if key.expression is not None)
            yield from (_over(table, key, "keys", subject=name) for key in keys)
            if thing.where is not None:
                yield _over(table, thing.where, "where", subject=name, condition=True)


def _of_column(column: Column, table: Table, fields: frozenset[str]) -> Iterator[Fresh]:
    if "default" in fields and column.default is not None:
        yield _over(table, column.default, "columns", type=column.type)
    if "generated" in fields and column.generated is not None:
        yield _over(table, column.generated, "columns", type=column.type)


def _of_arguments(function: Function, live: object) -> Iterator[Fresh]:
    """The defaults that are new."""
    before = {each.default for each in live.arguments} if isinstance(live, Function) else set()
    for argument in function.given:
        if argument.default is not None and argument.default not in before:
            yield Fresh(
                text=argument.default,
                columns=(),
                type=argument.type if argument_types.is_concrete(argument.type) else None,
                subject=function.identity,
                property="arguments",
            )


def _over(
    table: Table,
    text: str,
    part: str,
    *,
    subject: ObjectName | None = None,
    type: str | None = None,
    condition: bool = False,
) -> Fresh:
    types, used = types_of(table), column_names(text)
    return Fresh(
        text=text,
        columns=tuple((name, types[name]) for name in sorted(used) if name in types),
        type=type,
        condition=condition,
        subject=subject or table.name,
        property=part,
    )
