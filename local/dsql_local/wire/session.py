"""One client's session: reads its messages one by one and applies the rules of DSQL to every statement.

Both protocols end in the same way. Each statement runs through PostgreSQL's extended protocol, and its answer
is awaited before the next: what runs until the client's Sync (or the end of a simple query) is one implicit
transaction, which is what PostgreSQL makes of it, too. A statement that is refused is replaced by one that
raises the refusal, so the state of the transaction is always PostgreSQL's own.
"""

import asyncio
from collections.abc import Callable

from dsql_local.faults.injector import Occasion, Strike
from dsql_local.rules.classify import Statement, classify
from dsql_local.rules.rule import Refusal
from dsql_local.rules.statements import Kind
from dsql_local.rules.transactions import SCHEMA_CONFLICT
from dsql_local.rules.trees import literal
from dsql_local.wire import messages
from dsql_local.wire.channel import Channel, Malformed
from dsql_local.wire.conflicts import Bound, answer_lost, put_protected
from dsql_local.wire.entry import OK, Entry
from dsql_local.wire.exchange import Exchange, Outcome
from dsql_local.wire.journal import Identity, Journal
from dsql_local.wire.measure import Measure, numbers
from dsql_local.wire.strikes import LOST, Cut, carry_out, committing, running
from dsql_local.wire.target import Target
from dsql_local.wire.transaction import Transaction

