"""AWS Signature Version 4, the verifying side: what a signature over a request must be."""

import hashlib
import hmac
import math
from dataclasses import dataclass, field

ALGORITHM = "AWS4-HMAC-SHA256"
SERVICE = "dsql"
EMPTY_HASH = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True)
class Key:
    """An AWS access key that the stand-in knows. A temporary one goes together with its session token."""

    access_key_id: str
    secret: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)
    arn: str = ""
    """Who holds it."""
    expires: float = math.inf
    """When it ends, in seconds since the epoch."""


@dataclass(frozen=True)
class Scope:
    """The credential scope of a signature: `AKIA…/20261122/eu-west-1/dsql/aws4_request`."""

    access_key_id: str
    date: str
    region: str
    service: str

    @classmethod
    def parse(cls, text: str) -> "Scope | None":
        """None when `text` is not a scope."""
        parts = text.split("/")
        if len(parts) != 5 or parts[4] != "aws4_request":
            return None
        return cls(*parts[:4])


def signature(key: Key, scope: Scope, timestamp: str, canonical_request: str) -> str:
    """The signature (64 hex digits) of `canonical_request` at `timestamp` (`20261122T101500Z`)."""
    digest = hashlib.sha256(canonical_request.encode()).hexdigest()
    to_sign = f"{ALGORITHM}\n{timestamp}\n{scope.date}/{scope.region}/{scope.service}/aws4_request\n{digest}"
    derived = f"AWS4{key.secret}".encode()
    for part in (scope.date, scope.region, scope.service, "aws4_request"):
        derived = hmac.new(derived, part.encode(), hashlib.sha256).digest()
    return hmac.new(derived, to_sign.encode(), hashlib.sha256).hexdigest()


def same(given: str, expected: str) -> bool:
    """Compare two signatures in constant time."""
    return hmac.compare_digest(given.encode(), expected.encode())
