"""The environment variables by which any client finds the stand-in: libpq's and the AWS SDKs' own."""

import os
import time
from collections.abc import Mapping
from pathlib import Path

from dsql_local import tokens
from dsql_local.sigv4 import Key
from dsql_local.state import State

# They would win over, or go along with, the key that is set here.
FOREIGN = ("AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "PGSERVICE")
_PROXIES = ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")


def variables(
    state: State,
    key: Key,
    ca_file: Path,
    endpoint: str | None,
    region: str | None = None,
    offset: float = 0.0,
) -> dict[str, str]:
    """What a client needs; without an `endpoint` PGHOST and PGPASSWORD are left out.

    `region` is the endpoint's; `offset` the stand-in's clock minus ours, in seconds, which tokens go by.
    """
    region = region or state.region
    result = {
        "PGHOSTADDR": "127.0.0.1",
        "PGPORT": str(state.wire_port),
        "PGUSER": tokens.ADMIN,
        "PGDATABASE": "postgres",
        "PGSSLMODE": "verify-full",
        "PGSSLROOTCERT": str(ca_file),
        "AWS_ENDPOINT_URL_DSQL": f"http://127.0.0.1:{state.control_port}",
        "AWS_ENDPOINT_URL_STS": f"http://127.0.0.1:{state.control_port}",
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,  # the only one of the two that boto3 reads
        "AWS_ACCESS_KEY_ID": key.access_key_id,
        "AWS_SECRET_ACCESS_KEY": key.secret,
    }
    if endpoint is not None:
        now = time.time() + offset
        result["PGHOST"] = endpoint
        result["PGPASSWORD"] = tokens.make(
            user=tokens.ADMIN, endpoint=endpoint, region=region, key=key, now=now
        )
    if any(name in os.environ for name in _PROXIES):
        others = os.environ.get("NO_PROXY") or os.environ.get("no_proxy")
        result["NO_PROXY"] = result["no_proxy"] = f"{others},127.0.0.1" if others else "127.0.0.1"
    return result


def applied(variables: Mapping[str, str], environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """A copy of `environment` in which `variables` count and nothing contradicts them."""
    ours = {"PGHOST", "PGPASSWORD", *FOREIGN}
    return {name: value for name, value in environment.items() if name not in ours} | dict(variables)
