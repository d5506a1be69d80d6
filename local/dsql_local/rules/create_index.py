"""CREATE INDEX: always ASYNC, and what else its grammar leaves out. The rules stand in the order they are
checked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from postgast import pg_query_pb2 as pb

from dsql_local.rules.rule import Evidence, Rule, Table
from dsql_local.rules.source import OPEN, Token


@dataclass(frozen=True, slots=True)
class Index:
    """A CREATE INDEX: its tree, and its tokens, which alone tell a written USING btree from the default."""

    statement: pb.IndexStmt
    tokens: Sequence[Token]
    is_async: bool


def _says_using(index: Index) -> bool:
    for token in index.tokens:
        if token.kind == OPEN:
            return False
        if token.word == "using":
            return True
    return False


INDEX: Table[Index] = Table(
    Rule(
        name="index-concurrently",
        message="CONCURRENTLY not supported for CREATE INDEX",
        evidence=Evidence.LINTED,
        when=lambda index: index.statement.concurrent,
    ),
    Rule(
        name="index-using",
        message="USING not supported for CREATE INDEX",
        evidence=Evidence.TESTED,
        when=_says_using,
    ),
    Rule(
        name="index-predicate-not-yet",
        message="WHERE not supported for CREATE INDEX",
        until=date(2026, 9, 15),
        evidence=Evidence.RELEASED,
        when=lambda index: index.statement.HasField("where_clause"),
    ),
    Rule(
        name="index-async",
        message="unsupported mode. please use CREATE INDEX ASYNC.",
        evidence=Evidence.RECORDED,
        when=lambda index: not index.is_async,
    ),
    Rule(
        name="index-parameters",
        message="WITH not supported for CREATE INDEX",
        evidence=Evidence.GRAMMAR,
        when=lambda index: bool(index.statement.options),
    ),
    Rule(
        name="index-tablespace",
        message="TABLESPACE not supported for CREATE INDEX",
        evidence=Evidence.GRAMMAR,
        when=lambda index: bool(index.statement.table_space),
    ),
    Rule(
        name="index-order",
        message="specifying sort order not supported for index keys",
        evidence=Evidence.VERIFIED,
        when=lambda index: any(
            k.index_elem.ordering > pb.SORTBY_DEFAULT for k in index.statement.index_params
        ),
    ),
    Rule(
        name="index-expression-not-yet",
        message="expressions not supported for index keys",
        until=date(2026, 8, 13),
        evidence=Evidence.RELEASED,
        when=lambda index: any(k.index_elem.HasField("expr") for k in index.statement.index_params),
    ),
    Rule(
        name="index-included-expression",
        message="expressions are not supported in included columns",
        evidence=Evidence.VERIFIED,
        when=lambda index: any(k.index_elem.HasField("expr") for k in index.statement.index_including_params),
    ),
)
