"""The dialogue with PostgreSQL for one client: what is asked, what of the answers the client sees."""

from collections import deque
from dataclasses import dataclass

from dsql_local.rules.classify import Statement
from dsql_local.rules.rule import Refusal
from dsql_local.wire import messages
from dsql_local.wire.channel import Channel
from dsql_local.wire.errors import refusal_of, translated, without_our_context

_FLUSH_AT = 1 << 16
_OURS = b"_dsql"
"""The prepared statement and portal that our own statements use, so that the client's stay as they are."""
NOTHING = b""
ALL = b"123tTnDCIsGHdc"


@dataclass(frozen=True, slots=True)
class _Expected:
    """An answer to come: it ends with one of the kinds `ends`; the client sees the kinds in `shown`."""

    ends: bytes
    shown: bytes


@dataclass(slots=True)
class Outcome:
    """What became of a statement: its command tag, or the error that the client was sent. Neither: still
    under way.
    """

    tag: str | None = None
    error: Refusal | None = None


class Exchange:
    """Puts questions, and settles: lets PostgreSQL answer all of them and passes the answers on."""

    def __init__(self, client: Channel, server: Channel) -> None:
        self.client, self.server = client, server
        self.statement: Statement | None = None
        """The statement in hand, by which errors are translated."""
        self._expected: deque[_Expected] = deque()

    def put(self, raw: bytes, ends: bytes, shown: bytes = ALL) -> None:
        """Put a question whose answer ends with a message of one of the kinds `ends`."""
        self.server.send(raw)
        self._expected.append(_Expected(ends, shown))

    def put_statement(self, sql: str, shown: bytes) -> None:
        """Put a statement through the client's unnamed statement and portal, all but its execution."""
        self.put(messages.parse(b"", sql), b"1", NOTHING)
        self.put(messages.bind(b"", b""), b"2", NOTHING)
        self.put(messages.describe_portal(b""), b"Tn", shown)

    def put_unseen(self, sql: str) -> None:
        """Run a statement of our own; the client sees nothing of it but an error."""
        self.put(messages.close_statement(_OURS), b"3", NOTHING)
        self.put(messages.parse(_OURS, sql), b"1", NOTHING)
        self.put(messages.bind(_OURS, _OURS), b"2", NOTHING)
        self.put(messages.execute(_OURS), b"C", NOTHING)

    async def settle(self) -> Outcome:
        """Wait for all answers. A command tag is left to the caller to pass on; after an error the rest is
        void.
        """
        self.server.send(messages.FLUSH)
        await self.server.flush()
        outcome = Outcome()
        while self._expected:
            await self._take(await self.server.receive(), outcome)
        return outcome

    async def sync(self) -> tuple[bytes, Outcome]:
        """End the implicit transaction; returns the status of the session (I, T or E) and what was still
        settled.
        """
        self.server.send(messages.SYNC)
        await self.server.flush()
        outcome = Outcome()
        while True:
            raw = await self.server.receive()
            if raw[:1] == b"Z":
                self._expected.clear()
                return raw[5:6], outcome
            await self._take(raw, outcome)

    async def _take(self, raw: bytes, outcome: Outcome) -> None:
        """One message of PostgreSQL."""
        kind = raw[:1]
        expected = self._expected[0] if self._expected else None
        if kind == b"E":
            fields = translated(messages.fields_of(raw), self.statement)
            self.client.send(messages.report(b"E", fields))
            outcome.error = refusal_of(fields)
            self._expected.clear()
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
            if kind == b"G":
                await self._copy_in()
        if self.client.unsent > _FLUSH_AT:
            await self.client.flush()

    def _pass_on(self, raw: bytes, kind: bytes, expected: _Expected, outcome: Outcome) -> None:
        """A message that belongs to an expected answer: to the client as it is, but for the command tag."""
        if kind not in expected.shown:
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
