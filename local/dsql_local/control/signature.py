"""Verifies the signature (SigV4, in the Authorization header) of a control-plane request."""

import calendar
import hashlib
import re
import time
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from dsql_local import sigv4
from dsql_local.control.errors import denied
from dsql_local.httpd import Request
from dsql_local.sigv4 import Key, Scope

_AUTHORIZATION = re.compile(
    rf"{sigv4.ALGORITHM} Credential=(?P<scope>[^,\s]+),\s*SignedHeaders=(?P<headers>[a-z0-9;-]+),\s*"
    r"Signature=(?P<signature>[0-9a-f]{64})"
)
_TIMESTAMP = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_REGION = re.compile(r"[a-z]{2,3}(-[a-z]+)+-[0-9]{1,2}")
_TOLERANCE = 900  # seconds between the client's clock and ours


class Signed(NamedTuple):
    """What a signature says: the Region that the request is for, and with which key it is signed."""

    region: str
    key: Key


def verified(request: Request, keys: Mapping[str, Key], now: float, service: str = sigv4.SERVICE) -> Signed:
    """Where a request is for and who has signed it. ServiceError (403) when it is not properly signed."""
    if "authorization" not in request.headers:
        raise denied("MissingAuthenticationTokenException", "Missing Authentication Token")
    match = _AUTHORIZATION.fullmatch(request.headers["authorization"])
    scope = Scope.parse(match["scope"]) if match else None
    timestamp = request.headers.get("x-amz-date", "")
    if match is None or scope is None or not _TIMESTAMP.fullmatch(timestamp) or timestamp[:8] != scope.date:
        raise denied("IncompleteSignatureException", "The Authorization header is malformed.")
    if scope.service != service or not _REGION.fullmatch(scope.region):
        raise denied(
            "InvalidSignatureException",
            f"Credential should be scoped to a Region and to service: '{service}'.",
        )

    key = keys.get(scope.access_key_id)
    if key is None or request.headers.get("x-amz-security-token") != key.session_token:
        raise denied("UnrecognizedClientException", "The security token included in the request is invalid.")
    signed = match["headers"].split(";")
    if (
        "host" not in signed
        or "x-amz-date" not in signed
        or any(name not in request.headers for name in signed)
    ):
        raise denied("InvalidSignatureException", "The signed headers are incomplete.")
    expected = sigv4.signature(key, scope, timestamp, _canonical(request, signed))
    if not sigv4.same(match["signature"], expected):
        raise denied(
            "InvalidSignatureException",
            "The request signature we calculated does not match the signature you provided.",
        )
    if abs(now - _seconds(timestamp)) > _TOLERANCE:
        raise denied("InvalidSignatureException", "Signature expired: the clocks are too far apart.")
    if now >= key.expires:
        raise denied("ExpiredTokenException", "The security token included in the request is expired")
    return Signed(scope.region, key)


def _canonical(request: Request, signed: list[str]) -> str:
    """The request in the form that is signed; its path is encoded once more than it was sent."""
    query = "&".join(sorted(part if "=" in part else f"{part}=" for part in request.query.split("&") if part))
    headers = "".join(f"{name}:{' '.join(request.headers[name].split())}\n" for name in signed)
    digest = hashlib.sha256(request.body).hexdigest()
    path = quote(request.path, safe="/~")
    return f"{request.method}\n{path}\n{query}\n{headers}\n{';'.join(signed)}\n{digest}"


def _seconds(timestamp: str) -> float:
    """Seconds since the epoch; minus infinity for a date that does not exist."""
    try:
        return calendar.timegm(time.strptime(timestamp, "%Y%m%dT%H%M%SZ"))
    except ValueError:
        return float("-inf")
