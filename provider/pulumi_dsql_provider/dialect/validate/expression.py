"""Expressions: that each is one, and that it names only what it can see."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.expressions.syntax import column_names, has_subquery, tree
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.model import ObjectName, Table


def refusals(
    text: str, subject: ObjectName, part: str, table: Table | None, without: frozenset[str] = frozenset()
) -> Iterator[Refusal]:
    """An expression over a row of `table`, or over any columns where the table is None.

    `without` are columns of the table that the expression cannot use.
    """
    try:
        subquery = has_subquery(text)
    except Refused as refused:
        yield from (
            each.model_copy(update={"subject": subject, "property": part}) for each in refused.refusals
        )
        return
    if subquery:
        yield _misplaced(text, "a subquery", "compute it in the program, or in a view", subject, part)
        return
    for column in sorted(column_names(text)) if table is not None else ():
        if column in without:
            yield _misplaced(text, f"the column {column}", "leave it out", subject, part)
        elif table is not None and column != table.name.name and table.column(column) is None:
            yield Refusal(
                code="DSQL005",
                message=f"{text} refers to a column {column}, which {table.name} has not got",
                way_out="name a column of the table; a text stands in single quotes",
                subject=subject,
                property=part,
            )


def default_refusals(text: str, subject: ObjectName, part: str = "columns") -> Iterator[Refusal]:
    """A column's or a domain's default, which sees no row."""
    found = tuple(refusals(text, subject, part, None))
    yield from found
    if found:
        return
    for column in sorted(column_names(text)):
        yield _misplaced(text, f"the column {column}", "use a generated column", subject, part)
    if tree(text).WhichOneof("node") == "set_to_default":
        yield _misplaced(text, "DEFAULT itself", "leave the default out", subject, part)


def _misplaced(text: str, what: str, way_out: str, subject: ObjectName, part: str) -> Refusal:
    return Refusal(
        code="DSQL038",
        message=f"{text} uses {what}, which cannot stand there",
        way_out=way_out,
        subject=subject,
        property=part,
    )
