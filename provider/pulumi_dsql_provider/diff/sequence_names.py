"""Sequences that expressions name and that are not there yet, or not under that name."""

import re
from collections.abc import Iterator

from pulumi_dsql_provider.dialect import expressions
from pulumi_dsql_provider.dialect.sequence_names import known, renamed, spellings
from pulumi_dsql_provider.diff.change import Changes
from pulumi_dsql_provider.diff.meaning import Columns, Same
from pulumi_dsql_provider.model import Database, Sequence

_TEXT = re.compile(r"'((?:[^']|'')*)'")


def sequences_made_by(changes: Changes) -> frozenset[str]:
    """The sequences that these changes make, in each spelling that an expression can name them by."""
    return frozenset(spelling for change in changes for spelling in _spellings(change.live, change.wanted))


def names_any(expression: str, texts: frozenset[str]) -> bool:
    """Whether a text in the expression is one of these names; without quotes it may have capitals."""
    return bool(texts) and any(
        spelling in texts
        for text in _TEXT.findall(expression)
        for spelling in (text.replace("''", "'"), text.lower())
    )


def with_sequences(same: Same, live: Database, wanted: Database) -> Same:
    """`same`, which knows the spellings of a sequence's name.

    It asks no database about sequences that only the plan makes, or gives their name.
    """
    if not wanted.sequences:
        return same
    own = known({each.name: each.name for each in wanted.sequences})
    new = {text: name for text, name in own.items() if live.sequence(name) is None}

    def of_names(live: str | None, wanted: str | None, columns: Columns, type: str | None = None) -> bool:
        if live is None or wanted is None or (spelt := renamed(wanted, own)) == wanted:
            return same(live, wanted, columns, type)
        if expressions.equal(renamed(live, own), spelt, columns, type):
            return True
        return renamed(wanted, new) == wanted and same(live, wanted, columns, type)

    return of_names


def _spellings(live: object, wanted: object) -> Iterator[str]:
    if live is None and isinstance(wanted, Sequence):
        yield from spellings(wanted.name)
