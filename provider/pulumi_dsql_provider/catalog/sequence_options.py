"""What sequences and identity columns have in common, as the catalog has it."""

from pulumi_dsql_provider.model import SequenceOptions

_MAX = 2**63 - 1


def options(cache: int, start: int, increment: int, low: int, high: int, cycle: bool) -> SequenceOptions:
    """The columns of pg_sequence. Limits that a sequence has by itself are None, as when not declared."""
    own_low, own_high = (1, _MAX) if increment > 0 else (-_MAX - 1, -1)
    return SequenceOptions(
        cache=cache,
        start=start,
        increment=increment,
        min_value=None if low == own_low else low,
        max_value=None if high == own_high else high,
        cycle=cycle,
    )
