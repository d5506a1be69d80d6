"""The data types that a column can have, and which of them a key can hold."""

from dataclasses import dataclass
from datetime import date

from dsql_local.rules.rule import SEPTEMBER, Answer, Evidence


@dataclass(frozen=True, slots=True)
class StorableType:
    """A type by its name in pg_type: since when it can be stored, and whether an index key can hold it."""

    name: str
    since: date
    in_keys: bool


_START = date(2025, 5, 27)  # general availability

STORABLE = (
    StorableType("int2", _START, True),
    StorableType("int4", _START, True),
    StorableType("int8", _START, True),
    StorableType("float4", _START, True),
    StorableType("float8", _START, True),
    StorableType("numeric", _START, True),
    StorableType("bpchar", _START, True),
    StorableType("varchar", _START, True),
    StorableType("text", _START, True),
    StorableType("date", _START, True),
    StorableType("time", _START, True),
    StorableType("timetz", _START, False),
    StorableType("timestamp", _START, True),
    StorableType("timestamptz", _START, True),
    StorableType("interval", _START, False),
    StorableType("bool", _START, True),
    StorableType("uuid", _START, True),
    StorableType("bytea", _START, False),
    StorableType("json", date(2026, 5, 1), False),
    StorableType("jsonb", date(2026, 6, 5), False),
)
"""All others exist at most in the middle of a query. A domain is what it is a domain over."""

UNSTORABLE = Answer(
    name="column-type",
    message="datatype {type} not supported",
    since=SEPTEMBER,
    evidence=Evidence.RECORDED,
)
UNINDEXABLE = Answer(
    name="key-type",
    message="datatype {type} is not supported in a key",
    since=date(2026, 8, 27),
    evidence=Evidence.VERIFIED,
)
KEY_COLUMN_DROPPED = Answer(
    name="drop-key-column",
    message="cannot drop primary key column {column}",
    since=SEPTEMBER,
    evidence=Evidence.RECORDED,
)
KEY_DROPPED = Answer(
    name="drop-primary-key",
    message="unsupported ALTER TABLE DROP CONSTRAINT statement",
    since=date(2026, 7, 23),
    evidence=Evidence.TESTED,
)
