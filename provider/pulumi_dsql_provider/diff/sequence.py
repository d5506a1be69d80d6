"""What differs between two sequences."""

from collections.abc import Iterator

from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.comment import comment_differs
from pulumi_dsql_provider.diff.match import changes, differing
from pulumi_dsql_provider.model import Database, Sequence, SequenceOptions

_FIELDS = (*SequenceOptions.model_fields, "owned_by")


def compare_sequences(live: Database, wanted: Database) -> Iterator[Change]:
    """The changes of sequences. Where one stands is no part of its definition and never compared."""

    def differs(old: Sequence, new: Sequence) -> frozenset[str]:
        return differing(old, new, _FIELDS) | comment_differs(old, new)

    return changes(
        "sequence", live.sequences, wanted.sequences, key=lambda sequence: sequence.name, differs=differs
    )
