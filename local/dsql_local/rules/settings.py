"""SET, RESET and start-up options: a session may change few parameters."""

from datetime import date

from postgast import pg_query_pb2 as pb

from dsql_local.rules.rule import GUIDE_DAY, SEPTEMBER, Answer, Evidence, Refusal, Rule, first_refusal
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

UNSETTABLE = Answer(
    name="parameter",
    message='setting configuration parameter "{name}" not supported',
    since=date(2026, 7, 23),
    evidence=Evidence.RECORDED,
)
ISOLATION = Answer(
    name="isolation-level",
    message="Unsupported isolation level: {level}",
    since=SEPTEMBER,
    evidence=Evidence.RECORDED,
)


def startup_refusal(name: str) -> Refusal | None:
    """The answer to a client that sets the parameter `name` as it connects."""
    return None if name.lower() in SETTABLE else UNSETTABLE.refusal(name=name)


def _unsettable(statement: pb.VariableSetStmt) -> dict[str, str] | None:
    name = statement.name
    local = statement.is_local or statement.kind in (pb.VAR_RESET, pb.VAR_SET_DEFAULT)
    if statement.kind == pb.VAR_RESET_ALL or name.lower() in SETTABLE:
        return None
    return None if local and name.lower() in SETTABLE_IN_TRANSACTION else {"name": name}


def other_isolation(options: list[pb.Node]) -> dict[str, str] | None:
    """The level that a transaction asks for, in capitals, unless it is the one there is: repeatable read."""
    level = option(options, "transaction_isolation")
    name = "repeatable read" if level is None else string_of(level)
    return None if name == "repeatable read" else {"level": name.upper()}


RULES: tuple[Rule[pb.VariableSetStmt], ...] = (
    Rule(
        name="set-isolation-level",
        message=ISOLATION.message,
        since=ISOLATION.since,
        evidence=ISOLATION.evidence,
        when=lambda statement: other_isolation(list(statement.args)),
    ),
    Rule(
        name="set-parameter",
        message=UNSETTABLE.message,
        since=GUIDE_DAY,
        evidence=UNSETTABLE.evidence,
        when=_unsettable,
    ),
)


def refusal(statement: pb.VariableSetStmt) -> Refusal | None:
    """What is wrong with a SET or RESET, or None."""
    return first_refusal(RULES, statement)
