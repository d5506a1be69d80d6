"""The dialogue with PostgreSQL for one client: what is asked, what of the answers the client sees."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from dsql_local.rules.classify import Statement
from dsql_local.rules.rule import Refusal
from dsql_local.wire import messages
from dsql_local.wire.channel import Channel
from dsql_local.wire.errors import refusal_of, translated, without_our_context
from dsql_local.wire.messages import Fields

_FLUSH_AT = 1 << 16
OURS = b"_dsql"
"""The prepared statement and portal that our own statements use, so that the client's stay as they are."""
NOTHING = b""
ALL = b"123tTnDCIsGHdc"


@dataclass(slots=True)
class _Expected:
    """An answer to come: it ends with one of the kinds `ends`; the client sees the kinds in `shown`.

    An error that it `holds` is kept from the client, with all of the answer before that. `begins_at` is where
    the answer begins in what waits to go out to the client, None once a part of it has gone out.
    """

    ends: bytes
    shown: bytes
    holds: Callable[[Fields], bool] | None = None
    has_begun: bool = False
    begins_at: int | None = None


@dataclass(slots=True)
class Outcome:
    """What became of a statement: its command tag, or the error that the client was sent. Neither: still
    under way. `rows` is the number that it has written.

    `held` is the error that the client has not been told. Of what the client does not see, `found` has the
    first value of each row, and `types` the parameters' types.
    """

    tag: str | None = None
    rows: int = 0
    error: Refusal | None = None
    held: Fields | None = None
    found: list[str | None] = field(default_factory=list)
    types: bytes = messages.NO_TYPES


class Exchange:
    """Puts questions, and settles: lets PostgreSQL answer all of them and passes the answers on."""

    def __init__(self, client: Channel, server: Channel) -> None:
        self.client, self.server = client, server
        self.statement: Statement | None = None
        """The statement in hand, by which errors are translated."""
        self._expected: deque[_Expected] = deque()
        self._ended_in = b""  # the status of the session, when its implicit transaction has ended early

    def put(
        self, raw: bytes, ends: bytes, shown: bytes = ALL, holds: Callable[[Fields], bool] | None = None
    ) -> None:
        """Put a question whose answer ends with a message of one of the kinds `ends`. Of an error that it
        `holds` the client is told nothing.
        """
        self.server.send(raw)
        self._expected.append(_Expected(ends, shown, holds))

    def put_statement(self, sql: str, *, has_columns: bool) -> None:
        """Put a statement through the client's unnamed statement and portal, all but its execution. The
        client is told of its columns, unless it is known to have none.
        """
        self.put(messages.parse(b"", sql), b"1", NOTHING)
        self.put(messages.bind(b"", b""), b"2", NOTHING)
        if has_columns:
            self.put(messages.describe_portal(b""), b"Tn", b"T")

    def put_unseen(self, sql: str, holds: Callable[[Fields], bool] | None = None) -> None:
        """Run a statement of our own; the client sees nothing of it but an error, unless it `holds` that."""
        bound = messages.parse(OURS, sql) + messages.bind(OURS, OURS)
        self.put(messages.close(OURS) + bound + messages.execute(OURS), b"C", NOTHING, holds)

    async def settle(self) -> Outcome:
        """Wait for all answers. A command tag is left to the caller to pass on; after an error the rest is
        void.
        """
        self._ended_in = b""
        self.server.send(messages.FLUSH)
        await self.server.flush()
        outcome = Outcome()
        while self._expected:
            raw = self.server.take() or await self.server.receive()
            if self._take(raw, outcome):
                await self._wait_for_client(raw)
        return outcome

    async def settle_and_end(self) -> Outcome:
        """The same for the last question before a `sync`, which then has nothing to wait for any more."""
        self._ended_in, outcome = await self.sync()
        return outcome

    async def sync(self) -> tuple[bytes, Outcome]:
        """End the implicit transaction; returns the status of the session (I, T or E) and what was still
        settled.
        """
        if self._ended_in:
            status, self._ended_in = self._ended_in, b""
            return status, Outcome()
        self.server.send(messages.SYNC)
        await self.server.flush()
        outcome = Outcome()
        while True:
            raw = self.server.take() or await self.server.receive()
            if raw[:1] == b"Z":
                self._expected.clear()
                return raw[5:6], outcome
            if self._take(raw, outcome):
                await self._wait_for_client(raw)

    def _take(self, raw: bytes, outcome: Outcome) -> bool:
        """One message of PostgreSQL. True when the client has to take, or say, something before the next."""
        kind = raw[:1]
        expected = self._expected[0] if self._expected else None
        if expected and expected.holds and not expected.has_begun:
            expected.has_begun, expected.begins_at = True, self.client.unsent
        if kind == b"E":
            self._fail(messages.fields_of(raw), expected, outcome)
        elif kind == b"N":
            fields = messages.fields_of(raw)
            ours = self.statement is not None and self.statement.tag is not None
            self.client.send(messages.report(b"N", without_our_context(fields) if ours else fields))
        elif kind in (b"S", b"A"):
            self.client.send(raw)
        elif expected:
            self._pass_on(raw, kind, expected, outcome)
            if kind in expected.ends:
                self._expected.popleft()
        return kind == b"G" or self.client.unsent > _FLUSH_AT

    async def _wait_for_client(self, raw: bytes) -> None:
        """Let the client say or take what this message of PostgreSQL brings about."""
        if raw[:1] == b"G":
            await self._copy_in()
        if self.client.unsent > _FLUSH_AT:
            await self.client.flush()
            if self._expected:
                self._expected[0].begins_at = None

    def _fail(self, fields: Fields, expected: _Expected | None, outcome: Outcome) -> None:
        self._expected.clear()
        if expected and expected.holds and expected.begins_at is not None and expected.holds(fields):
            self.client.unsend(expected.begins_at)
            outcome.held = fields
        else:
            outcome.error = self.report(fields)

    def report(self, fields: Fields) -> Refusal:
        """Tell the client of an error, in the service's words; returns what it was told."""
        told = translated(fields, self.statement)
        self.client.send(messages.report(b"E", told))
        return refusal_of(told)

    def _pass_on(self, raw: bytes, kind: bytes, expected: _Expected, outcome: Outcome) -> None:
        """A message that belongs to an expected answer: to the client as it is, but for the command tag."""
        if kind not in expected.shown:
            if kind == b"D" and not expected.shown:
                outcome.found.append(messages.first_value(raw))
            elif kind == b"t":
                outcome.types = raw[5:]
            return
        if kind == b"C":
            outcome.tag = messages.decoded(raw[5:-1])
            return
        self.client.send(raw)
        if kind in (b"D", b"d"):
            self.client.send(self.server.receive_more(raw[0]))

    async def _copy_in(self) -> None:
        """Pass on the data that the client sends for a COPY, to its end."""
        await self.client.flush()
        while True:
            raw = await self.client.receive()
            kind = raw[:1]
            if kind in (b"H", b"S"):  # sent with the statement already; PostgreSQL ignores them here, too
                continue
            self.server.send(
                raw if kind in (b"d", b"c", b"f") else messages.message(b"f", b"unexpected message\0")
            )
            if kind != b"d":
                self.server.send(messages.FLUSH)
                await self.server.flush()
                return
            if self.server.unsent > _FLUSH_AT:
                await self.server.flush()
