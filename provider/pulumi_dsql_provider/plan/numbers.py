"""What other options do to the numbers that a sequence, or the one inside an identity, gives."""

from pulumi_dsql_provider.dialect.render.sequence_options import narrows, turns
from pulumi_dsql_provider.model import SequenceOptions
from pulumi_dsql_provider.plan import hint
from pulumi_dsql_provider.plan.hazard import Hazard


def hazards(name: str, live: SequenceOptions, wanted: SequenceOptions) -> tuple[Hazard, ...]:
    """Of the statement that alters the options; `name` is the sequence or the column."""
    if turns(live, wanted):
        return (Hazard(code=f"restart-sequence:{name}", text="starts over, in the other direction"),)
    return (hint.narrowed(name),) if narrows(live, wanted) else ()
