"""One side of a conversation: whole messages in, bytes out, both buffered."""

import asyncio
import contextlib
import struct
from collections.abc import Callable

LONGEST_MESSAGE = 10 * 1024 * 1024
"""Bytes; the service's own limit."""
_LENGTH = struct.Struct("!I")
_BUFFERED = 1 << 20
"""Bytes that may arrive before they are read."""


class Malformed(Exception):
    """The other side does not speak the protocol."""


class Channel:
    """Messages over a stream. Reading and flushing raise ConnectionResetError at its end."""

    def __init__(self, stream: "Stream", transport: asyncio.Transport, longest: int | None = None) -> None:
        self._stream, self._transport = stream, transport
        self._longest = longest
        self.cancelled = asyncio.Event()
        """Set when the other side asks to cancel what it waits for. Who waits for that clears it first."""
        self._received = stream.received
        self._position = 0
        self._outgoing = bytearray()

    def take(self) -> bytes | None:
        """The next message, with its header, if it has arrived; does not wait. Malformed when its
        length makes no sense.
        """
        end = self._end_of(self._position)
        if end is None:
            return None
        raw = bytes(self._received[self._position : end])
        self._position = end
        return raw

    async def receive(self) -> bytes:
        """The next message, with its header. Malformed when its length makes no sense."""
        while (raw := self.take()) is None:
            await self._fill()
        return raw

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
            await self._stream.write(self._outgoing)
            self._outgoing = bytearray()

    async def drain(self, seconds: float) -> None:
        """Take what the other side still says and forget it, until its end or for as long.

        A connection that is closed with something unread is reset, and what was sent last may be lost.
        """
        with contextlib.suppress(TimeoutError, ConnectionResetError):
            async with asyncio.timeout(seconds):
                while True:
                    self._position = len(self._received)
                    await self._fill()

    async def ended(self) -> None:
        """Wait until one side has ended the stream. Nobody has to read for that."""
        await self._stream.ended.wait()

    def cut(self) -> None:
        """End the stream at once; what was sent but not flushed never goes out."""
        self._outgoing.clear()
        self._transport.abort()

    def close(self) -> None:
        """Close the stream; what was sent but not flushed still goes out. `on_lost` is not called then."""
        self._stream.on_lost = None
        if not self._transport.is_closing():
            if self._outgoing:
                self._transport.write(self._outgoing)
            self._transport.close()

    def _end_of(self, start: int) -> int | None:
        """Where the message that begins at `start` ends; None while it has not arrived in full."""
        arrived = len(self._received)
        if arrived - start < 5:
            return None
        (size,) = _LENGTH.unpack_from(self._received, start + 1)
        if size < 4 or (self._longest is not None and size > self._longest):
            raise Malformed("invalid message length")
        end = start + 1 + size
        return end if end <= arrived else None

    async def _fill(self) -> None:
        """Forget what was taken, and wait for more."""
        del self._received[: self._position]
        self._position = 0
        await self._stream.more()


class Stream(asyncio.Protocol):
    """The protocol of a channel's transport: keeps what arrives, and tells when it ends even while nobody
    reads. It has one reader and one writer.
    """

    _transport: asyncio.Transport

    def __init__(self, on_lost: Callable[[], None] | None = None) -> None:
        self.received = bytearray()
        """What has arrived; the reader removes what it has taken."""
        self.ended = asyncio.Event()
        self.on_lost = on_lost
        self._is_lost = False
        self._is_held_back = False  # reading
        self._arrival: asyncio.Future[None] | None = None
        self._room = asyncio.Event()
        self._room.set()

    async def more(self) -> None:
        """Wait until more has arrived. ConnectionResetError when nothing will."""
        if self.ended.is_set():
            raise ConnectionResetError("connection closed")
        if self._is_held_back:
            self._is_held_back = False
            self._transport.resume_reading()
        before = len(self.received)
        self._arrival = asyncio.get_running_loop().create_future()
        try:
            await self._arrival
        finally:
            self._arrival = None
        if len(self.received) == before:
            raise ConnectionResetError("connection closed")

    async def write(self, data: bytearray) -> None:
        """Let out `data`, which is the stream's from now on; waits while the other side does not take it."""
        if self._is_lost:
            raise ConnectionResetError("connection closed")
        self._transport.write(data)
        if not self._room.is_set():
            await self._room.wait()
            if self._is_lost:
                raise ConnectionResetError("connection closed")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The transport is there."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Something has arrived."""
        self.received += data
        if len(self.received) > _BUFFERED and not self._is_held_back:
            self._is_held_back = True
            self._transport.pause_reading()
        self._wake_reader()

    def eof_received(self) -> bool:
        """The other side will say no more. Without TLS it may still listen."""
        self.ended.set()
        self._wake_reader()
        return self._transport.get_extra_info("sslcontext") is None

    def connection_lost(self, exc: Exception | None) -> None:
        """The transport is closed, by either side."""
        self._is_lost = True
        self.ended.set()
        self._wake_reader()
        self._room.set()
        if self.on_lost:
            self.on_lost()

    def pause_writing(self) -> None:
        """The other side does not take what was written."""
        self._room.clear()

    def resume_writing(self) -> None:
        """It has taken most of it."""
        self._room.set()

    def _wake_reader(self) -> None:
        if self._arrival and not self._arrival.done():
            self._arrival.set_result(None)
