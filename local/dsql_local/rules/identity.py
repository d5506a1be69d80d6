"""Identity columns and sequences: both need a cache size, and bigint."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from postgast import pg_query_pb2 as pb

from dsql_local.rules.rule import Evidence, Refusal, Rule, Table
from dsql_local.rules.trees import display_name, kind_of, option, option_names, whole_number

SMALLEST_LARGE_CACHE = 65536
"""CACHE must be 1, or at least this."""

Options = Sequence[pb.Node]
_WANTED = "please define CACHE greater than or equal to 65536 or equal to 1"
_BAD_CACHE = "CACHE ({size}) must be greater than or equal to 65536 or equal to 1"


SEQUENCES = date(2026, 2, 11)
"""Since this day the service has sequences and identity columns."""


@dataclass(frozen=True, slots=True)
class Identity:
    """An identity column that is to be made: its type as PostgreSQL prints it, and its sequence's options."""

    type: str
    options: Options


def _no_cache(options: Options) -> bool:
    return "cache" not in option_names(options)


def _bad_cache(options: Options) -> Mapping[str, object] | None:
    value = option(options, "cache")
    size = None if value is None else whole_number(value)
    return {"size": size} if size is not None and size != 1 and size < SMALLEST_LARGE_CACHE else None


def _other_type(options: Options) -> Mapping[str, object] | None:
    value = option(options, "as")
    if value is None or kind_of(value) != "type_name" or display_name(value.type_name) == "bigint":
        return None
    return {"type": display_name(value.type_name)}


IDENTITY_TYPE: Rule[Identity] = Rule(
    name="identity-type",
    message="datatype {type} not supported, identity column type must be bigint",
    since=SEQUENCES,
    evidence=Evidence.RECORDED,
    when=lambda identity: identity.type != "bigint" and {"type": identity.type},
)
IDENTITY: Table[Identity] = Table(
    Rule(
        name="identity-not-yet",
        message="identity column not supported",
        until=SEQUENCES,
        evidence=Evidence.RELEASED,
        when=lambda _: True,
    ),
    IDENTITY_TYPE,
    Rule(
        name="identity-cache",
        message=f"identity column is not supported without an explicit cache size. {_WANTED}",
        since=SEQUENCES,
        evidence=Evidence.RECORDED,
        when=lambda identity: _no_cache(identity.options),
    ),
    Rule(
        name="identity-cache-size",
        message=_BAD_CACHE,
        since=SEQUENCES,
        evidence=Evidence.RECORDED,
        when=lambda identity: _bad_cache(identity.options),
    ),
)
CREATE: Table[pb.CreateSeqStmt] = Table(
    Rule(
        name="temporary-sequence",
        message="TEMPORARY or UNLOGGED sequence not supported for CREATE SEQUENCE",
        since=SEQUENCES,
        evidence=Evidence.GRAMMAR,
        when=lambda statement: statement.sequence.relpersistence != "p",
    ),
    Rule(
        name="sequence-cache",
        message=f"CREATE SEQUENCE is not supported without an explicit cache size. {_WANTED}",
        since=SEQUENCES,
        evidence=Evidence.RECORDED,
        when=lambda statement: _no_cache(statement.options),
    ),
)
OPTIONS: Table[Options] = Table(
    Rule(
        name="sequence-type",
        message="datatype {type} not supported, sequence type must be bigint",
        since=SEQUENCES,
        evidence=Evidence.GRAMMAR,
        when=_other_type,
    ),
    Rule(
        name="sequence-cache-size",
        message=_BAD_CACHE,
        since=SEQUENCES,
        evidence=Evidence.RECORDED,
        when=_bad_cache,
    ),
)
"""For options of a sequence, also of one that is there: ALTER SEQUENCE, ALTER COLUMN … SET CACHE."""


def create_sequence_refusal(statement: pb.CreateSeqStmt, as_of: date) -> Refusal | None:
    """What is wrong with a CREATE SEQUENCE, or None."""
    return CREATE.refusal(statement, as_of) or OPTIONS.refusal(statement.options, as_of)