_ABORTED = "SELECT 1"
"""Stands in for a statement that PostgreSQL could not parse, to make it say that the transaction is aborted.
"""


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
        self._client, self._target, self._name = client, target, identity.application_name
        self._journal = Journal(target.endpoint, identity, record)
        self._exchange = Exchange(client, server)
        self._as_of = target.settings.as_of
        self._status = b"I"
        self._skipping = False  # after an error, until the client's Sync
        self._transaction: Transaction | None = None
        self._prepared: dict[bytes, tuple[Statement, bytes]] = {}  # with the types of its parameters
        self._portals: dict[bytes, Bound | None] = {}
        self._committed: list[Transaction] = []  # since the client's last Sync

    async def run(self) -> None:
        """Serve the client until it says goodbye. ConnectionResetError when one side is gone, Malformed for
        garbage.
        """
        while True:
            raw = self._client.take() or await self._client.receive()
            kind, body = raw[:1], raw[5:]
            if kind == b"X":
                return
            if kind == b"S":
                await self._sync()
            elif not self._skipping:
                await self._handle(kind, body, raw)
                await self._let_out_error()

    async def _let_out_error(self) -> None:
        """An error goes out at once: its client may wait for it before its Sync."""
        if self._skipping:
            await self._client.flush()

    async def _handle(self, kind: bytes, body: bytes, raw: bytes) -> None:
        put = self._exchange.put
        match kind:
            case b"Q":
                await self._query(messages.decoded(body[:-1]))
            case b"P":
                await self._parse(body)
            case b"B":
                self._bind(body)
                put(raw, b"2")
            case b"D":
                put(raw, b"Tn")
            case b"E":
                await self._execute(self._portals.get(messages.first_text(body)[0]), raw)
            case b"C":
                (self._portals if body[:1] == b"P" else self._prepared).pop(body[1:-1], None)
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
        statements = classify(sql, self._as_of)
        if not statements:
            self._exchange.put_statement(sql, has_columns=False)
            self._exchange.put(messages.execute(b""), b"I")
        for statement in statements:
            self._begin_statement(statement)
            aborted = self._status == b"E" and statement.refusal is not None
            is_bare_ddl = statement.kind is Kind.DDL and statement.tag is None
            self._exchange.put_statement(
                _ABORTED if aborted else statement.sql, has_columns=aborted or not is_bare_ddl
            )
            await self._run(Bound(statement), messages.execute(b""), is_last=statement is statements[-1])
            if self._skipping:
                break
        await self._sync()

    # The extended protocol

    async def _parse(self, body: bytes) -> None:
        name, rest = messages.first_text(body)
        text, types = messages.first_text(rest)
        sql = messages.decoded(text)
        statements = classify(sql, self._as_of)
        # PostgreSQL itself answers to none and to more than one.
        statement = statements[0] if len(statements) == 1 else Statement(sql, sql, Kind.OTHER)
        self._prepared[name] = statement, types
        self._begin_statement(statement)
        aborted = self._status == b"E"
        if statement.refusal and not aborted:
            self._transaction = self._transaction or Transaction(self._target)
            await self._refuse(statement.refusal)
            return
        sql = _ABORTED if aborted and statement.refusal else statement.sql
        self._exchange.put(messages.message(b"P", name + b"\0" + messages.encoded(sql) + b"\0" + types), b"1")

    def _bind(self, body: bytes) -> None:
        portal, rest = messages.first_text(body)
        name, parameters = messages.first_text(rest)
        prepared = self._prepared.get(name)
        self._portals[portal] = Bound(*prepared, parameters) if prepared else None
        self._begin_statement(prepared[0] if prepared else None)

    async def _execute(self, bound: Bound | None, raw: bytes) -> None:
        if bound is None:  # PostgreSQL says that there is no such portal
            self._exchange.put(raw, b"CIs")
            self._note_error(await self._exchange.settle())
            return
        self._begin_statement(bound.statement)
        await self._run(bound, raw, is_last=self._client.is_next(b"S"))

    # What both have in common

    def _begin_statement(self, statement: Statement | None) -> None:
        self._exchange.statement = statement
        self._journal.begin()

    async def _run(self, bound: Bound, execution: bytes, *, is_last: bool) -> None:
        """Execute a statement that is parsed and bound, if the rules allow, and pass on its answer. When it
        `is_last`, the client's Sync is what comes next.
        """
        statement, refusal = bound.statement, None
        if self._status != b"E":
            refusal = await self._struck(statement) or await self._admit(statement)
        if self._skipping:  # it could not even be bound
            return
        if refusal:
            await self._refuse(refusal, ends_transaction=statement.verb == "COMMIT")
            return
        if statement.guard and self._status != b"E":
            self._exchange.put_unseen(statement.guard)
        outcome = await self._answer(bound, execution, is_last=is_last)
        if self._note_error(outcome):
            return
        if outcome.tag is not None:
            await self._complete(statement, outcome.tag, outcome.rows)
        else:  # an empty query, or a portal of which only some rows were asked for
            self._journal.note(statement)

    async def _answer(self, bound: Bound, execution: bytes, *, is_last: bool) -> Outcome:
        """Let PostgreSQL answer. In a block, what loses a conflict is answered as if it had not."""
        transaction, exchange = self._transaction, self._exchange
        if transaction is None or self._status == b"E":  # it can only fail
            exchange.put(execution, b"CIs")
            return await exchange.settle()
        if is_last and transaction.may_end_with(bound.statement):
            exchange.put(execution, b"CIs")
            return await exchange.settle_and_end()
        measure = Measure(exchange, transaction, bound)
        if is_last and transaction.may_commit_with(bound.statement):
            return await self._commit_at_once(transaction, measure, execution)
        early = await measure.put_before()
        if early.error:
            return early
        can_lose = transaction.explicit and bound.statement.has_shadow and messages.runs_to_its_end(execution)
        if can_lose:
            put_protected(exchange, execution)
        else:
            exchange.put(execution, b"CIs")
        measure.put_after()
        outcome = await exchange.settle()
        if outcome.held:
            outcome = await answer_lost(exchange, bound, outcome.held)
            transaction.doomed |= outcome.error is None
        outcome.rows = measure.rows(outcome)
        transaction.relations += measure.relations(outcome)
        return outcome

    async def _commit_at_once(self, transaction: Transaction, measure: Measure, execution: bytes) -> Outcome:
        """Have PostgreSQL commit a DDL statement as it runs it. Until it answers nobody else runs any."""
        catalog, outcome = self._target.catalog, Outcome()
        self._exchange.put(execution, b"CIs")
        measure.put_after()
        catalog.begin_change(makes_tables=transaction.makes_tables)
        try:
            outcome = await self._exchange.settle_and_end()
        finally:  # where the session ends before the answer, the change counts: nobody knows
            catalog.end_change(None if outcome.error else measure.relations(outcome))
        transaction.is_committed = outcome.error is None
        return outcome

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
        return await self._commit(transaction) if statement.verb == "COMMIT" else None

    async def _commit(self, transaction: Transaction) -> Refusal | None:
        """Why a transaction cannot commit; None when it can and is about to."""
        touched: list[int] = []
        if transaction.has_dml and transaction.is_stale:
            self._exchange.put_unseen("SELECT pg_dsql._touched()")
            outcome = await self._exchange.settle()
            if not self._note_error(outcome):
                touched = numbers(outcome.found[0])
        return transaction.commit(touched)

    async def _complete(self, statement: Statement, tag: str, rows: int) -> None:
        """A statement has succeeded with this command tag: count the rows it wrote, follow what it did."""
        transaction = self._transaction
        refusal = transaction.complete(statement.kind, rows) if transaction else None
        if refusal:
            await self._refuse(refusal)
            return
        if statement.verb == "BEGIN" and transaction:
            transaction.explicit = True
        elif statement.verb in ("COMMIT", "ROLLBACK"):
            if transaction and tag == "COMMIT":
                self._committed.append(transaction)
            self._transaction = None
            self._status = b"I"
        self._client.send(messages.command_complete(statement.tag or tag))
        self._journal.note(statement)

    async def _refuse(self, refusal: Refusal, *, ends_transaction: bool = False) -> None:
        """Have PostgreSQL raise the refusal. It leaves the transaction failed; or ended, as a failed COMMIT
        does.
        """
        if ends_transaction:
            self._exchange.put_unseen("ROLLBACK")
            self._transaction = None
        self._exchange.put_unseen(
            f"SELECT pg_dsql._refuse({literal(refusal.sqlstate)}, {literal(refusal.message)})"
        )
        self._note_error(await self._exchange.settle())

    async def _sync(self) -> None:
        """The client is done for now: an implicit transaction commits here, or fails to."""
        transaction = self._transaction
        if self._skipping or self._status != b"I" or (transaction and transaction.explicit):
            transaction = None
        if transaction and await self._fails_to_commit(transaction):
            transaction = None
        self._status, outcome = await self._exchange.sync()
        self._skipping = False
        if outcome.error:
            self._journal.note_failed_commit(self._exchange.statement, outcome.error)
        elif transaction:
            self._committed.append(transaction)
        if self._status == b"I":
            self._transaction = None
        strike = self._struck_after()
        self._journal.write()
        self._client.send(messages.message(b"Z", self._status))
        if strike:
            await carry_out(strike, self._client, self._exchange.server)
        await self._client.flush()

    async def _fails_to_commit(self, transaction: Transaction) -> bool:
        """Whether an implicit transaction cannot commit; then PostgreSQL has raised why."""
        if transaction.is_committed:
            return False
        entries = self._journal.entries
        last = entries.pop() if entries else None  # its statement has succeeded, but may not stay so
        refusal = await self._commit_struck(transaction) or await self._commit(transaction)
        if refusal:
            await self._refuse(refusal)
        elif last:
            entries.append(last)
            if self._journal.fault:
                self._journal.mark(-1, self._journal.fault)
        return refusal is not None

    def _note_error(self, outcome: Outcome) -> bool:
        """Log the statement in hand as failed, if it has; the client's messages are then skipped until its
        Sync.
        """
        if outcome.error is None:
            return False
        self._skipping = True
        if self._exchange.statement:
            self._journal.note(self._exchange.statement, outcome.error.sqlstate, outcome.error.message)
        return True

    # Faults

    async def _struck(self, statement: Statement) -> Refusal | None:
        """What a fault makes of a statement before it runs: the error it ends in, or None when it may run."""
        if not self._target.faults.active or statement.refusal:
            return None
        occasions = [running(self._target, self._name, statement.kind.value, statement.text)]
        if statement.verb == "COMMIT" and self._transaction and self._transaction.has_changes:
            occasions.append(committing(self._transaction, self._name))
        return await self._strike(occasions)

    async def _commit_struck(self, transaction: Transaction) -> Refusal | None:
        """The same for the end of an implicit transaction. No statement is struck twice."""
        if not self._target.faults.active or self._journal.fault or not transaction.has_changes:
            return None
        return await self._strike([committing(transaction, self._name)])

    async def _strike(self, occasions: list[Occasion]) -> Refusal | None:
        """Ask the faults, and do what the one that strikes says. Cut, when it has been logged."""
        strike = self._target.faults.strike(occasions)
        if strike is None:
            return None
        self._journal.fault = strike.fault.do
        try:
            return await carry_out(strike, self._client, self._exchange.server)
        except Cut:
            if self._exchange.statement:
                self._journal.note(self._exchange.statement, LOST.sqlstate, LOST.message)
            self._journal.write()
            raise

    def _struck_after(self) -> Strike | None:
        """The fault that strikes what has succeeded since the last Sync."""
        committed, self._committed = self._committed, []
        if not self._target.faults.active:
            return None
        entries = self._journal.entries
        places = [n for n, entry in enumerate(entries) if entry.verdict == OK and not entry.fault]
        occasions = [running(self._target, self._name, entries[n].kind, entries[n].sql) for n in places]
        if not self._journal.fault:
            occasions += [committing(it, self._name) for it in committed if it.has_changes]
        strike = self._target.faults.strike(occasions, after=True)
        if strike and entries:
            at_statement = strike.position < len(places)
            self._journal.mark(places[strike.position] if at_statement else -1, strike.fault.do)
        return strike
