"""BEGIN, COMMIT and their like, and what a transaction as a whole may hold."""

from postgast import pg_query_pb2 as pb

from dsql_local.rules.rule import Answer, Evidence, Rule, Table
from dsql_local.rules.settings import other_isolation

_ACCEPTED = {pb.TRANS_STMT_BEGIN, pb.TRANS_STMT_START, pb.TRANS_STMT_COMMIT, pb.TRANS_STMT_ROLLBACK}


def _verb(statement: pb.TransactionStmt) -> str:
    return str(pb.TransactionStmtKind.Name(statement.kind)).removeprefix("TRANS_STMT_")


def verb(statement: pb.TransactionStmt) -> str:
    """BEGIN, COMMIT or ROLLBACK for the statements that DSQL has."""
    return {"START": "BEGIN"}.get(_verb(statement), _verb(statement))


TRANSACTION: Table[pb.TransactionStmt] = Table(
    Rule(
        name="transaction-statement",
        message="unsupported transaction statement: {verb}",
        evidence=Evidence.RECORDED,
        when=lambda statement: (
            statement.kind not in _ACCEPTED and {"verb": _verb(statement).replace("_", " ")}
        ),
    ),
    Rule(
        name="chain",
        message="unsupported transaction statement: {verb} AND CHAIN",
        evidence=Evidence.GRAMMAR,
        when=lambda statement: statement.chain and {"verb": _verb(statement)},
    ),
    Rule(
        name="begin-isolation-level",
        message="Unsupported isolation level: {level}",
        evidence=Evidence.RECORDED,
        when=lambda statement: other_isolation(list(statement.options)),
    ),
)

MULTIPLE_DDL = Answer(
    name="multiple-ddl",
    message="multiple ddl statements not supported in a transaction",
    evidence=Evidence.RECORDED,
)
DDL_AND_DML = Answer(
    name="ddl-and-dml",
    message="ddl and dml are not supported in the same transaction",
    evidence=Evidence.RECORDED,
)
ANALYZE_INSIDE = Answer(
    name="analyze-inside",
    message="ANALYZE cannot run inside a transaction block",  # PostgreSQL's words for VACUUM
    sqlstate="25001",
    evidence=Evidence.GUIDE,
)
TOO_MANY_ROWS = Answer(
    name="row-limit",
    message="transaction row limit exceeded",
    sqlstate="54000",
    evidence=Evidence.RECORDED,
)
TOO_OLD = Answer(
    name="age-limit",
    message="transaction age limit of {seconds:g}s exceeded",
    sqlstate="54000",
    evidence=Evidence.GUIDE,
)
DATA_CONFLICT = Answer(
    name="conflict",
    message="change conflicts with another transaction (OC000)",
    sqlstate="40001",
    evidence=Evidence.RECORDED,
)
SCHEMA_CONFLICT = Answer(
    name="schema-conflict",
    message="schema has been updated by another transaction (OC001)",
    sqlstate="40001",
    evidence=Evidence.RECORDED,
)
