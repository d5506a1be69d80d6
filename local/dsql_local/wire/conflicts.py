"""How a statement that loses a conflict is answered as if it had not: the transaction learns it at COMMIT.

In a transaction block each statement that can lose runs inside a savepoint that the client does not see. When
it loses, that is rolled back, and the statement's shadow (`rules/shadow.py`) gives the answer.
"""

from dataclasses import dataclass

from dsql_local.rules.classify import Statement
from dsql_local.rules.shadow import Shadow, shadow
from dsql_local.wire import messages
from dsql_local.wire.errors import is_duplicate, may_be_lost
from dsql_local.wire.exchange import ALL, NOTHING, OURS, Exchange, Outcome
from dsql_local.wire.messages import Fields

_SAVEPOINT = "_dsql"


@dataclass(frozen=True, slots=True)
class Bound:
    """A statement with its parameters. `types` ends the Parse message that it came with, `parameters` the
    Bind message.
    """

    statement: Statement
    types: bytes = messages.NO_TYPES
    parameters: bytes = messages.NO_PARAMETERS


def put_protected(exchange: Exchange, execution: bytes) -> None:
    """Put the execution of a statement that may lose; should it, the outcome holds the error."""
    exchange.put_unseen(f"SAVEPOINT {_SAVEPOINT}")
    exchange.put(execution, b"CIs", holds=may_be_lost)
    exchange.put_unseen(f"RELEASE SAVEPOINT {_SAVEPOINT}")


async def answer_lost(exchange: Exchange, bound: Bound, error: Fields) -> Outcome:
    """What the client is told of a statement that was put protected and has ended in `error`.

    Its command tag and rows when it has lost; else the error, and the transaction is failed.
    """
    await _undo(exchange)
    types = await _types(exchange, bound)
    stand_in = shadow(bound.statement.sql)
    if is_duplicate(error) and not await _is_invisible(exchange, bound, types, stand_in):
        exchange.put_unseen("SELECT pg_dsql._refuse('XX000', 'failed')", holds=_all)
        await exchange.settle()
        return Outcome(error=exchange.report(error))
    parameters = bound.parameters if stand_in.is_read else messages.results_as_text(bound.parameters)
    _put(exchange, stand_in.sql, types, parameters)
    exchange.put(messages.execute(OURS), b"C", ALL if stand_in.is_read else b"C")
    exchange.put_unseen(f"RELEASE SAVEPOINT {_SAVEPOINT}")
    outcome = await exchange.settle()
    if outcome.tag:
        outcome.tag = outcome.tag.replace("SELECT", stand_in.tag)
    return outcome


async def _undo(exchange: Exchange) -> None:
    """Back to the savepoint, after an error inside it."""
    await exchange.sync()  # until then PostgreSQL listens to nothing
    exchange.put_unseen(f"ROLLBACK TO SAVEPOINT {_SAVEPOINT}")


async def _types(exchange: Exchange, bound: Bound) -> bytes:
    """The types of the parameters. The shadow has not all of the places that they can be told from."""
    if bound.parameters == messages.NO_PARAMETERS:
        return messages.NO_TYPES
    prepared = messages.parse(OURS, bound.statement.sql, bound.types)
    exchange.put(messages.close(OURS) + prepared + messages.describe_statement(OURS), b"Tn", NOTHING)
    return (await exchange.settle()).types


async def _is_invisible(exchange: Exchange, bound: Bound, types: bytes, stand_in: Shadow) -> bool:
    """Whether the row whose key is there already cannot be seen: another transaction has won."""
    if stand_in.avoiding is None:
        return False
    _put(exchange, stand_in.avoiding, types, messages.results_as_text(bound.parameters))
    exchange.put(messages.execute(OURS), b"C", NOTHING, holds=_all)
    outcome = await exchange.settle()
    if outcome.held is None:
        exchange.put_unseen(f"ROLLBACK TO SAVEPOINT {_SAVEPOINT}")
        return False
    await _undo(exchange)
    return may_be_lost(outcome.held)


def _put(exchange: Exchange, sql: str, types: bytes, parameters: bytes) -> None:
    """Bind a statement of ours to a client's parameters."""
    prepared = messages.parse(OURS, sql, types) + messages.bind(OURS, OURS, parameters)
    exchange.put(messages.close(OURS) + prepared, b"2", NOTHING)


def _all(_: Fields) -> bool:
    return True
