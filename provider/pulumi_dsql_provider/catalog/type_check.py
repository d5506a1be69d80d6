"""Whether new expressions work, by asking the database before anything runs."""

from collections.abc import Iterator, Sequence

import postgast

from pulumi_dsql_provider.catalog.question import explain
from pulumi_dsql_provider.catalog.reason import pass_on, reason_against
from pulumi_dsql_provider.catalog.session import DatabaseError, Session
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.diff.fresh import Fresh

# A SELECT returns at most 1,664 values.
_AT_ONCE = 500


def type_check(session: Session, expressions: Sequence[Fresh]) -> None:
    """Raise Refused (DSQL210) with each expression that the database refuses; DatabaseError.

    One query for those of a table where all of them work, and often for those of several tables.
    """
    if refusals := [refusal for batch in _batches(expressions) for refusal in _refusals(session, batch)]:
        raise Refused(*refusals)


def _batches(expressions: Sequence[Fresh]) -> Iterator[list[Fresh]]:
    """The expressions in order, as many at a time as can be asked over one row: tables share names."""
    batch: list[Fresh] = []
    types: dict[str, str] = {}
    for expression in expressions:
        contradicts = any(types.get(name, type_) != type_ for name, type_ in expression.columns)
        if batch and (contradicts or len(batch) == _AT_ONCE):
            yield batch
            batch, types = [], {}
        batch.append(expression)
        types.update(expression.columns)
    if batch:
        yield batch


def _refusals(session: Session, expressions: Sequence[Fresh]) -> list[Refusal]:
    """Asked together, and each alone only where that fails."""
    columns = dict(column for expression in expressions for column in expression.columns)
    try:
        explain(session, tuple(columns.items()), [_as_used(each) for each in expressions])
    except (DatabaseError, postgast.PgQueryError) as error:
        pass_on(error)
        if len(expressions) > 1:
            return [refusal for each in expressions for refusal in _refusals(session, [each])]
        (wrong,) = expressions
        reason = reason_against(error)
        return [] if reason is None else [_refusal(wrong, reason)]
    return []


def _as_used(expression: Fresh) -> str:
    """As one item of a SELECT that demands what CREATE TABLE does; the line break ends a `--` comment."""
    if expression.condition:
        return f"(({expression.text}\n) IS TRUE)"
    return (
        f"CAST(({expression.text}\n) AS {expression.type})" if expression.type else f"({expression.text}\n)"
    )


def _refusal(expression: Fresh, reason: str) -> Refusal:
    return Refusal(
        code="DSQL210",
        message=f"the database refuses the expression {' '.join(expression.text.split())}: {reason}",
        way_out="correct the expression",
        subject=expression.subject,
        property=expression.property,
    )
