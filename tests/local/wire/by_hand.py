"""The protocol spoken by hand, for what no client library would say."""

import socket
import ssl
import struct

from local.wire.cluster import ENDPOINT, PASSWORD, WireCluster

_PARAMETERS = b"user\0admin\0database\0postgres\0\0"
STARTUP = struct.pack("!II", 8 + len(_PARAMETERS), 196608) + _PARAMETERS


def tls(cluster: WireCluster, name: str | None = ENDPOINT, ask_first: bool = True) -> ssl.SSLSocket:
    """A TLS connection, made by hand; `ask_first` sends PostgreSQL's request for TLS before."""
    context = ssl.create_default_context(cafile=str(cluster.authority))
    context.check_hostname = name == ENDPOINT
    context.set_alpn_protocols(["postgresql"])
    plain = socket.create_connection(("127.0.0.1", cluster.port), timeout=10)
    if ask_first:
        plain.sendall(struct.pack("!II", 8, 80877103))
        assert plain.recv(1) == b"S"
    return context.wrap_socket(plain, server_hostname=name or None)


def message(kind: bytes, body: bytes = b"") -> bytes:
    """A message of the protocol."""
    return kind + struct.pack("!I", 4 + len(body)) + body


def by_hand(cluster: WireCluster) -> tuple[ssl.SSLSocket, bytes]:
    """A session without a client library, and the server's greeting."""
    session = tls(cluster)
    session.sendall(STARTUP)
    session.recv(9)
    session.sendall(message(b"p", PASSWORD.encode() + b"\0"))
    greeting = b""
    while not greeting.endswith(b"Z\0\0\0\x05I"):
        greeting += session.recv(4096)
    return session, greeting


def read_all(connection: socket.socket) -> bytes:
    """What comes until the other side closes."""
    found = b""
    try:
        while data := connection.recv(4096):
            found += data
    except OSError:
        pass
    connection.close()
    return found


def answers(session: socket.socket, *sent: bytes, end: bytes = b"Z") -> list[tuple[bytes, bytes]]:
    """Send messages; the kinds and bodies of what comes back, up to the first message of kind `end`."""
    session.sendall(b"".join(sent))
    found: list[tuple[bytes, bytes]] = []
    while not found or found[-1][0] != end:
        head = _exactly(session, 5)
        found.append((head[:1], _exactly(session, int.from_bytes(head[1:], "big") - 4)))
    return found


def kinds(found: list[tuple[bytes, bytes]]) -> str:
    """The kinds of messages, one letter each."""
    return b"".join(kind for kind, _ in found).decode()


def _exactly(session: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        data = session.recv(size - len(found))
        assert data, "the connection was closed"
        found += data
    return found


def query(sql: str) -> bytes:
    """A simple query."""
    return message(b"Q", sql.encode() + b"\0")


def parse(sql: str, name: bytes = b"") -> bytes:
    """Prepare a statement."""
    return message(b"P", name + b"\0" + sql.encode() + b"\0\0\0")


def bind(portal: bytes = b"", name: bytes = b"", *parameters: bytes) -> bytes:
    """Bind text parameters to a statement; results come as text."""
    values = b"".join(struct.pack("!I", len(value)) + value for value in parameters)
    return message(
        b"B", portal + b"\0" + name + b"\0\0\0" + struct.pack("!H", len(parameters)) + values + b"\0\0"
    )


def execute(portal: bytes = b"", rows: int = 0) -> bytes:
    """Run a portal, for so many rows; 0 is all."""
    return message(b"E", portal + b"\0" + struct.pack("!I", rows))


SYNC, FLUSH, GOODBYE = message(b"S"), message(b"H"), message(b"X")
DESCRIBE_STATEMENT, DESCRIBE_PORTAL = message(b"D", b"S\0"), message(b"D", b"P\0")
