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


def renamed(expression: str, new_by_old: Mapping[ObjectName, ObjectName]) -> str:
    """The expression in which sequences have their new names, with schema and without a cast."""
    new = {
        text: name
        for old, name in new_by_old.items()
        for text in ((*spellings(old),) if old.schema == _ON_THE_PATH else (qualified(old),))
    }

    def replaced(found: re.Match[str]) -> str:
        called, text, cast = found.groups()
        text = text.replace("''", "'")
        name = new.get(text) or new.get(text.lower())
        if name is None or (called is None and cast is None):
            return found[0]
        return f"{called or ''}{literal(qualified(name))}"

    return _NAMED.sub(replaced, expression)
