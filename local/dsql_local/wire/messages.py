"""PostgreSQL's protocol 3: messages to bytes and back. A message is a letter, a length and a body."""

import struct
from collections.abc import Iterable, Mapping, Sequence

from dsql_local.rules.rule import Refusal

SSL_REQUEST, GSS_REQUEST, CANCEL_REQUEST = 80877103, 80877104, 80877102
PROTOCOL = 3 << 16
"""The version of the protocol: 3.0."""

Fields = dict[str, str]
"""What an error or notice consists of, by the letter of the field: S severity, C SQLSTATE, M message, P
position, …
"""


def message(kind: bytes, body: bytes = b"") -> bytes:
    """A message with its header."""
    return kind + struct.pack("!I", len(body) + 4) + body


FLUSH, SYNC = message(b"H"), message(b"S")
ASK_PASSWORD = message(b"R", struct.pack("!I", 3))
"""The server asks for the password as it is; it travels inside TLS."""


NO_TYPES = struct.pack("!H", 0)
"""Parameter types that are left to the server, at the end of a Parse message."""
NO_PARAMETERS = struct.pack("!HHH", 0, 0, 0)
"""What follows the names in a Bind message: no parameters, results as text."""


def parse(name: bytes, sql: str, types: bytes = NO_TYPES) -> bytes:
    """Prepare `sql` under a name, with parameters of these types."""
    return message(b"P", name + b"\0" + encoded(sql) + b"\0" + types)


def bind(portal: bytes, name: bytes, parameters: bytes = NO_PARAMETERS) -> bytes:
    """Make a portal of a statement."""
    return message(b"B", portal + b"\0" + name + b"\0" + parameters)


def results_as_text(parameters: bytes) -> bytes:
    """What follows the names in a Bind message, with the same parameters and results as text."""
    position = 2 + 2 * _number(parameters, 0)
    count, position = _number(parameters, position), position + 2
    for _ in range(count):
        (size,) = struct.unpack_from("!i", parameters, position)
        position += 4 + max(size, 0)  # NULL has the size -1
    return parameters[:position] + struct.pack("!H", 0)


def _number(raw: bytes, position: int) -> int:
    return int.from_bytes(raw[position : position + 2], "big")


def first_value(row: bytes) -> str | None:
    """The first column of a data row."""
    (size,) = struct.unpack_from("!i", row, 7)
    return None if size < 0 else decoded(row[11 : 11 + size])


def describe_portal(portal: bytes) -> bytes:
    """Ask for the columns of a portal."""
    return message(b"D", b"P" + portal + b"\0")


def describe_statement(name: bytes) -> bytes:
    """Ask for the parameters and columns of a prepared statement."""
    return message(b"D", b"S" + name + b"\0")


def execute(portal: bytes) -> bytes:
    """Run a portal to its end."""
    return message(b"E", portal + b"\0" + struct.pack("!I", 0))


def runs_to_its_end(execution: bytes) -> bool:
    """Whether an Execute message asks for all rows of its portal."""
    return not any(execution[-4:])


def close(name: bytes) -> bytes:
    """Forget the prepared statement and the portal of that name; no error if there is none."""
    return message(b"C", b"S" + name + b"\0") + message(b"C", b"P" + name + b"\0")


def startup(version: int, parameters: Iterable[tuple[str, str]]) -> bytes:
    """The first message of a client, which has no letter."""
    body = b"".join(encoded(f"{name}\0{value}\0") for name, value in parameters) + b"\0"
    return struct.pack("!II", len(body) + 8, version) + body


def negotiate_version(extensions: Sequence[str]) -> bytes:
    """What a client is told that would like a newer version of the protocol, or extensions of it."""
    names = b"".join(encoded(name) + b"\0" for name in extensions)
    return message(b"v", struct.pack("!II", PROTOCOL, len(extensions)) + names)


def error(refusal: Refusal, severity: str = "ERROR") -> bytes:
    """An error message of the server."""
    return report(b"E", {"S": severity, "V": severity, "C": refusal.sqlstate, "M": refusal.message})


def report(kind: bytes, fields: Mapping[str, str]) -> bytes:
    """An error (`E`) or notice (`N`) with these fields."""
    return message(kind, b"".join(encoded(f"{letter}{text}\0") for letter, text in fields.items()) + b"\0")


def fields_of(raw: bytes) -> Fields:
    """The fields of an error or notice."""
    parts = raw[5:].split(b"\0")
    return {decoded(part[:1]): decoded(part[1:]) for part in parts if part}


def command_complete(tag: str) -> bytes:
    """The end of a statement's answer."""
    return message(b"C", encoded(tag) + b"\0")


def first_text(body: bytes) -> tuple[bytes, bytes]:
    """A body up to its first zero byte, and the rest after that."""
    text, _, rest = body.partition(b"\0")
    return text, rest


def decoded(raw: bytes) -> str:
    """Text off the wire. What is not UTF-8 goes through unharmed: `encoded` gives the same bytes back."""
    return raw.decode("utf-8", "surrogateescape")


def encoded(text: str) -> bytes:
    """The opposite of `decoded`."""
    return text.encode("utf-8", "surrogateescape")
