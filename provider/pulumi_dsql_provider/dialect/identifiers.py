"""How names and texts are written in SQL. Every name that gets into a statement goes through `quote`."""

import re
from functools import lru_cache

import postgast
from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import limits
from pulumi_dsql_provider.model import ObjectName

MAX_BYTES = limits.NAME_BYTES
"""A name's length in UTF-8 that PostgreSQL keeps; it cuts the rest off without a word."""

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*", re.ASCII)
_HARMLESS_KINDS = frozenset({nodes.NO_KEYWORD, nodes.UNRESERVED_KEYWORD})
# `ALTER TABLE async …` and `CREATE INDEX async …` would read the name as DSQL's own keyword.
_DSQL_KEYWORDS = frozenset({"async"})


@lru_cache(maxsize=4096)
def quote(name: str) -> str:
    """A name as SQL writes it, quoted only where it must be: `orders`, `"order"`, `"Orders"`."""
    if _PLAIN.fullmatch(name) and name not in _DSQL_KEYWORDS:
        (token,) = postgast.scan(name).tokens
        if token.keyword_kind in _HARMLESS_KINDS:
            return name
    return '"' + name.replace('"', '""') + '"'


def qualified(name: ObjectName) -> str:
    """A name with its schema: `public.orders`, `"Shop".orders`."""
    return f"{quote(name.schema)}.{quote(name.name)}"


def literal(text: str) -> str:
    """A text as SQL writes it: `'it''s'`. A backslash stays one: standard_conforming_strings is on."""
    return "'" + text.replace("'", "''") + "'"
