"""One client's session: reads its messages one by one and applies the rules of DSQL to every statement.

Both protocols end in the same way. Each statement runs through PostgreSQL's extended protocol, and its answer
is awaited before the next: what runs until the client's Sync (or the end of a simple query) is one implicit
transaction, which is what PostgreSQL makes of it, too. A statement that is refused is replaced by one that
raises the refusal, so the state of the transaction is always PostgreSQL's own.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from dsql_local.rules.classify import Statement, classify
from dsql_local.rules.rule import Refusal
from dsql_local.rules.statements import Kind
from dsql_local.rules.transactions import SCHEMA_CONFLICT
from dsql_local.rules.trees import literal
from dsql_local.wire import messages
from dsql_local.wire.channel import Channel, Malformed
from dsql_local.wire.entry import OK, Entry, now, redacted
from dsql_local.wire.exchange import NOTHING, Exchange, Outcome
from dsql_local.wire.target import Target
from dsql_local.wire.transaction import Transaction

_ABORTED = "SELECT 1"
"""Stands in for a statement that PostgreSQL could not parse, to make it say that the transaction is aborted.
"""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a session is, for the log."""

    number: int
    user: str
    application_name: str


class Session:
    """A client that has connected. `run` serves it until it leaves."""

    def __init__(
        self,
        client: Channel,
        server: Channel,
        target: Target,
        identity: Identity,
        record: Callable[[Entry], None],
    ) -> None:
        self._client, self._target, self._identity, self._record = client, target, identity, record
        self._exchange = Exchange(client, server)
        self._status = b"I"
        self._skipping = False  # after an error, until the client's Sync
        self._transaction: Transaction | None = None
        self._prepared: dict[bytes, Statement] = {}
        self._portals: dict[bytes, Statement | None] = {}
        self._entries: list[Entry] = []  # of the statements whose transaction may still fail to commit
        self._started = 0.0

    async def run(self) -> None:
        """Serve the client until it says goodbye. ConnectionResetError when one side is gone, Malformed for
        garbage.
        """
        while True:
            raw = await self._client.receive()
            kind, body = raw[:1], raw[5:]
            if kind == b"X":
                return
            if kind == b"S":
                await self._sync()
            elif not self._skipping:
                await self._handle(kind, body, raw)

    async def _handle(self, kind: bytes, body: bytes, raw: bytes) -> None:
        put = self._exchange.put
        match kind:
            case b"Q":
                await self._query(messages.decoded(body[:-1]))
            case b"P":
                await self._parse(body)
            case b"B":
                portal, rest = messages.first_text(body)
                self._portals[portal] = self._prepared.get(messages.first_text(rest)[0])
                self._begin_statement(self._portals[portal])
                put(raw, b"2")
            case b"D":
                put(raw, b"Tn")
            case b"E":
                await self._execute(self._portals.get(messages.first_text(body)[0]), raw)
            case b"C":
                put(raw, b"3")
            case b"H":
                self._note_error(await self._exchange.settle())
                await self._client.flush()
            case b"d" | b"c" | b"f":
                pass  # the rest of a COPY that has failed
            case _:
                raise Malformed(f"unexpected message type {kind!r}")

    # The simple protocol

    async def _query(self, sql: str) -> None:
        statements = classify(sql)
        if not statements:
            self._exchange.put_statement(sql, NOTHING)
            self._exchange.put(messages.execute(b""), b"I")
        for statement in statements:
            self._begin_statement(statement)
            aborted = self._status == b"E" and statement.refusal is not None
            self._exchange.put_statement(_ABORTED if aborted else statement.sql, b"T")
            await self._run(statement, messages.execute(b""))
            if self._skipping:
                break
        await self._sync()

    # The extended protocol

    async def _parse(self, body: bytes) -> None:
        name, rest = messages.first_text(body)
        text, types = messages.first_text(rest)
        sql = messages.decoded(text)
        statements = classify(sql)
        # PostgreSQL itself answers to none and to more than one.
        statement = statements[0] if len(statements) == 1 else Statement(sql, sql, Kind.OTHER)
        self._prepared[name] = statement
        self._begin_statement(statement)
        aborted = self._status == b"E"
        if statement.refusal and not aborted:
            self._transaction = self._transaction or Transaction(self._target)
            await self._refuse(statement.refusal)
            return
        sql = _ABORTED if aborted and statement.refusal else statement.sql
        self._exchange.put(messages.message(b"P", name + b"\0" + messages.encoded(sql) + b"\0" + types), b"1")

    async def _execute(self, statement: Statement | None, raw: bytes) -> None:
        if statement is None:  # PostgreSQL says that there is no such portal
            self._exchange.put(raw, b"CIs")
            self._note_error(await self._exchange.settle())
            return
        self._begin_statement(statement)
        await self._run(statement, raw)

    # What both have in common

    def _begin_statement(self, statement: Statement | None) -> None:
        self._exchange.statement = statement
        self._started = time.perf_counter()

    async def _run(self, statement: Statement, execution: bytes) -> None:
        """Execute a statement that is parsed and bound, if the rules allow, and pass on its answer."""
        refusal = None if self._status == b"E" else await self._admit(statement)
        if refusal:
            await self._refuse(refusal, ends_transaction=statement.verb == "COMMIT")
            return
        if statement.guard and self._status != b"E":
            self._exchange.put_unseen(statement.guard)
        self._exchange.put(execution, b"CIs")
        outcome = await self._exchange.settle()
        if self._note_error(outcome):
            return
        if outcome.tag is not None:
            await self._complete(statement, outcome.tag)
        else:  # an empty query, or a portal of which only some rows were asked for
            self._note(statement, OK, "")

    async def _admit(self, statement: Statement) -> Refusal | None:
        """Why the statement may not run now; None when it may, and then it is part of the transaction."""
        transaction = self._transaction = self._transaction or Transaction(self._target)
        refusal = statement.refusal or transaction.admit(statement)
        if refusal:
            return refusal
        if statement.kind is Kind.DDL:
            hold = self._target.settings.ddl_milliseconds
            if hold:
                await asyncio.sleep(hold / 1000)
            return SCHEMA_CONFLICT.refusal() if transaction.is_stale else None
        return transaction.commit() if statement.verb == "COMMIT" else None

    async def _complete(self, statement: Statement, tag: str) -> None:
        """A statement has succeeded with this command tag: count what it wrote, follow what it did."""
        transaction = self._transaction
        if transaction and statement.kind is Kind.DML:
            refusal = transaction.count(_rows(tag))
            if refusal:
                await self._refuse(refusal)
                return
        if statement.verb == "BEGIN" and transaction:
            transaction.explicit = True
        elif statement.verb in ("COMMIT", "ROLLBACK"):
            self._transaction = None
            self._status = b"I"
        self._client.send(messages.command_complete(statement.tag or tag))
        self._note(statement, OK, "")

    async def _refuse(self, refusal: Refusal, *, ends_transaction: bool = False) -> None:
        """Have PostgreSQL raise the refusal. It leaves the transaction failed; or ended, as a failed COMMIT
        does.
        """
        if ends_transaction:
            self._exchange.put_unseen("ROLLBACK")
            self._transaction = None
        self._exchange.put_unseen(
            f"SELECT sys._refuse({literal(refusal.sqlstate)}, {literal(refusal.message)})"
        )
        self._note_error(await self._exchange.settle())

    async def _sync(self) -> None:
        """The client is done for now: an implicit transaction commits here, or fails to."""
        transaction = self._transaction
        if transaction and not transaction.explicit and not self._skipping and self._status == b"I":
            refusal = transaction.commit()
            if refusal:
                await self._refuse(refusal)
        self._status, outcome = await self._exchange.sync()
        self._skipping = False
        if outcome.error:
            self._note_failed_commit(outcome.error)
        if self._status == b"I":
            self._transaction = None
        for entry in self._entries:
            self._record(entry)
        self._entries.clear()
        self._client.send(messages.message(b"Z", self._status))
        await self._client.flush()

    # The log

    def _note_error(self, outcome: Outcome) -> bool:
        """Log the statement in hand as failed, if it has; the client's messages are then skipped until its
        Sync.
        """
        if outcome.error is None:
            return False
        self._skipping = True
        if self._exchange.statement:
            self._note(self._exchange.statement, outcome.error.sqlstate, outcome.error.message)
        return True

    def _note_failed_commit(self, error: Refusal) -> None:
        """The implicit transaction has failed as it ended: the statement before was not ok after all."""
        if self._entries:
            last = self._entries.pop()
            self._entries.append(replace(last, verdict=error.sqlstate, message=redacted(error.message)))
        elif self._exchange.statement:  # it never came to be executed
            self._note(self._exchange.statement, error.sqlstate, error.message)

    def _note(self, statement: Statement, verdict: str, message: str) -> None:
        self._entries.append(
            Entry(
                time=now(),
                cluster=self._target.endpoint,
                session=self._identity.number,
                user=self._identity.user,
                application_name=self._identity.application_name,
                sql=redacted(statement.text),
                kind=statement.kind.value,
                verdict=verdict,
                message=redacted(message),
                milliseconds=round((time.perf_counter() - self._started) * 1000, 3),
            )
        )


def _rows(tag: str) -> int:
    """The number of rows that a command tag counts: 3 for `INSERT 0 3`."""
    last = tag.rpartition(" ")[2]
    return int(last) if last.isdecimal() else 0
