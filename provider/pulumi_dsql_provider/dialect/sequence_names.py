"""Sequences that an expression names by a text, as in `nextval('shop.numbers')`."""

import re
from collections.abc import Iterator, Mapping

from pulumi_dsql_provider.dialect.identifiers import literal, qualified, quote
from pulumi_dsql_provider.model import ObjectName

_NAMED = re.compile(r"(\bnextval\s*\(\s*)?'((?:[^']|'')*)'(::regclass)?", re.IGNORECASE)
_ON_THE_PATH = "public"


def spellings(name: ObjectName) -> Iterator[str]:
    """What a text may say to mean that sequence, if its schema is on the search path."""
    yield quote(name.name)
    yield qualified(name)


def known(new_by_old: Mapping[ObjectName, ObjectName]) -> dict[str, ObjectName]:
    """The new names of sequences by all that a text may say to mean the old ones."""
    return {
        text: new
        for old, new in new_by_old.items()
        for text in ((*spellings(old),) if old.schema == _ON_THE_PATH else (qualified(old),))
    }


def renamed(expression: str, new: Mapping[str, ObjectName]) -> str:
    """The expression in which sequences have their `known` new names, with schema and without a cast."""

    def replaced(found: re.Match[str]) -> str:
        called, text, cast = found.groups()
        text = text.replace("''", "'")
        name = new.get(text) or new.get(text.lower())
        if name is None or (called is None and cast is None):
            return found[0]
        return f"{called or ''}{literal(qualified(name))}"

    return _NAMED.sub(replaced, expression) if new else expression
