"""BEGIN, COMMIT and their like, and what a transaction as a whole may hold."""

from postgast import pg_query_pb2 as pb

from dsql_local.rules.rule import GUIDE_DAY, SEPTEMBER, Answer, Evidence, Refusal, Rule, first_refusal
from dsql_local.rules.settings import ISOLATION, other_isolation

_ACCEPTED = {pb.TRANS_STMT_BEGIN, pb.TRANS_STMT_START, pb.TRANS_STMT_COMMIT, pb.TRANS_STMT_ROLLBACK}

RULES: tuple[Rule[pb.TransactionStmt], ...] = (
    Rule(
        name="transaction-statement",
        message="unsupported transaction statement: {verb}",
        since=SEPTEMBER,
        evidence=Evidence.RECORDED,
        when=lambda statement: (
            statement.kind not in _ACCEPTED and {"verb": _verb(statement).replace("_", " ")}
        ),
    ),
    Rule(
        name="chain",
        message="unsupported transaction statement: {verb} AND CHAIN",
        since=GUIDE_DAY,
        evidence=Evidence.GRAMMAR,
        when=lambda statement: statement.chain and {"verb": _verb(statement)},
    ),
    Rule(
        name="begin-isolation-level",
        message=ISOLATION.message,
        since=ISOLATION.since,
        evidence=ISOLATION.evidence,
        when=lambda statement: other_isolation(list(statement.options)),
    ),
)


def _verb(statement: pb.TransactionStmt) -> str:
    return str(pb.TransactionStmtKind.Name(statement.kind)).removeprefix("TRANS_STMT_")


def refusal(statement: pb.TransactionStmt) -> Refusal | None:
    """What is wrong with a transaction statement, or None."""
    return first_refusal(RULES, statement)


def verb(statement: pb.TransactionStmt) -> str:
    """BEGIN, COMMIT or ROLLBACK for the statements that DSQL has."""
    return {"START": "BEGIN"}.get(_verb(statement), _verb(statement))


MULTIPLE_DDL = Answer(
    name="multiple-ddl",
    message="multiple ddl statements not supported in a transaction",
    since=SEPTEMBER,
    evidence=Evidence.RECORDED,
)
DDL_AND_DML = Answer(
    name="ddl-and-dml",
    message="ddl and dml are not supported in the same transaction",
    since=SEPTEMBER,
    evidence=Evidence.RECORDED,
)
TOO_MANY_ROWS = Answer(
    name="row-limit",
    message="transaction row limit exceeded",
    sqlstate="54000",
    since=SEPTEMBER,
    evidence=Evidence.RECORDED,
)
TOO_OLD = Answer(
    name="age-limit",
    message="transaction age limit of {seconds:g}s exceeded",
    sqlstate="54000",
    since=GUIDE_DAY,
    evidence=Evidence.GUIDE,
)
DATA_CONFLICT = Answer(
    name="conflict",
    message="change conflicts with another transaction (OC000)",
    sqlstate="40001",
    since=SEPTEMBER,
    evidence=Evidence.RECORDED,
)
SCHEMA_CONFLICT = Answer(
    name="schema-conflict",
    message="schema has been updated by another transaction (OC001)",
    sqlstate="40001",
    since=SEPTEMBER,
    evidence=Evidence.RECORDED,
)
