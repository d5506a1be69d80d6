"""One side of a conversation: whole messages in, bytes out, both buffered."""

import asyncio
import contextlib
from collections.abc import Callable

LONGEST_MESSAGE = 10 * 1024 * 1024
"""Bytes; the service's own limit."""
_CHUNK = 1 << 16
_BUFFERED = 1 << 20  # bytes


class Malformed(Exception):
    """The other side does not speak the protocol."""


class Channel:
    """Messages over a stream. Reading raises ConnectionResetError at its end."""

    def __init__(self, stream: "Stream", transport: asyncio.Transport, longest: int | None = None) -> None:
        self._stream, self._reader, self._ended = stream, stream.reader, stream.ended
        self._longest = longest
        self.cancelled = asyncio.Event()
        """Set when the other side asks to cancel what it waits for. Who waits for that clears it first."""
        self._writer = asyncio.StreamWriter(transport, stream, stream.reader, asyncio.get_running_loop())
        self._received = bytearray()
        self._position = 0
        self._outgoing = bytearray()

    async def receive(self) -> bytes:
        """The next message, with its header. Malformed when its length makes no sense."""
        while True:
            end = self._end_of(self._position)
            if end is not None:
                raw = bytes(self._received[self._position : end])
                self._position = end
                return raw
            await self._fill()

    def receive_more(self, kind: int) -> bytes:
        """The messages of this kind that have arrived in one piece after the last one; does not wait."""
        start = end = self._position
        while end < len(self._received) and self._received[end] == kind:
            following = self._end_of(end)
            if following is None:
                break
            end = following
        self._position = end
        return bytes(self._received[start:end])

    def is_next(self, kind: bytes) -> bool:
        """Whether the next message has arrived already and is of this kind; does not wait."""
        return self._received.startswith(kind, self._position) and self._end_of(self._position) is not None

    async def receive_exactly(self, size: int) -> bytes:
        """The next `size` bytes."""
        while len(self._received) - self._position < size:
            await self._fill()
        raw = bytes(self._received[self._position : self._position + size])
        self._position += size
        return raw

    def send(self, raw: bytes) -> None:
        """Bytes to go out with the next flush."""
        self._outgoing += raw

    def unsend(self, size: int) -> None:
        """Take back what was sent after the first `size` bytes that wait for a flush."""
        del self._outgoing[size:]

    @property
    def unsent(self) -> int:
        """Bytes that wait for a flush."""
        return len(self._outgoing)

    async def flush(self) -> None:
        """Let out what was sent; waits while the other side does not take it."""
        if self._outgoing:
            self._writer.write(self._outgoing)
            self._outgoing = bytearray()
            await self._writer.drain()

    async def drain(self, seconds: float) -> None:
        """Take what the other side still says and forget it, until its end or for as long.

        A connection that is closed with something unread is reset, and what was sent last may be lost.
        """
        self._received.clear()
        self._position = 0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while await self._reader.read(_CHUNK):
                    pass

    async def ended(self) -> None:
        """Wait until one side has ended the stream. Nobody has to read for that."""
        await self._ended.wait()

    def cut(self) -> None:
        """End the stream at once; what was sent but not flushed never goes out."""
        self._outgoing.clear()
        self._writer.transport.abort()

    def close(self) -> None:
        """Close the stream; what was sent but not flushed still goes out. `on_lost` is not called then."""
        self._stream.on_lost = None
        if not self._writer.is_closing():
            if self._outgoing:
                self._writer.write(self._outgoing)
            self._writer.close()

    def _end_of(self, start: int) -> int | None:
        """Where the message that begins at `start` ends; None while it has not arrived in full."""
        if len(self._received) - start < 5:
            return None
        size = int.from_bytes(self._received[start + 1 : start + 5], "big")
        if size < 4 or (self._longest is not None and size > self._longest):
            raise Malformed("invalid message length")
        end = start + 1 + size
        return end if end <= len(self._received) else None

    async def _fill(self) -> None:
        del self._received[: self._position]
        self._position = 0
        data = await self._reader.read(_CHUNK)
        if not data:
            raise ConnectionResetError("connection closed")
        self._received += data


class Stream(asyncio.StreamReaderProtocol):
    """The protocol of a channel's transport: a stream that tells when it ends, even while nobody reads it."""

    def __init__(self, on_lost: Callable[[], None] | None = None) -> None:
        self.reader = asyncio.StreamReader(limit=_BUFFERED)
        self.ended = asyncio.Event()
        self.on_lost = on_lost
        super().__init__(self.reader)

    def eof_received(self) -> bool | None:
        """The other side will say no more."""
        self.ended.set()
        return super().eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """The transport is closed, by either side."""
        super().connection_lost(exc)
        self.ended.set()
        if self.on_lost:
            self.on_lost()
