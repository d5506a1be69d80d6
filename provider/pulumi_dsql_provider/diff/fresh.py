"""Expressions that changes bring and that stand for nothing live: whether they work is not seen yet."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect import argument_types
from pulumi_dsql_provider.dialect.domains import Bases, bases
from pulumi_dsql_provider.dialect.expressions import column_names
from pulumi_dsql_provider.diff.calling import calls_any, made_by
from pulumi_dsql_provider.diff.change import Change, Changes
from pulumi_dsql_provider.diff.column import types_of
from pulumi_dsql_provider.diff.domain import VALUE
from pulumi_dsql_provider.diff.sequence_names import names_any, sequences_made_by
from pulumi_dsql_provider.model import (
    Check,
    Column,
    Database,
    Domain,
    Function,
    Index,
    ObjectName,
    Statistics,
    Table,
)
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

    Not those that name a sequence or call a function which the same changes make.
    """
    sequences, functions, known = sequences_made_by(changes), made_by(changes), bases(wanted)
    found = (expression for change in changes for expression in _of(change, wanted))
    return tuple(
        _over_base_types(expression, known)
        for expression in found
        if not names_any(expression.text, sequences) and not calls_any(expression.text, functions)
    )


def _of(change: Change, wanted: Database) -> Iterator[Fresh]:
    thing, added = change.wanted, change.live is None
    if isinstance(thing, Domain):
        yield from _of_domain(thing, change)
    table = wanted.table(change.table) if change.table is not None else None
    match thing:
        case Table() if added:
            for column in thing.columns:
                yield from _of_column(column, thing, frozenset({"default", "generated"}))
            yield from (_over(thing, check.expression, "checks", condition=True) for check in thing.checks)
        case Column() if table is not None:
            new = frozenset({"default", "generated"})
            yield from _of_column(thing, table, new if added else change.differs & new)
        case Statistics() if table is not None and (added or "expressions" in change.differs):
            yield from _of_statistics(thing, table)
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


def _of_statistics(statistics: Statistics, table: Table) -> Iterator[Fresh]:
    for text in statistics.expressions:
        yield _over(table, text, "expressions", subject=statistics.name)


def _of_domain(domain: Domain, change: Change) -> Iterator[Fresh]:
    subject = domain.name
    if domain.default is not None and (change.live is None or "default" in change.differs):
        yield Fresh(text=domain.default, columns=(), type=domain.type, subject=subject, property="default")
    for check in domain.checks if change.live is None else ():
        value = ((VALUE, domain.type),) if VALUE in column_names(check.expression) else ()
        yield Fresh(text=check.expression, columns=value, condition=True, subject=subject, property="checks")


def _over_base_types(expression: Fresh, known: Bases) -> Fresh:
    """The same without domains, which may not be there yet."""
    if not known:
        return expression
    columns = tuple((name, known.get(type_, type_)) for name, type_ in expression.columns)
    own = expression.type
    type_ = None if own is None else known.get(own, own)
    return expression.model_copy(update={"columns": columns, "type": type_})


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
