"""How tests ask the control plane, and what they expect of its answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from standin import eventually

Client = Any
MISSING = "a" * 26
MISSING_ARN = f"arn:aws:dsql:us-east-1:123456789012:cluster/{MISSING}"
FAST = {"Delay": 0.1, "MaxAttempts": 100}
"""For waiters."""

_CHANGING = ("CREATING", "UPDATING", "DELETING")


def refusal(ask: Callable[[], object]) -> tuple[str, int, dict[str, Any]]:
    """Error code, HTTP status and members of the error that `ask` ends in."""
    with pytest.raises(ClientError) as caught:
        ask()
    response = caught.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"], dict(response)


def wrong_field(ask: Callable[[], object]) -> tuple[str, str]:
    """The name and the text of the only field that the ValidationException names in which `ask` ends."""
    code, status, response = refusal(ask)
    assert (code, status, response["reason"]) == ("ValidationException", 400, "fieldValidationFailed")
    [field] = response["fieldList"]
    return field["name"], field["message"]


def status(client: Client, identifier: str) -> str:
    """The status of a cluster."""
    found: str = client.get_cluster(identifier=identifier)["status"]
    return found


def at_rest(client: Client, identifier: str) -> str:
    """The status of a cluster once nothing is being done to it."""
    eventually(lambda: status(client, identifier) not in _CHANGING)
    return status(client, identifier)
