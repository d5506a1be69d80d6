"""The options that sequences and identity columns have in common."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect import limits
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.model import ObjectName, SequenceOptions

_BIGINT = (-(2**63), 2**63 - 1)


def refusals(options: SequenceOptions, what: str, subject: ObjectName, part: str) -> Iterator[Refusal]:
    """`what` has the options, for messages."""
    if options.cache != 1 and options.cache < limits.IDENTITY_CACHE:
        yield Refusal(
            code="DSQL033",
            message=f"{what} has the cache {options.cache}; "
            f"DSQL takes 1, or {limits.IDENTITY_CACHE} and more",
            way_out=f"use {limits.IDENTITY_CACHE} for many inserts, 1 for nearly ordered numbers",
            subject=subject,
            property=part,
        )
    if problem := _contradiction(options):
        yield Refusal(
            code="DSQL035",
            message=f"{what} {problem}",
            way_out="correct its numbers",
            subject=subject,
            property=part,
        )


def _contradiction(options: SequenceOptions) -> str | None:
    """What PostgreSQL would say about a sequence's numbers."""
    least = options.min_value if options.min_value is not None else 1 if options.increment > 0 else _BIGINT[0]
    most = options.max_value if options.max_value is not None else _BIGINT[1] if options.increment > 0 else -1
    numbers = (least, most, options.start, options.increment, options.cache)
    if any(not _BIGINT[0] <= number <= _BIGINT[1] for number in numbers):
        return "has a number beyond bigint"
    if options.increment == 0:
        return "has the increment 0"
    if least >= most:
        return f"has the least value {least}, which is not below its greatest, {most}"
    if not least <= options.start <= most:
        return f"starts with {options.start}, outside {least} to {most}"
    return None
