"""What psycopg raises, as the engine's errors."""

import re

import psycopg

from pulumi_dsql_provider.catalog.session import DatabaseError
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused

# psycopg gives no SQLSTATE for what happens while connecting: only the text tells.
_ACCESS = re.compile(
    r"access denied|authentication failed|user to action mapping|role \"[^\"]*\" does not exist",
    re.IGNORECASE,
)
_CERTIFICATE = re.compile(
    r"certificate verify failed|root certificate|server certificate|does not match host name", re.IGNORECASE
)
_SQLSTATES = (
    (re.compile(r"too many (open )?connections|too many clients"), "53300"),
    (re.compile(r"rate exceeded"), "53400"),
    (re.compile(r"starting up|not (yet )?accepting connections"), "57P03"),
)
_CANNOT_CONNECT = "08001"
# libpq's question; messages of ours end with what to do.
_HINT = "Is the server running on that host and accepting TCP/IP connections?"
_DRIVER = "HY000"


def of_statement(error: psycopg.Error, connection_is_lost: bool) -> DatabaseError:
    """The error of a statement; its SQLSTATE is None only where the connection was lost without an answer."""
    sqlstate = error.sqlstate or (None if connection_is_lost else _DRIVER)
    return DatabaseError(_line(error.diag.message_primary or str(error)), sqlstate, error.diag.message_detail)


def of_connecting(error: psycopg.Error, user: str, password: str) -> DatabaseError | Refused:
    """The error of an attempt to connect: Refused (DSQL303, DSQL304) where trying again cannot help."""
    message = _line(_line(str(error)).replace(_HINT, ""))
    if password:
        message = message.replace(password, "***")
    if _ACCESS.search(message):
        # That is all that the service tells of a token: not what is wrong with it.
        way_out = (
            f"check that the credentials may connect to this cluster as {user!r}, that they have not "
            "expired, the Region, and this machine's clock"
        )
        return Refused(Refusal(code="DSQL303", message=message, way_out=way_out))
    if _CERTIFICATE.search(message):
        way_out = "let PGSSLROOTCERT name the certificates to trust, or none for Amazon's own"
        return Refused(Refusal(code="DSQL304", message=message, way_out=way_out))
    known = (sqlstate for pattern, sqlstate in _SQLSTATES if pattern.search(message))
    return DatabaseError(message, error.sqlstate or next(known, _CANNOT_CONNECT))


def _line(text: str) -> str:
    return " ".join(text.split())
