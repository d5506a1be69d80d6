"""Columns."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect import expressions
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.dialect.style import sequence
from pulumi_dsql_provider.dialect.style.finding import Finding
from pulumi_dsql_provider.model import Column, Database, Table

_UNBOUNDED = frozenset({"text", "character varying"})


def findings(database: Database) -> Iterator[Finding]:
    """Types that surprise, text that nothing bounds, identities that every insert waits for."""
    for table in database.tables:
        checked = _checked(table)
        for column in table.columns:
            yield from _of_type(table, column)
            if column.identity is not None:
                yield from sequence.of(
                    column.identity, f"the identity {table.name}.{column.name}", table.name, column.name
                )
            if column.type in _UNBOUNDED and column.generated is None and column.name not in checked:
                yield _finding(
                    "unbounded-text",
                    table,
                    column,
                    "has no length and no check",
                    f"add a check such as length({column.name}) <= 1000, or use varchar(n)",
                )


def _of_type(table: Table, column: Column) -> Iterator[Finding]:
    if column.type.startswith("timestamp") and column.type.endswith("without time zone"):
        yield _finding(
            "timestamp-without-zone", table, column, "is a timestamp without time zone", "use timestamptz"
        )
    if column.type == "bpchar" or column.type.startswith("character("):
        yield _finding(
            "padded-character",
            table,
            column,
            f"is {column.type}, padded with blanks",
            "use text or varchar(n)",
        )


def _checked(table: Table) -> frozenset[str]:
    """The columns that checks look at."""
    return frozenset().union(*(_columns(check.expression) for check in table.checks))


def _columns(expression: str) -> frozenset[str]:
    try:
        return expressions.column_names(expression)
    except Refused:  # `validate` tells what is wrong with it
        return frozenset()


def _finding(rule: str, table: Table, column: Column, what: str, way_out: str) -> Finding:
    message = f"the column {table.name}.{column.name} {what}"
    return Finding(rule=rule, message=message, way_out=way_out, subject=table.name, part=column.name)
