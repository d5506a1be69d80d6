"""A request with a client token is carried out once."""

from __future__ import annotations

from typing import Any

import pytest

from local.control.asking import FAST, Client, at_rest, refusal

ALLOWING = '{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "dsql:DbConnect"}}'


def test_a_repeated_create_is_one_cluster(client: Client) -> None:
    first = client.create_cluster(clientToken="token-1", tags={"a": "1"})
    again = client.create_cluster(clientToken="token-1", tags={"a": "1"})
    assert (again["identifier"], again["status"]) == (first["identifier"], "CREATING")
    code, status, response = refusal(lambda: client.create_cluster(clientToken="token-1", tags={"a": "2"}))
    assert (code, status, response["resourceId"]) == ("ConflictException", 409, first["identifier"])
    assert client.create_cluster(clientToken="token-2")["identifier"] != first["identifier"]


def test_a_repeated_delete_is_one_deletion(client: Client, slow: float) -> None:
    identifier = client.create_cluster(deletionProtectionEnabled=False)["identifier"]
    client.get_waiter("cluster_active").wait(identifier=identifier, WaiterConfig=FAST)
    for _ in range(2):
        assert client.delete_cluster(identifier=identifier, clientToken="delete-1")["status"] == "DELETING"
    code, *_ = refusal(lambda: client.delete_cluster(identifier=identifier, clientToken="u"))
    assert code == "ConflictException"
    client.get_waiter("cluster_not_exists").wait(identifier=identifier, WaiterConfig=FAST)
    assert client.delete_cluster(identifier=identifier, clientToken="delete-1")["status"] == "DELETING"


@pytest.mark.parametrize(
    "operation,arguments,others,member",
    [
        ("update_cluster", {"metricGroups": []}, {"deletionProtectionEnabled": False}, "status"),
        ("put_cluster_policy", {"policy": ALLOWING}, {"policy": f" {ALLOWING}"}, "policyVersion"),
        ("delete_cluster_policy", {}, {"expectedPolicyVersion": "9"}, "policyVersion"),
    ],
)
def test_repeated(
    client: Client,
    operation: str,
    arguments: dict[str, Any],
    others: dict[str, Any],
    member: str,
    slow: float,
) -> None:
    identifier = client.create_cluster(policy=ALLOWING)["identifier"]
    at_rest(client, identifier)

    def ask(**given: Any) -> Any:
        return getattr(client, operation)(identifier=identifier, clientToken="once", **given)[member]

    assert ask(**arguments) == ask(**arguments)
    assert refusal(lambda: ask(**others))[0] == "ConflictException"


def test_the_same_token_may_serve_another_operation(client: Client) -> None:
    identifier = client.create_cluster(clientToken="one", deletionProtectionEnabled=False)["identifier"]
    at_rest(client, identifier)
    assert client.delete_cluster(identifier=identifier, clientToken="one")["status"] == "DELETING"


def test_what_was_refused_is_tried_again(client: Client, slow: float) -> None:
    identifier = client.create_cluster(deletionProtectionEnabled=False)["identifier"]
    assert refusal(lambda: client.delete_cluster(identifier=identifier, clientToken="delete-2"))[0] == (
        "ConflictException"
    )
    at_rest(client, identifier)
    assert client.delete_cluster(identifier=identifier, clientToken="delete-2")["status"] == "DELETING"
