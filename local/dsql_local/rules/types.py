"""The data types that a column can have, and which of them a key can hold."""

from dataclasses import dataclass
from datetime import date

from dsql_local.rules.rule import GENERAL_AVAILABILITY, Answer, Evidence


@dataclass(frozen=True, slots=True)
class StorableType:
    """A type by its name in pg_type, whether a key can hold it, and since when a column and a key can, as the
    User Guide's page of data types and the release notes say.
    """

    name: str
    in_keys: bool
    since: date = GENERAL_AVAILABILITY
    in_keys_since: date = GENERAL_AVAILABILITY


STORABLE = (
    StorableType("int2", True),
    StorableType("int4", True),
    StorableType("int8", True),
    StorableType("float4", True),
    StorableType("float8", True),
    StorableType("numeric", True, in_keys_since=date(2026, 1, 13)),
    StorableType("bpchar", True),
    StorableType("varchar", True),
    StorableType("text", True),
    StorableType("date", True),
    StorableType("time", True),
    StorableType("timetz", False),
    StorableType("timestamp", True),
    StorableType("timestamptz", True),
    StorableType("interval", False),
    StorableType("bool", True),
    StorableType("uuid", True),
    StorableType("bytea", False),
    StorableType("json", False, since=date(2026, 5, 1)),
    StorableType("jsonb", False, since=date(2026, 6, 5)),
)
"""All others exist at most in the middle of a query. A domain is what it is a domain over."""

UNSTORABLE = Answer(
    name="column-type",
    message="datatype {type} not supported",
    evidence=Evidence.RECORDED,
)
UNINDEXABLE = Answer(
    name="key-type",
    message="datatype {type} is not supported in a key",
    evidence=Evidence.VERIFIED,
)
KEY_COLUMN_DROPPED = Answer(
    name="drop-key-column",
    message="cannot drop primary key column {column}",
    since=date(2026, 8, 3),
    evidence=Evidence.RECORDED,
)
KEY_DROPPED = Answer(
    name="drop-primary-key",
    message="unsupported ALTER TABLE DROP CONSTRAINT statement",
    evidence=Evidence.TESTED,
)
