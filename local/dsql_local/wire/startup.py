"""How a connection begins: TLS, the start-up packet, the token, the connection to PostgreSQL behind."""

import asyncio
import socket
import ssl
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass

from dsql_local.rules.rewrite import SERVER_VERSION
from dsql_local.rules.rule import LATEST, Refusal
from dsql_local.rules.settings import PARAMETER, UNKNOWN_TO_POSTGRESQL
from dsql_local.tokens import ACCESS_DENIED, ADMIN
from dsql_local.wire import messages
from dsql_local.wire.channel import LONGEST_MESSAGE, Channel, Malformed, Stream
from dsql_local.wire.mapping import is_mapped
from dsql_local.wire.target import Settings, Target

LONGEST_STARTUP = 10_000  # bytes, as in PostgreSQL
_TLS_HANDSHAKE = 0x16
_NOT_SETTINGS = {"user", "database", "options", "replication"}
_EXTENSION = "_pq_."
_CLUSTER_OPTION = "amzn-cluster-id"
"""An option for clients behind PrivateLink that cannot send the cluster's name in TLS."""

BackendKey = tuple[int, int]
"""Process number and secret of a PostgreSQL backend, by which it can be asked to cancel."""


class Refused(Exception):
    """The connection is refused."""

    def __init__(self, sqlstate: str, message: str) -> None:
        super().__init__(message)
        self.refusal = Refusal(sqlstate, message)


_TOO_MANY = "53300", "Unable to accept connection, too many open connections."
_TOO_FAST = "53400", "Unable to accept connection, rate exceeded."


class Cancel(Exception):
    """The connection only asks to cancel what the backend with this key does."""

    def __init__(self, key: BackendKey) -> None:
        super().__init__("cancel request")
        self.key = key


@dataclass(frozen=True, slots=True)
class Startup:
    """What a client says first: the version of the protocol, and its parameters in order."""

    version: int
    parameters: dict[str, str]

    @property
    def extensions(self) -> list[str]:
        """The extensions of the protocol that the client would like; there are none."""
        return [name for name in self.parameters if name.startswith(_EXTENSION)]

    @property
    def user(self) -> str:
        """The role that the client wants to be."""
        return self.parameters.get("user", "")

    @property
    def database(self) -> str:
        """The database; as in PostgreSQL it is called like the user when none is named."""
        return self.parameters.get("database") or self.user

    def settings(self) -> dict[str, str]:
        """The parameters that the client wants set, those in `options` included."""
        found = {
            k: v
            for k, v in self.parameters.items()
            if k not in _NOT_SETTINGS and not k.startswith(_EXTENSION)
        }
        found.update(_options(self.parameters.get("options", "")))
        return found


async def negotiate(connection: socket.socket) -> bytes | None:
    """None when the client goes on with TLS; the first 8 bytes of what it says when it stays with plain text.

    This happens before there is a transport, so that nothing sent in plain text can end up inside TLS.
    """
    loop = asyncio.get_running_loop()
    while True:
        if await _peek(connection) == _TLS_HANDSHAKE:  # sslnegotiation=direct
            return None
        head = await receive_plain(connection, 8)
        size, code = struct.unpack("!II", head)
        if (size, code) == (8, messages.SSL_REQUEST):
            await loop.sock_sendall(connection, b"S")
            return None
        if (size, code) != (8, messages.GSS_REQUEST):
            return head
        await loop.sock_sendall(connection, b"N")


async def receive_plain(connection: socket.socket, size: int) -> bytes:
    """The next `size` bytes of a connection that has no transport yet."""
    loop = asyncio.get_running_loop()
    found = b""
    while len(found) < size:
        data = await loop.sock_recv(connection, size - len(found))
        if not data:
            raise ConnectionResetError("connection closed")
        found += data
    return found


async def _peek(connection: socket.socket) -> int | None:
    """The first byte that has arrived, without taking it; None at the end. Waits for it."""
    loop = asyncio.get_running_loop()
    arrived = asyncio.Event()
    loop.add_reader(connection.fileno(), arrived.set)
    try:
        await arrived.wait()
    finally:
        loop.remove_reader(connection.fileno())
    head = connection.recv(1, socket.MSG_PEEK)
    return head[0] if head else None


async def read_startup(client: Channel) -> Startup:
    """The start-up packet. Cancel when it is a request to cancel, Malformed when it is none."""
    size, version = struct.unpack("!II", await client.receive_exactly(8))
    if version == messages.CANCEL_REQUEST and size == 16:
        raise Cancel(struct.unpack("!II", await client.receive_exactly(8)))
    if not 9 <= size <= LONGEST_STARTUP:
        raise Malformed("invalid length of startup packet")
    body = await client.receive_exactly(size - 8)
    if version >> 16 != 3:
        raise Refused("0A000", f"unsupported frontend protocol {version >> 16}.{version & 0xFFFF}")
    words = messages.decoded(body).removesuffix("\0\0").split("\0")
    return Startup(version, dict(zip(words[0::2], words[1::2], strict=False)))


async def admit(client: Channel, startup: Startup, target: Target | None) -> tuple[Target, str | None]:
    """Ask for the token and check all that can be wrong with a connection. Refused when something is.

    Returns the cluster, and the ARN of the user or role whose token it is.
    """
    if target is None:
        raise Refused("08006", "unable to accept connection, cluster not found")
    settings = target.settings
    if not target.arrivals.admit(settings.connection_rate, settings.connection_burst, time.monotonic()):
        raise Refused(*_TOO_FAST)
    caller = await _authenticate(client, startup, target)
    _check_wishes(startup, settings)
    if target.connections >= settings.max_connections:
        raise Refused(*_TOO_MANY)
    return target, caller


