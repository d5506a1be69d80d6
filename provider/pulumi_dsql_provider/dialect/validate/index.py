"""Indexes."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect import limits
from pulumi_dsql_provider.dialect.capabilities import Rules
from pulumi_dsql_provider.dialect.expressions import has_collation
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.validate import expression, form, key, name
from pulumi_dsql_provider.model import Database, Index, IndexKey, ObjectName, Table


def refusals(index: Index, table: Table | None, rules: Rules) -> Iterator[Refusal]:
    """One index; its columns are looked at where its table is known."""
    subject = index.qualified_name
    yield from name.refusals(index.name, "index", subject)
    yield from key.size(len(index.keys), _what(index), subject, "keys")
    if not index.keys:
        yield from key.listed((), _what(index), subject, "keys")
    for each in index.keys:
        yield from _key(index, each, table, rules)
    yield from _include(index, table)
    if index.where is not None:
        yield from form.refusals("index-where", "partial indexes", rules, subject, "where")
        yield from expression.refusals(index.where, subject, "where", table)


def too_many(wanted: Database) -> Iterator[Refusal]:
    """The limit on a table's indexes; the last ones are refused."""
    for table in wanted.tables:
        own = len(table.uniques) + (table.primary_key is not None)
        indexes = wanted.indexes_of(table.name)
        if own > limits.INDEXES_PER_TABLE:
            yield _excess(table.name, table.name, own + len(indexes), "uniques")
        for index in indexes[max(0, limits.INDEXES_PER_TABLE - own) :]:
            yield _excess(index.qualified_name, table.name, own + len(indexes), "table")


def _what(index: Index) -> str:
    return f"the index {index.name}"


def _key(index: Index, one: IndexKey, table: Table | None, rules: Rules) -> Iterator[Refusal]:
    subject = index.qualified_name
    if (one.column is None) == (one.expression is None):
        yield Refusal(
            code="DSQL014",
            message=f"a key of {_what(index)} is not exactly one column or expression",
            way_out="give each key one of them",
            subject=subject,
            property="keys",
        )
    elif one.expression is not None:
        yield from form.refusals("index-expression", "indexes on expressions", rules, subject, "keys")
        found = tuple(expression.refusals(one.expression, subject, "keys", table))
        yield from found
        if not found and has_collation(one.expression):  # the catalog would hold a key without it
            yield Refusal(
                code="DSQL050",
                message=f"{_what(index)}: DSQL has not got COLLATE in an index",
                way_out="leave it out",
                subject=subject,
                property="keys",
            )
    elif one.column is not None and table is not None and _is_sorted(one.column, table):
        yield Refusal(
            code="DSQL012",
            message=f"{_what(index)}: index keys cannot be sorted, {one.column} is no column",
            way_out="leave the order out",
            subject=subject,
            property="keys",
        )
    elif one.column is not None and table is not None:
        yield from key.unknown([one.column], _what(index), table, subject, "keys")
        yield from key.type_of(one.column, _what(index), table, subject, "keys")


def _is_sorted(column: str, table: Table) -> bool:
    """Whether somebody has written an order behind a column's name."""
    name, _, order = column.rstrip().rpartition(" ")
    return order.upper() in ("ASC", "DESC") and table.column(column) is None and bool(name)


def _include(index: Index, table: Table | None) -> Iterator[Refusal]:
    for column in dict.fromkeys(index.include):
        if "(" in column and (table is None or table.column(column) is None):
            yield Refusal(
                code="DSQL015",
                message=f"{_what(index)} includes {column}: only columns can be included",
                way_out="make the expression a key, or include the columns it needs",
                subject=index.qualified_name,
                property="include",
            )
        elif table is not None:
            yield from key.unknown([column], _what(index), table, index.qualified_name, "include")


def _excess(subject: ObjectName, table: ObjectName, indexes: int, part: str) -> Refusal:
    return Refusal(
        code="DSQL023",
        message=f"{table} has {indexes} indexes, primary key and unique constraints included; "
        f"DSQL takes at most {limits.INDEXES_PER_TABLE}",
        way_out="use fewer",
        subject=subject,
        property=part,
    )
