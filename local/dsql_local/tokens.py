"""Verifies the IAM tokens that clients of Aurora DSQL send as their password.

A token is a presigned GET of `https://<endpoint>/?Action=DbConnectAdmin` (user `admin`) or `DbConnect`
(everyone else) without the scheme: `<endpoint>/?Action=…&X-Amz-Algorithm=…&…&X-Amz-Signature=…`.
"""

import calendar
import re
import time
from collections.abc import Mapping
from urllib.parse import quote, unquote

from dsql_local import sigv4
from dsql_local.sigv4 import Key, Scope

ADMIN = "admin"
LONGEST_LIFE = 604_800  # seconds: one week, the service's own limit
_SKEW = 300  # seconds that a client's clock may be ahead
ACCESS_DENIED = "unable to accept connection, access denied"
_TIMESTAMP = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_SECONDS = re.compile(r"[0-9]{1,6}")
_FIELDS = {
    "Action",
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
}
_SIGNATURE, _SESSION_TOKEN = "X-Amz-Signature", "X-Amz-Security-Token"


def verify(
    token: str, *, user: str, endpoint: str, region: str, keys: Mapping[str, Key], now: float
) -> str | None:
    """None when `token` lets `user` into `endpoint` at `now` (seconds since the epoch), else the error text.

    `keys` are the known access keys by their id. Never raises, whatever `token` is, and never quotes it.
    """
    host, separator, query = token.partition("/?")
    pairs = [tuple(pair.split("=", 1)) for pair in query.split("&")]
    if not token.isascii() or not separator or host != endpoint or any(len(pair) != 2 for pair in pairs):
        return ACCESS_DENIED
    values = {name: unquote(value) for name, value in pairs}
    expected = _FIELDS | {_SIGNATURE} | ({_SESSION_TOKEN} & set(values))
    if len(values) != len(pairs) or set(values) != expected:
        return ACCESS_DENIED

    key = _key_of(values, region, keys)
    scope = Scope.parse(values["X-Amz-Credential"])
    if key is None or scope is None:
        return ACCESS_DENIED
    canonical_query = "&".join(sorted(f"{name}={value}" for name, value in pairs if name != _SIGNATURE))
    canonical = f"GET\n/\n{canonical_query}\nhost:{endpoint}\n\nhost\n{sigv4.EMPTY_HASH}"
    wanted = sigv4.signature(key, scope, values["X-Amz-Date"], canonical)
    in_time = _in_time(values, scope, now) and now < key.expires
    if not sigv4.same(values[_SIGNATURE], wanted) or not in_time:
        return ACCESS_DENIED

    # Only now, for what is said about the action is said to a holder of the key.
    if values["Action"] != ("DbConnectAdmin" if user == ADMIN else "DbConnect"):
        return f"Wrong user to action mapping. user: {user}, action: {values['Action']}"
    return None


def signer_of(token: str, keys: Mapping[str, Key]) -> Key | None:
    """The key that a token names; whether it is signed with that, `verify` says."""
    scope = re.search(r"[?&]X-Amz-Credential=([^&]*)", token)
    named = Scope.parse(unquote(scope[1])) if scope else None
    return keys.get(named.access_key_id) if named else None


def _key_of(values: Mapping[str, str], region: str, keys: Mapping[str, Key]) -> Key | None:
    """The key that the token says it is signed with, when all that is not secret about it is right."""
    scope = Scope.parse(values["X-Amz-Credential"])
    if scope is None or (scope.region, scope.service) != (region, sigv4.SERVICE):
        return None
    if values["X-Amz-Algorithm"] != sigv4.ALGORITHM or values["X-Amz-SignedHeaders"] != "host":
        return None
    key = keys.get(scope.access_key_id)
    if key is None or values.get(_SESSION_TOKEN) != key.session_token:
        return None
    return key


def _in_time(values: Mapping[str, str], scope: Scope, now: float) -> bool:
    """Whether the token has begun and has not expired."""
    timestamp, life = values["X-Amz-Date"], values["X-Amz-Expires"]
    if not _TIMESTAMP.fullmatch(timestamp) or timestamp[:8] != scope.date or not _SECONDS.fullmatch(life):
        return False
    try:
        signed = calendar.timegm(time.strptime(timestamp, "%Y%m%dT%H%M%SZ"))
    except ValueError:
        return False
    return 1 <= int(life) <= LONGEST_LIFE and signed - _SKEW <= now < signed + int(life)


def make(*, user: str, endpoint: str, region: str, key: Key, now: float, life: int = LONGEST_LIFE) -> str:
    """A token for `user`, signed at `now` and good for `life` seconds: what an AWS client would make."""
    timestamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now))
    scope = Scope(key.access_key_id, timestamp[:8], region, sigv4.SERVICE)
    values = {
        "Action": "DbConnectAdmin" if user == ADMIN else "DbConnect",
        "X-Amz-Algorithm": sigv4.ALGORITHM,
        "X-Amz-Credential": f"{scope.access_key_id}/{scope.date}/{scope.region}/{scope.service}/aws4_request",
        "X-Amz-Date": timestamp,
        "X-Amz-Expires": str(life),
        "X-Amz-SignedHeaders": "host",
    }
    if key.session_token is not None:
        values[_SESSION_TOKEN] = key.session_token
    query = "&".join(sorted(f"{name}={quote(value, safe='-_.~')}" for name, value in values.items()))
    canonical = f"GET\n/\n{query}\nhost:{endpoint}\n\nhost\n{sigv4.EMPTY_HASH}"
    return f"{endpoint}/?{query}&{_SIGNATURE}={sigv4.signature(key, scope, timestamp, canonical)}"