async def _authenticate(client: Channel, startup: Startup, target: Target) -> str | None:
    """Ask for the token; whose it is. Refused when that does not let the client in as the role it names."""
    if startup.version > messages.PROTOCOL or startup.extensions:
        client.send(messages.negotiate_version(startup.extensions))
    client.send(messages.ASK_PASSWORD)
    await client.flush()
    answer = await client.receive()
    if answer[:1] != b"p":
        raise Malformed("expected a password")
    password = messages.decoded(answer[5:].partition(b"\0")[0])
    reason = target.authenticate(startup.user, password)
    if reason is not None:
        raise Refused("28000", reason)
    caller = target.holder(password)
    needs_no_mapping = caller is None or startup.user == ADMIN
    if not (needs_no_mapping or await is_mapped(target.socket_dir, startup.user, caller or "")):
        raise Refused("28000", ACCESS_DENIED)
    return caller


def _check_wishes(startup: Startup, settings: Settings) -> None:
    """Refused when the client wants something set, or served, that the service does not have."""
    if startup.database != "postgres":
        raise Refused("3D000", f'database "{startup.database}" does not exist')
    if startup.parameters.get("replication", "false") not in ("false", "off", "no", "0"):
        raise Refused("0A000", "replication connections are not supported")
    for name in startup.settings():
        refusal = None if name == _CLUSTER_OPTION else PARAMETER.refusal(name, settings.as_of)
        if refusal:
            raise Refused(refusal.sqlstate, refusal.message)


async def open_backend(target: Target, startup: Startup, on_lost: Callable[[], None]) -> Channel:
    """Connect to the cluster's PostgreSQL as the client's role. `on_lost` is called when that connection
    ends.
    """
    loop = asyncio.get_running_loop()
    stream = Stream(on_lost)
    transport, _ = await loop.create_unix_connection(lambda: stream, target.socket)
    server = Channel(stream, transport)
    asked = {
        k: v for k, v in startup.settings().items() if k not in UNKNOWN_TO_POSTGRESQL | {_CLUSTER_OPTION}
    }
    parameters = {
        "user": startup.user,
        "database": "postgres",
        **_defaults(target.settings),
        **asked,
    }
    server.send(messages.startup(messages.PROTOCOL, parameters.items()))
    await server.flush()
    return server


async def greet(client: Channel, server: Channel) -> BackendKey | None:
    """Pass on PostgreSQL's greeting up to its first ReadyForQuery; returns the backend's key, None if it
    refused. Refused when it has no room for one more.
    """
    key = None
    while True:
        raw = await server.receive()
        kind = raw[:1]
        if kind == b"K" and len(raw) == 13:
            key = struct.unpack("!II", raw[5:])
        if kind == b"E" and messages.fields_of(raw).get("C") == _TOO_MANY[0]:
            raise Refused(*_TOO_MANY)
        if kind == b"S" and raw[5:].startswith(b"server_version\0"):
            raw = messages.message(b"S", b"server_version\0" + SERVER_VERSION.encode() + b"\0")
        client.send(raw)
        if kind in (b"Z", b"E"):
            await client.flush()
            return key if kind == b"Z" else None


async def cancel(socket_path: str, key: BackendKey) -> None:
    """Ask PostgreSQL to cancel what the backend with this key does."""
    _, writer = await asyncio.open_unix_connection(socket_path)
    writer.write(struct.pack("!IIII", 16, messages.CANCEL_REQUEST, *key))
    await writer.drain()
    writer.close()


async def over_tls(connection: socket.socket, context: ssl.SSLContext) -> tuple[Channel, ssl.SSLObject]:
    """Do the TLS handshake; returns the channel inside it."""
    loop = asyncio.get_running_loop()
    stream = Stream()
    # From here on the transport owns the descriptor and closes it once all is sent; closed under it by
    # anybody else, its number would go to the next connection while the loop still watches it for this one.
    owned = socket.socket(fileno=connection.detach())
    owned.setblocking(False)
    transport, _ = await loop.connect_accepted_socket(lambda: stream, owned, ssl=context)
    return Channel(stream, transport, LONGEST_MESSAGE), transport.get_extra_info("ssl_object")


def _defaults(settings: Settings) -> dict[str, str]:
    """What makes a PostgreSQL session behave as one of the service."""
    past = {} if settings.as_of == LATEST else {"dsql.as_of": settings.as_of.isoformat()}
    return {
        "default_transaction_isolation": "repeatable read",
        "lock_timeout": str(settings.lock_milliseconds),
        "TimeZone": "UTC",
        **past,
    }


def _options(text: str) -> dict[str, str]:
    """The settings in a string such as `-c search_path=a\\ b --datestyle=iso`. Refused when it is not of that
    form.
    """
    words, word, escaped = [], "", False
    for letter in text + " ":
        if escaped:
            word, escaped = word + letter, False
        elif letter == "\\":
            escaped = True
        elif not letter.isspace():
            word += letter
        elif word:
            words.append(word)
            word = ""
    found = {}
    rest = iter(words)
    for option in rest:
        assignment = next(rest, "") if option == "-c" else option.removeprefix("-c").removeprefix("--")
        name, separator, value = assignment.partition("=")
        if not separator or not option.startswith("-"):
            raise Refused("0A000", f"startup option {option} not supported")
        found[name if name == _CLUSTER_OPTION else name.replace("-", "_")] = value
    return found
