"""CREATE INDEX: always ASYNC, and what else its grammar leaves out. The rules stand in the order they are
checked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from postgast import pg_query_pb2 as pb

from dsql_local.rules.rule import GUIDE_DAY, SEPTEMBER, Evidence, Refusal, Rule, first_refusal
from dsql_local.rules.source import OPEN, Token

_JULY, _AUGUST = date(2026, 7, 23), date(2026, 8, 27)


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


RULES: tuple[Rule[Index], ...] = (
    Rule(
        name="index-concurrently",
        message="CONCURRENTLY not supported for CREATE INDEX",
        since=_AUGUST,
        evidence=Evidence.LINTED,
        when=lambda index: index.statement.concurrent,
    ),
    Rule(
        name="index-using",
        message="USING not supported for CREATE INDEX",
        since=_JULY,
        evidence=Evidence.TESTED,
        when=_says_using,
    ),
    Rule(
        name="index-async",
        message="unsupported mode. please use CREATE INDEX ASYNC.",
        since=SEPTEMBER,
        evidence=Evidence.RECORDED,
        when=lambda index: not index.is_async,
    ),
    Rule(
        name="index-parameters",
        message="WITH not supported for CREATE INDEX",
        since=GUIDE_DAY,
        evidence=Evidence.GRAMMAR,
        when=lambda index: bool(index.statement.options),
    ),
    Rule(
        name="index-tablespace",
        message="TABLESPACE not supported for CREATE INDEX",
        since=GUIDE_DAY,
        evidence=Evidence.GRAMMAR,
        when=lambda index: bool(index.statement.table_space),
    ),
    Rule(
        name="index-order",
        message="specifying sort order not supported for index keys",
        since=_AUGUST,
        evidence=Evidence.VERIFIED,
        when=lambda index: any(
            k.index_elem.ordering > pb.SORTBY_DEFAULT for k in index.statement.index_params
        ),
    ),
)


def refusal(index: Index) -> Refusal | None:
    """What is wrong with a CREATE INDEX, or None."""
    return first_refusal(RULES, index)
