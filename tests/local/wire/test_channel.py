"""The channel over real sockets: messages out of pieces, flow, ends."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsql_local.wire import messages
from dsql_local.wire.channel import Channel, Stream

MORE_THAN_BUFFERS = 16 << 20


def over_socket(talk: Callable[[Channel, socket.socket], Awaitable[None]]) -> None:
    """Run `talk` with a channel and the other end of its socket."""

    async def run() -> None:
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        stream = Stream()
        transport, _ = await asyncio.get_running_loop().create_unix_connection(lambda: stream, sock=ours)
        channel = Channel(stream, transport)
        try:
            async with asyncio.timeout(20):
                await talk(channel, theirs)
        finally:
            channel.cut()
            theirs.close()

    asyncio.run(run())


async def fill(theirs: socket.socket) -> int:
    """Write until the channel takes no more for a while; how many bytes went out."""
    loop, written, chunk = asyncio.get_running_loop(), 0, b"\0" * (1 << 16)
    try:
        while written < MORE_THAN_BUFFERS:
            async with asyncio.timeout(0.5):
                await loop.sock_sendall(theirs, chunk)
            written += len(chunk)
    except TimeoutError:
        pass
    return written


@settings(max_examples=30)
@given(
    bodies=st.lists(st.binary(max_size=40), min_size=1, max_size=8),
    cuts=st.lists(st.integers(1, 300), max_size=12),
)
def test_messages_come_out_whole_however_they_arrive(bodies: list[bytes], cuts: list[int]) -> None:
    sent = [messages.message(b"d", body) for body in bodies]
    stream = b"".join(sent)
    edges = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})

    async def talk(channel: Channel, theirs: socket.socket) -> None:
        async def write() -> None:
            for start, end in pairwise(edges):
                await asyncio.get_running_loop().sock_sendall(theirs, stream[start:end])
                await asyncio.sleep(0)

        writing = asyncio.create_task(write())
        assert [await channel.receive() for _ in sent] == sent
        assert channel.take() is None
        await writing

    over_socket(talk)


def test_what_nobody_reads_is_not_taken_without_end() -> None:
    async def talk(channel: Channel, theirs: socket.socket) -> None:
        written = await fill(theirs)
        assert written < MORE_THAN_BUFFERS
        assert len(await channel.receive_exactly(written)) == written

    over_socket(talk)


def test_a_flush_waits_for_who_does_not_read() -> None:
    async def talk(channel: Channel, theirs: socket.socket) -> None:
        channel.send(b"\0" * MORE_THAN_BUFFERS)
        flushing = asyncio.create_task(channel.flush())
        taken = 0
        while taken < MORE_THAN_BUFFERS // 2:
            assert not flushing.done()
            taken += len(await asyncio.get_running_loop().sock_recv(theirs, 1 << 16))
        while taken < MORE_THAN_BUFFERS:
            taken += len(await asyncio.get_running_loop().sock_recv(theirs, 1 << 16))
        await flushing

    over_socket(talk)


def test_an_end_is_told_to_who_reads_and_to_who_writes() -> None:
    async def talk(channel: Channel, theirs: socket.socket) -> None:
        channel.send(b"\0" * MORE_THAN_BUFFERS)
        flushing, reading = asyncio.create_task(channel.flush()), asyncio.create_task(channel.receive())
        ending = asyncio.create_task(channel.ended())
        await asyncio.sleep(0)
        theirs.close()
        for task in (flushing, reading):
            with pytest.raises(ConnectionResetError):
                await task
        await ending
        channel.send(b"more")
        with pytest.raises(ConnectionResetError):
            await channel.flush()
        with pytest.raises(ConnectionResetError):
            await channel.receive()

    over_socket(talk)


def test_what_arrived_before_the_end_is_still_read() -> None:
    async def talk(channel: Channel, theirs: socket.socket) -> None:
        await asyncio.get_running_loop().sock_sendall(theirs, messages.SYNC + messages.FLUSH)
        theirs.close()
        await channel.ended()
        assert [await channel.receive(), await channel.receive()] == [messages.SYNC, messages.FLUSH]
        with pytest.raises(ConnectionResetError):
            await channel.receive()

    over_socket(talk)
