"""PostgreSQL's protocol 3: messages to bytes and back. A message is a letter, a length and a body."""

import struct
from collections.abc import Iterable, Mapping

from dsql_local.rules.rule import Refusal

SSL_REQUEST, GSS_REQUEST, CANCEL_REQUEST = 80877103, 80877104, 80877102

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


def parse(name: bytes, sql: str) -> bytes:
    """Prepare `sql` under a name; parameter types are left to the server."""
    return message(b"P", name + b"\0" + encoded(sql) + b"\0" + struct.pack("!H", 0))


def bind(portal: bytes, name: bytes) -> bytes:
    """Make a portal of a statement without parameters; its results come as text."""
    return message(b"B", portal + b"\0" + name + b"\0" + struct.pack("!HHH", 0, 0, 0))


def describe_portal(portal: bytes) -> bytes:
    """Ask for the columns of a portal."""
    return message(b"D", b"P" + portal + b"\0")


def execute(portal: bytes) -> bytes:
    """Run a portal to its end."""
    return message(b"E", portal + b"\0" + struct.pack("!I", 0))


def close_statement(name: bytes) -> bytes:
    """Forget a prepared statement; no error if there is none."""
    return message(b"C", b"S" + name + b"\0")


def startup(version: int, parameters: Iterable[tuple[str, str]]) -> bytes:
    """The first message of a client, which has no letter."""
    body = b"".join(f"{name}\0{value}\0".encode() for name, value in parameters) + b"\0"
    return struct.pack("!II", len(body) + 8, version) + body


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
