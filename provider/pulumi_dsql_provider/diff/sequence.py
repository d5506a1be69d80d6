"""What differs between two sequences."""

from collections.abc import Iterator

from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.comment import comment_differs
from pulumi_dsql_provider.diff.match import changes, differing, with_old_name
from pulumi_dsql_provider.diff.renames import Renames
from pulumi_dsql_provider.model import Database, Sequence, SequenceOptions

_FIELDS = (*SequenceOptions.model_fields, "owned_by")


def compare_sequences(live: Database, wanted: Database, renames: Renames) -> Iterator[Change]:
    """The changes of sequences. Where one stands is no part of its definition and never compared.

    `live` has the names of `renames` already.
    """

    def differs(old: Sequence, new: Sequence) -> frozenset[str]:
        fields = differing(old, new, _FIELDS) | comment_differs(old, new)
        return fields | {"name"} if new.name in renames.sequences else fields

    found = changes(
        "sequence", live.sequences, wanted.sequences, key=lambda sequence: sequence.name, differs=differs
    )
    return (with_old_name(change, renames.sequences) for change in found)
