"""AWS Security Token Service, as far as clients need it to reach Aurora DSQL: AssumeRole, GetCallerIdentity.

It answers on the control plane's port: its requests are POST /, which no operation of DSQL is. Any role of
the stand-in's account may be assumed, by whoever has a key; there are no trust policies.
"""

import datetime as dt
import re
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from dsql_local.control import signature
from dsql_local.control.cluster import ACCOUNT
from dsql_local.control.errors import ServiceError
from dsql_local.control.exchange import Asked, Record, exchange
from dsql_local.faults.injector import Faults
from dsql_local.httpd import Request, Response
from dsql_local.sigv4 import Key

_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
_ROLE = re.compile(r"arn:aws:iam::(?P<account>[0-9]{12}):role/(?:[!-~]+/)?(?P<name>[\w+=,.@-]{1,64})")
_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}")
_SHORTEST, _USUAL, _LONGEST = 900, 3600, 43_200  # seconds that temporary keys last
# The names under which this service knows errors that the other one has, too.
_NAMES = {
    "MissingAuthenticationTokenException": "MissingAuthenticationToken",
    "IncompleteSignatureException": "IncompleteSignature",
    "UnrecognizedClientException": "InvalidClientTokenId",
    "InvalidSignatureException": "SignatureDoesNotMatch",
    "ExpiredTokenException": "ExpiredToken",
    "AccessDeniedException": "AccessDenied",
    "InternalServerException": "InternalFailure",
    "ThrottlingException": "Throttling",
    "ValidationException": "ValidationError",
}


class SecurityTokens:
    """The application; what it hands out is added to `keys`."""

    def __init__(self, keys: MutableMapping[str, Key], record: Record, faults: Faults) -> None:
        self._keys = keys
        self._record = record
        self._faults = faults

    @staticmethod
    def is_for(request: Request) -> bool:
        """Whether the request is one of this service."""
        return (request.method, request.path) == ("POST", "/")

    async def answer(self, request: Request) -> Response | None:
        """One request, one response, one entry in the log. None when a fault cuts the connection."""
        return await exchange(self, request, self._faults, self._record)

    def understand(self, request: Request, asked: Asked) -> Callable[[], Awaitable[Response]]:
        """Part of `exchange.Service`."""
        signer = signature.verified(request, self._keys, time.time(), service="sts").key
        asked.caller = signer.arn
        given = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        operation = self._operation(given)
        asked.operation = given["Action"]

        async def run() -> Response:
            return _answer(asked.operation, operation(given, signer))

        return run

    def refused(self, error: ServiceError) -> tuple[str, Response]:
        """Part of `exchange.Service`."""
        name = _NAMES.get(error.name, error.name)
        return name, _refused(error.status, name, error.message)

    def fail_later(self, cluster: str) -> None:
        """Part of `exchange.Service`: nothing here goes on after its answer."""

    def _operation(self, given: Mapping[str, str]) -> Callable[[Mapping[str, str], Key], str]:
        match given.get("Action"):
            case "AssumeRole":
                return self._assume_role
            case "GetCallerIdentity":
                return _caller_identity
            case other:
                raise ServiceError(400, "InvalidAction", f"Could not find operation {other}")

    def _assume_role(self, given: Mapping[str, str], signer: Key) -> str:
        arn, session, life = _asked(given)
        if arn["account"] != ACCOUNT:
            raise ServiceError(
                403,
                "AccessDenied",
                f"User: {signer.arn} is not authorized to perform: sts:AssumeRole on resource: {arn[0]}",
            )
        key = Key(
            access_key_id=f"ASIA{secrets.token_hex(8).upper()}",
            secret=secrets.token_urlsafe(30),
            session_token=secrets.token_urlsafe(120),
            arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/{arn['name']}/{session}",
            expires=time.time() + life,
        )
        self._keys[key.access_key_id] = key
        until = dt.datetime.fromtimestamp(time.time() + life, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return (
            f"<AssumedRoleUser><AssumedRoleId>{_user_id(key)}</AssumedRoleId><Arn>{escape(key.arn)}</Arn>"
            f"</AssumedRoleUser><Credentials><AccessKeyId>{key.access_key_id}</AccessKeyId>"
            f"<SecretAccessKey>{key.secret}</SecretAccessKey><SessionToken>{key.session_token}</SessionToken>"
            f"<Expiration>{until}</Expiration></Credentials>"
        )


def _asked(given: Mapping[str, str]) -> tuple[re.Match[str], str, int]:
    """The role, the session's name and its length in seconds. ServiceError when one of them is wrong."""
    arn = _ROLE.fullmatch(given.get("RoleArn", ""))
    session, life = given.get("RoleSessionName", ""), given.get("DurationSeconds", str(_USUAL))
    if arn is None:
        raise _invalid("roleArn", given.get("RoleArn"))
    if not _SESSION_NAME.fullmatch(session):
        raise _invalid("roleSessionName", session)
    if not life.isdecimal() or not _SHORTEST <= int(life) <= _LONGEST:
        raise _invalid("durationSeconds", life)
    return arn, session, int(life)


def _caller_identity(_: Mapping[str, str], signer: Key) -> str:
    return f"<Arn>{escape(signer.arn)}</Arn><UserId>{_user_id(signer)}</UserId><Account>{ACCOUNT}</Account>"


def _user_id(key: Key) -> str:
    """The unique id of who holds a key: of a role's session `AROA…:name`."""
    _, _, name = key.arn.rpartition("/")
    return f"AROADSQLLOCAL:{escape(name)}" if key.session_token else "AIDADSQLLOCAL"


def _answer(operation: str, result: str) -> Response:
    return _xml(
        200,
        f'<{operation}Response xmlns="{_NAMESPACE}"><{operation}Result>{result}</{operation}Result>'
        f"<ResponseMetadata><RequestId>{secrets.token_hex(8)}</RequestId></ResponseMetadata>"
        f"</{operation}Response>",
    )


def _refused(status: int, name: str, message: str) -> Response:
    return _xml(
        status,
        f'<ErrorResponse xmlns="{_NAMESPACE}"><Error><Type>Sender</Type><Code>{name}</Code>'
        f"<Message>{escape(message)}</Message></Error>"
        f"<RequestId>{secrets.token_hex(8)}</RequestId></ErrorResponse>",
    )


def _xml(status: int, text: str) -> Response:
    return Response(status, text.encode(), {"Content-Type": "text/xml"})


def _invalid(name: str, value: str | None) -> ServiceError:
    message = f"1 validation error detected: Value '{value or ''}' at '{name}' failed to satisfy constraint"
    return ServiceError(400, "ValidationError", message)
