"""Types in Atlas's spelling."""

import re

from pulumi_dsql_provider.cli.formats.hcl.block import sql

_PLAIN = frozenset(
    {"smallint", "integer", "bigint", "real", "boolean", "text", "date", "interval", "uuid", "bytea"}
    | {"json", "jsonb"}
)
_SPELT = {
    "double precision": "double_precision",
    "numeric": "numeric",
    "character": "character",
    "character varying": "character_varying",
    "time without time zone": "time",
    "time with time zone": "timetz",
    "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamptz",
}
_WITH_LENGTH = re.compile(r"([a-z ]+?)(\([\d,]+\))?( with(?:out)? time zone)?")


def spelt(type_: str) -> str:
    """`character_varying(60)`, `timestamptz(3)`; `sql("…")` where Atlas has no word for it."""
    found = _WITH_LENGTH.fullmatch(type_)
    if found is None:
        return sql(type_)
    name, length = found[1] + (found[3] or ""), found[2] or ""
    word = name if name in _PLAIN else _SPELT.get(name)
    return sql(type_) if word is None else f"{word}{length}"
