"""SET, RESET and start-up options: a session may change few parameters."""

from collections.abc import Mapping
from datetime import date

from postgast import pg_query_pb2 as pb

from dsql_local.rules.rule import Evidence, Refusal, Rule, Table
from dsql_local.rules.trees import option, string_of

SETTABLE = frozenset(
    {
        "application_name",
        "client_encoding",
        "datestyle",
        "extra_float_digits",
        "intervalstyle",
        "timezone",
        "search_path",
        "enable_bitmapscan",
        "enable_hashjoin",
        "enable_indexonlyscan",
        "enable_indexscan",
        "enable_material",
        "enable_mergejoin",
        "enable_nestloop",
        "enable_seqscan",
        "dsql.enable_batched_nestloop",
        "disable_sync_create_index",
    }
)
"""Parameters that a session, or a client that connects, may set."""
SETTABLE_IN_TRANSACTION = frozenset({"role"})
"""Parameters that only SET LOCAL may set."""
UNKNOWN_TO_POSTGRESQL = frozenset({"disable_sync_create_index"})
"""Parameters that only the service has: accepted, and without effect here."""

PARAMETER: Table[str] = Table(
    Rule(
        name="batched-nestloop-not-yet",
        message='setting configuration parameter "{name}" not supported',
        until=date(2026, 9, 11),
        evidence=Evidence.RELEASED,
        when=lambda name: name.lower() == "dsql.enable_batched_nestloop" and {"name": name},
    ),
    Rule(
        name="set-parameter",
        message='setting configuration parameter "{name}" not supported',
        evidence=Evidence.RECORDED,
        when=lambda name: name.lower() not in SETTABLE and {"name": name},
    ),
)
"""For the name of a parameter that is to be set."""


def other_isolation(options: list[pb.Node]) -> Mapping[str, str] | None:
    """The level that a transaction asks for, in capitals, unless it is the one there is: repeatable read."""
    level = option(options, "transaction_isolation")
    name = "repeatable read" if level is None else string_of(level)
    return None if name == "repeatable read" else {"level": name.upper()}


ISOLATION: Table[pb.VariableSetStmt] = Table(
    Rule(
        name="set-isolation-level",
        message="Unsupported isolation level: {level}",
        evidence=Evidence.RECORDED,
        when=lambda statement: other_isolation(list(statement.args)),
    ),
)


def refusal(statement: pb.VariableSetStmt, as_of: date) -> Refusal | None:
    """What is wrong with a SET or RESET, or None."""
    name = statement.name.lower()
    local = statement.is_local or statement.kind in (pb.VAR_RESET, pb.VAR_SET_DEFAULT)
    if statement.kind == pb.VAR_RESET_ALL or (local and name in SETTABLE_IN_TRANSACTION):
        return None
    return ISOLATION.refusal(statement, as_of) or PARAMETER.refusal(statement.name, as_of)
