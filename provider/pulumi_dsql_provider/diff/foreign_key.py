"""What differs between the foreign keys of two tables."""

from collections.abc import Callable, Iterator, Mapping

from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.comment import comment_differs
from pulumi_dsql_provider.diff.match import changes, differing
from pulumi_dsql_provider.model import ForeignKey, ObjectName, Table

KeyOf = Callable[[ObjectName], tuple[str, ...]]
"""The primary key columns of a table; empty when the table is not known."""

ALTERABLE = frozenset({"deferrable", "initially_deferred", "validated", "comment"})
"""What of a foreign key can be changed without dropping it, besides its name."""

_PLAIN = ("columns", "references", "on_delete", "on_update", "match", "deferrable", "initially_deferred")


def compare_foreign_keys(
    live: Table, wanted: Table, key_of: KeyOf, renamed: Mapping[str, str]
) -> Iterator[Change]:
    """The changes of foreign keys; one that names no columns references the primary key.

    `validated` differs where rows remain to be checked and no job is at it.
    """

    def differs(old: ForeignKey, new: ForeignKey) -> frozenset[str]:
        fields = set(differing(old, new, _PLAIN) | comment_differs(old, new))
        if _referenced(old, key_of) != _referenced(new, key_of):
            fields.add("referenced_columns")
        if _limited_to(old) != _limited_to(new):
            fields.add("on_delete_columns")
        if new.validated and not (old.validated or old.validating):
            fields.add("validated")
        return frozenset(fields)

    return changes(
        "foreign_key",
        live.foreign_keys,
        wanted.foreign_keys,
        key=lambda foreign_key: foreign_key.name,
        differs=differs,
        table=wanted.name,
        renamed_with=ALTERABLE,
        renamed=renamed,
    )


def _referenced(foreign_key: ForeignKey, key_of: KeyOf) -> tuple[str, ...]:
    return foreign_key.referenced_columns or key_of(foreign_key.references)


def _limited_to(foreign_key: ForeignKey) -> frozenset[str]:
    """The columns that ON DELETE SET … sets; to name all of them is to name none."""
    limited = frozenset(foreign_key.on_delete_columns)
    return frozenset() if limited == frozenset(foreign_key.columns) else limited
