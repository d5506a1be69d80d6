"""Listens on one port for all clusters; the name that a client asks for in TLS (SNI) picks the cluster."""

import asyncio
import contextlib
import itertools
import logging
import socket
import ssl
import struct
from collections.abc import Callable

from dsql_local.rules.rule import Refusal
from dsql_local.wire import messages, startup
from dsql_local.wire.channel import Channel, Malformed
from dsql_local.wire.entry import Entry
from dsql_local.wire.journal import Identity
from dsql_local.wire.session import Session
from dsql_local.wire.startup import BackendKey, Cancel, Refused
from dsql_local.wire.strikes import Cut, carry_out, connecting
from dsql_local.wire.target import Target

_log = logging.getLogger(__name__)
_SECONDS_TO_START = 15.0
"""How long a client may take until it has sent its token."""
_SECONDS_TO_TAKE_IT = 2.0
"""How long a client that is told of its mistake may go on talking."""


class Listener:
    """Takes connections from `start` to `stop`."""

    def __init__(self) -> None:
        # asyncio itself keeps only weak references to tasks: one that nobody holds is collected in mid-
        # session.
        self._tasks: set[asyncio.Task[None]] = set()
        self._backends: dict[BackendKey, tuple[str, Channel]] = {}  # the cluster's socket, the client
        self._numbers = itertools.count(1)
        self._socket: socket.socket | None = None

    async def start(
        self,
        ssl_context: ssl.SSLContext,
        targets: Callable[[str | None], Target | None],
        record: Callable[[Entry], None],
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> int:
        """Listen; returns the port, which is chosen when `port` is 0. OSError when it is taken.

        `targets` finds the cluster for the server name a client sent in TLS, `record` is told of every
        statement. When the context has an `sni_callback` of its own, that must leave the name on the TLS
        object as `sni`.
        """
        ssl_context.set_alpn_protocols(["postgresql"])
        if ssl_context.sni_callback is None:
            ssl_context.sni_callback = _keep_name
        self._context, self._targets, self._record = ssl_context, targets, record
        self._socket = socket.create_server((host, port), backlog=512)
        self._socket.setblocking(False)
        self._keep(asyncio.create_task(self._accept(self._socket), name="wire listener"))
        return int(self._socket.getsockname()[1])

    async def stop(self) -> None:
        """Close the port and all sessions, and wait until they are gone."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._socket:
            self._socket.close()

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, _ = await loop.sock_accept(listening)
            except OSError:  # out of file descriptors, or the client is gone again
                await asyncio.sleep(0.01)
                continue
            connection.setblocking(False)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._keep(asyncio.create_task(self._serve(connection), name="wire session"))

    async def _serve(self, connection: socket.socket) -> None:
        """One connection from its first byte to its last; whatever it does, nothing of it gets past here."""
        try:
            await self._connection(connection)
        except (OSError, EOFError, ssl.SSLError, TimeoutError, Malformed):
            pass  # the client's own doing
        except Exception:  # noqa: BLE001 - one session must not take the others with it
            _log.exception("a session of the stand-in has failed")
        finally:
            if connection.fileno() >= 0:
                connection.close()

    async def _connection(self, connection: socket.socket) -> None:
        async with asyncio.timeout(_SECONDS_TO_START):
            plain = await startup.negotiate(connection)
            if plain is not None:
                await self._plain(connection, plain)
                return
            client, tls = await startup.over_tls(connection, self._context)
        try:
            await self._client(client, getattr(tls, "sni", None))
        except Cancel as request:
            await self._cancel(request.key)
        except Refused as refused:
            client.send(messages.error(refused.refusal, "FATAL"))
        except Cut:
            client.cut()
        except Malformed as malformed:
            client.send(messages.error(Refusal("08P01", str(malformed)), "FATAL"))
            await client.flush()
            await client.drain(_SECONDS_TO_TAKE_IT)
        except TimeoutError:
            client.send(messages.error(Refusal("57P01", "terminating connection due to its age"), "FATAL"))
        finally:
            with contextlib.suppress(OSError):
                await client.flush()
            client.close()

    async def _plain(self, connection: socket.socket, head: bytes) -> None:
        """A connection without TLS may cancel, as libpq does, and nothing else."""
        if head == struct.pack("!II", 16, messages.CANCEL_REQUEST):
            await self._cancel(struct.unpack("!II", await startup.receive_plain(connection, 8)))
            return
        size, _ = struct.unpack("!II", head)
        if size <= startup.LONGEST_STARTUP:  # what is left unread would reset the connection
            await startup.receive_plain(connection, size - 8)
        refusal = Refusal("28000", "unable to accept connection, TLS is required")
        await asyncio.get_running_loop().sock_sendall(connection, messages.error(refusal, "FATAL"))

    async def _client(self, client: Channel, server_name: str | None) -> None:
        """A client whose TLS is up: admit it, connect it, serve it."""
        async with asyncio.timeout(_SECONDS_TO_START):
            hello = await startup.read_startup(client)
            target, caller = await startup.admit(client, hello, self._targets(server_name))
        name = hello.settings().get("application_name", "")
        if target.faults.active:
            await _strike(target, hello.user, name, client)
        target.connections += 1
        server = None
        key = None
        try:
            async with target.visit():
                server = await startup.open_backend(target, hello, client.close)
                key = await startup.greet(client, server)
                if key is None:
                    return
                self._backends[key] = target.socket, client
                identity = Identity(next(self._numbers), hello.user, name, caller)
                async with asyncio.timeout(target.settings.connection_seconds):
                    await Session(client, server, target, identity, self._record).run()
        finally:
            target.connections -= 1
            if key:
                self._backends.pop(key, None)
            if server is not None:
                server.close()

    async def _cancel(self, key: BackendKey) -> None:
        """Cancel what a client waits for: what PostgreSQL does for it, or what a fault holds."""
        if key in self._backends:
            path, client = self._backends[key]
            client.cancelled.set()
            await startup.cancel(path, key)


def _keep_name(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
    """Leave the server name that the client asks for on the TLS object."""
    connection.sni = name  # type: ignore[attr-defined]


async def _strike(target: Target, user: str, application_name: str, client: Channel) -> None:
    """What a fault makes of a client that would be let in. Refused or Cut when it is not."""
    strike = target.faults.strike([connecting(target, user, application_name)])
    refusal = await carry_out(strike, client) if strike else None
    if refusal:
        raise Refused(refusal.sqlstate, refusal.message)
