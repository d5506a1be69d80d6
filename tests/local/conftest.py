"""What the tests of the stand-in share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from dsql_local import Running
from standin import cluster, standin

__all__ = ["cluster", "make_client", "standin"]

collect_ignore = ["toy_app"]  # test_toy_app.py runs it, on a cluster of its own

_SESSION = boto3.session.Session()  # reads the service models once


@pytest.fixture
def make_client(standin: Running) -> Iterator[Callable[..., Any]]:
    """Makes real boto3 clients of the stand-in: `make_client(region="eu-west-1", secret="wrong")`."""
    variables = standin.variables()
    clients = []

    def make(
        region: str | None = None, key: str | None = None, secret: str | None = None, token: str | None = None
    ) -> Any:
        client = _SESSION.client(
            "dsql",
            region_name=region or variables["AWS_REGION"],
            endpoint_url=variables["AWS_ENDPOINT_URL_DSQL"],
            aws_access_key_id=key or variables["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=secret or variables["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=token,
            config=Config(retries={"total_max_attempts": 1}),
        )
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.close()
