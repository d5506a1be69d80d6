"""What primary keys, unique constraints and indexes share: few columns, that exist and can be sorted."""

from collections.abc import Iterator, Sequence

from pulumi_dsql_provider.dialect import limits, types
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.model import ObjectName, Table


def refusals(columns: Sequence[str], what: str, table: Table, part: str) -> Iterator[Refusal]:
    """The columns of a constraint; `what` is how messages call it."""
    yield from listed(columns, what, table.name, part)
    yield from size(len(columns), what, table.name, part)
    yield from unknown(columns, what, table, table.name, part)
    for column in dict.fromkeys(columns):
        yield from type_of(column, what, table, table.name, part)


def listed(columns: Sequence[str], what: str, subject: ObjectName, part: str) -> Iterator[Refusal]:
    """A list that is empty, or that holds a column twice."""
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice or not columns:
        yield Refusal(
            code="DSQL006",
            message=f"{what} lists the column {twice[0]} twice" if twice else f"{what} has no columns",
            way_out="list each column once" if twice else "list at least one",
            subject=subject,
            property=part,
        )


def size(columns: int, what: str, subject: ObjectName, part: str) -> Iterator[Refusal]:
    """The limit on a key's columns."""
    if columns > limits.COLUMNS_PER_KEY:
        yield Refusal(
            code="DSQL024",
            message=f"{what} has {columns} key columns, DSQL takes at most {limits.COLUMNS_PER_KEY}",
            way_out="use fewer; an index can include others",
            subject=subject,
            property=part,
        )


def unknown(
    columns: Sequence[str], what: str, table: Table, subject: ObjectName, part: str
) -> Iterator[Refusal]:
    """Columns that the table has not got."""
    for column in dict.fromkeys(columns):
        if table.column(column) is None:
            yield Refusal(
                code="DSQL005",
                message=f"{what} refers to a column {column}, which {table.name} has not got",
                way_out="name a column of the table",
                subject=subject,
                property=part,
            )


def type_of(column: str, what: str, table: Table, subject: ObjectName, part: str) -> Iterator[Refusal]:
    """A key column of a type that DSQL cannot sort. A type that is refused is reported at its column."""
    found = table.column(column)
    try:
        can_be_key = found is None or types.can_be_key(types.canonical(found.type))
    except Refused:
        return
    if found is not None and not can_be_key:
        yield Refusal(
            code="DSQL013",
            message=f"{what} cannot have the column {column}: {found.type} cannot be part of a key",
            way_out="leave it out, or index an expression of another type",
            subject=subject,
            property=part,
        )
