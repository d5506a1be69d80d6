"""What faults do to a client of the wire protocol."""

import asyncio
from collections.abc import Mapping

from dsql_local.faults.fault import Fault
from dsql_local.faults.injector import Occasion, Strike
from dsql_local.rules.rule import Refusal
from dsql_local.rules.transactions import DATA_CONFLICT, SCHEMA_CONFLICT
from dsql_local.wire.channel import Channel
from dsql_local.wire.target import Target
from dsql_local.wire.transaction import Transaction

LOST = Refusal("08006", "the connection was lost before the statement ran")
"""What the log says of a statement that a fault has kept from running."""
CANCELLED = Refusal("57014", "canceling statement due to user request")
_TEXTS: Mapping[str, str] = {
    "28000": "unable to accept connection, access denied",
    "53300": "Unable to accept connection, too many open connections.",
    "53400": "Unable to accept connection, rate exceeded.",
}
"""What the service says with an SQLSTATE, where that does not depend on anything."""


class Cut(ConnectionResetError):
    """A fault ends the connection: nothing more goes out to the client."""


async def carry_out(strike: Strike, client: Channel, *others: Channel) -> Refusal | None:
    """Do what a fault does. Returns the error to answer with, if any; Cut when the connection is to end.

    What is held ends with any of the channels, and when the client cancels it before it has run.
    """
    channels = (client, *others)
    fault = strike.fault
    match fault.do:
        case "lose-before" | "lose-after":
            await asyncio.sleep(fault.seconds)
            raise Cut
        case "hold-before":
            return await _hold(strike, *channels)
        case "hold-after":  # it is done: there is nothing to cancel any more
            if not await strike.held(*(channel.ended() for channel in channels)):
                raise Cut
            return None
        case "delay":
            await asyncio.sleep(fault.seconds)
            return None
        case _:
            return _refusal(fault)


async def _hold(strike: Strike, client: Channel, *others: Channel) -> Refusal | None:
    """Hold what is about to begin: the error that it ends in, if it is cancelled."""
    client.cancelled.clear()
    ends = [channel.ended() for channel in (client, *others)]
    if await strike.held(client.cancelled.wait(), *ends):
        return None
    if client.cancelled.is_set():
        return CANCELLED
    raise Cut


def _refusal(fault: Fault) -> Refusal:
    if fault.do == "conflict":
        return DATA_CONFLICT.refusal()
    if fault.do == "schema-conflict":
        return SCHEMA_CONFLICT.refusal()
    return Refusal(fault.code, fault.message or _TEXTS.get(fault.code, "a fault was injected"))


def connecting(target: Target, user: str, application_name: str) -> Occasion:
    """A client connects."""
    return Occasion("connect", target.identifier, (("", user),), application_name)


def running(target: Target, application_name: str, kind: str, sql: str) -> Occasion:
    """A statement runs."""
    return Occasion("statement", target.identifier, ((kind, sql),), application_name)


def committing(transaction: Transaction, application_name: str) -> Occasion:
    """A transaction that has changed something commits."""
    what = tuple((statement.kind.value, statement.text) for statement in transaction.changes)
    return Occasion("commit", transaction.target.identifier, what, application_name)
