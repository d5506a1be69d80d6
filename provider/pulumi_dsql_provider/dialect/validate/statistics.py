"""Extended statistics."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect import limits
from pulumi_dsql_provider.dialect.capabilities import Rules
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.validate import expression, form, key, name, schema
from pulumi_dsql_provider.model import Database, ObjectName, Statistics, Table

_UNSORTABLE = "json"


def refusals(statistics: Statistics, table: Table | None, rules: Rules) -> Iterator[Refusal]:
    """One statistics object; its columns are looked at where its table is known, and is of base types."""
    subject, what = statistics.name, f"the statistics {statistics.name}"
    yield from name.refusals(subject.name, "statistics object", subject)
    if schema.is_reserved(subject.schema):
        yield schema.reserved(subject.schema, subject)
    yield from form.refusals("create-statistics", "statistics", rules, subject, "name")
    if problem := _wrong_number(statistics):
        yield Refusal(
            code="DSQL029",
            message=f"{what}: {problem}",
            way_out=f"list 2 to {limits.ELEMENTS_PER_STATISTICS} columns or expressions, or one expression",
            subject=subject,
            property="columns",
        )
    if statistics.columns:
        yield from key.listed(statistics.columns, what, subject, "columns")
    for text in statistics.expressions:
        yield from expression.refusals(text, subject, "expressions", table)
    if table is not None:
        yield from key.unknown(statistics.columns, what, table, subject, "columns")
        yield from _types(statistics, table, what)


def too_many(wanted: Database) -> Iterator[Refusal]:
    """The limit on a table's statistics."""
    counts: dict[ObjectName, int] = {}
    for each in wanted.statistics:
        counts[each.table] = counts.get(each.table, 0) + 1
    for table, count in counts.items():
        if count > limits.STATISTICS_PER_TABLE:
            yield Refusal(
                code="DSQL028",
                message=f"{table} has {count} statistics, DSQL takes at most {limits.STATISTICS_PER_TABLE}",
                way_out="use fewer; one can be about more columns",
                subject=table,
            )


def _wrong_number(statistics: Statistics) -> str | None:
    count = len(statistics.columns) + len(statistics.expressions)
    if count < 1 or (count == 1 and statistics.columns):
        return "one column has statistics anyway" if count else "it is about nothing"
    if count > limits.ELEMENTS_PER_STATISTICS:
        return f"it is about {count} columns and expressions"
    if count == 1 and statistics.kinds:
        return "those of one expression are of no kind"
    return None if count == 1 or statistics.kinds else "it is of no kind"


def _types(statistics: Statistics, table: Table, what: str) -> Iterator[Refusal]:
    for column in table.columns:
        if column.name in statistics.columns and column.type == _UNSORTABLE:
            yield Refusal(
                code="DSQL013",
                message=f"{what} cannot have the column {column.name}: {column.type} cannot be sorted",
                way_out="leave it out, or use jsonb",
                subject=statistics.name,
                property="columns",
            )
