"""Sequences that an expression names, as in `nextval('shop.numbers')`: texts that the database looks up."""

import re
from collections.abc import Iterator

from pulumi_dsql_provider.dialect.identifiers import qualified, quote
from pulumi_dsql_provider.diff.change import Changes
from pulumi_dsql_provider.model import Sequence

_TEXT = re.compile(r"'((?:[^']|'')*)'")


def sequences_made_by(changes: Changes) -> frozenset[str]:
    """The sequences that these changes make, in each spelling that an expression can name them by."""
    return frozenset(spelling for change in changes for spelling in _spellings(change.live, change.wanted))


def names_any(expression: str, spellings: frozenset[str]) -> bool:
    """Whether a text in the expression is one of these names; without quotes it may have capitals."""
    return bool(spellings) and any(
        spelling in spellings
        for text in _TEXT.findall(expression)
        for spelling in (text.replace("''", "'"), text.lower())
    )


def _spellings(live: object, wanted: object) -> Iterator[str]:
    if live is None and isinstance(wanted, Sequence):
        yield quote(wanted.name.name)
        yield qualified(wanted.name)
