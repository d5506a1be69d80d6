"""Forms that DSQL learnt on some day, and had not got before."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.capabilities import Rules
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.model import ObjectName


def refusals(form: str, what: str, rules: Rules, subject: ObjectName, part: str) -> Iterator[Refusal]:
    """Nothing, or that DSQL had not got `what` on the day of the rules."""
    if not rules.accepts(form):
        yield Refusal(
            code="DSQL050",
            message=f"DSQL does not accept {what} as of {rules.as_of}",
            way_out="leave it out, or plan with the rules of a later day",
            subject=subject,
            property=part,
        )
