"""Identity columns and sequences: both need a cache size, and bigint."""

from collections.abc import Mapping, Sequence
from functools import partial

from postgast import pg_query_pb2 as pb

from dsql_local.rules.rule import GUIDE_DAY, SEPTEMBER, Evidence, Refusal, Rule, first_refusal
from dsql_local.rules.trees import display_name, kind_of, option, option_names, whole_number

SMALLEST_LARGE_CACHE = 65536
"""CACHE must be 1, or at least this."""

Options = Sequence[pb.Node]
_WANTED = "please define CACHE greater than or equal to 65536 or equal to 1"


def _no_cache(options: Options) -> bool:
    return "cache" not in option_names(options)


def _bad_cache(options: Options) -> Mapping[str, object] | None:
    value = option(options, "cache")
    size = None if value is None else whole_number(value)
    return {"size": size} if size is not None and size != 1 and size < SMALLEST_LARGE_CACHE else None


_BAD_CACHE: Rule[Options] = Rule(
    name="cache-between",
    message="CACHE ({size}) must be greater than or equal to 65536 or equal to 1",
    since=SEPTEMBER,
    evidence=Evidence.RECORDED,
    when=_bad_cache,
)


def _no_bigint(type_: str, _: Options) -> Mapping[str, object] | None:
    return None if type_ == "bigint" else {"type": type_}


def identity_rules(type_: str) -> tuple[Rule[Options], ...]:
    """The rules for the options of an identity column of the type `type_`, as PostgreSQL prints it."""
    return (
        Rule(
            name="identity-type",
            message="datatype {type} not supported, identity column type must be bigint",
            since=SEPTEMBER,
            evidence=Evidence.RECORDED,
            when=partial(_no_bigint, type_),
        ),
        Rule(
            name="identity-cache",
            message=f"identity column is not supported without an explicit cache size. {_WANTED}",
            since=SEPTEMBER,
            evidence=Evidence.RECORDED,
            when=_no_cache,
        ),
        _BAD_CACHE,
    )


def _other_type(options: Options) -> Mapping[str, object] | None:
    value = option(options, "as")
    if value is None or kind_of(value) != "type_name" or display_name(value.type_name) == "bigint":
        return None
    return {"type": display_name(value.type_name)}


CHANGE_RULES: tuple[Rule[Options], ...] = (
    Rule(
        name="sequence-type",
        message="datatype {type} not supported, sequence type must be bigint",
        since=GUIDE_DAY,
        evidence=Evidence.GRAMMAR,
        when=_other_type,
    ),
    _BAD_CACHE,
)
"""For options that change a sequence that is there: ALTER SEQUENCE, ALTER COLUMN … SET CACHE."""

_CREATE_RULES: tuple[Rule[pb.CreateSeqStmt], ...] = (
    Rule(
        name="temporary-sequence",
        message="TEMPORARY or UNLOGGED sequence not supported for CREATE SEQUENCE",
        since=GUIDE_DAY,
        evidence=Evidence.GRAMMAR,
        when=lambda statement: statement.sequence.relpersistence != "p",
    ),
    Rule(
        name="sequence-cache",
        message=f"CREATE SEQUENCE is not supported without an explicit cache size. {_WANTED}",
        since=SEPTEMBER,
        evidence=Evidence.RECORDED,
        when=lambda statement: _no_cache(statement.options),
    ),
)


def create_sequence_refusal(statement: pb.CreateSeqStmt) -> Refusal | None:
    """What is wrong with a CREATE SEQUENCE, or None."""
    return first_refusal(_CREATE_RULES, statement) or first_refusal(CHANGE_RULES, statement.options)


def alter_sequence_refusal(statement: pb.AlterSeqStmt) -> Refusal | None:
    """What is wrong with an ALTER SEQUENCE, or None."""
    return first_refusal(CHANGE_RULES, statement.options)
