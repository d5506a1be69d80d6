"""The control plane, asked by boto3 itself."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from dsql_local import Fault, Running
from local.control.asking import FAST, MISSING, Client, at_rest, refusal


def test_a_cluster_goes_through_its_whole_life(client: Client, slow: float) -> None:
    made = client.create_cluster(deletionProtectionEnabled=False, tags={"team": "orders"})
    identifier = made["identifier"]
    assert re.fullmatch("[a-z0-9]{26}", identifier)
    assert made["status"] == "CREATING"
    assert made["arn"] == f"arn:aws:dsql:us-east-1:123456789012:cluster/{identifier}"
    assert made["endpoint"] == f"{identifier}.dsql.us-east-1.on.aws"
    assert made["encryptionDetails"] == {"encryptionType": "AWS_OWNED_KMS_KEY", "encryptionStatus": "ENABLED"}

    client.get_waiter("cluster_active").wait(identifier=identifier, WaiterConfig=FAST)
    got = client.get_cluster(identifier=identifier)
    assert (got["status"], got["deletionProtectionEnabled"], got["tags"]) == (
        "ACTIVE",
        False,
        {"team": "orders"},
    )
    assert got["creationTime"] == made["creationTime"]

    assert (
        client.update_cluster(identifier=identifier, deletionProtectionEnabled=True)["status"] == "UPDATING"
    )
    assert at_rest(client, identifier) == "ACTIVE"
    assert client.get_cluster(identifier=identifier)["deletionProtectionEnabled"] is True

    client.update_cluster(identifier=identifier, deletionProtectionEnabled=False)
    assert at_rest(client, identifier) == "ACTIVE"
    assert client.delete_cluster(identifier=identifier)["status"] == "DELETING"
    assert client.get_cluster(identifier=identifier)["status"] == "DELETING"
    client.get_waiter("cluster_not_exists").wait(identifier=identifier, WaiterConfig=FAST)
    assert identifier not in [found["identifier"] for found in client.list_clusters()["clusters"]]


def test_a_protected_cluster_is_not_deleted(client: Client) -> None:
    identifier = client.create_cluster()["identifier"]  # protection is on unless it is switched off
    client.get_waiter("cluster_active").wait(identifier=identifier, WaiterConfig=FAST)
    with pytest.raises(client.exceptions.ValidationException) as caught:
        client.delete_cluster(identifier=identifier)
    assert caught.value.response["reason"] == "deletionProtectionEnabled"
    assert client.get_cluster(identifier=identifier)["status"] == "ACTIVE"


def test_a_cluster_in_the_middle_of_something_is_left_alone(client: Client, slow: float) -> None:
    identifier = client.create_cluster(deletionProtectionEnabled=False)["identifier"]
    assert refusal(lambda: client.delete_cluster(identifier=identifier))[0] == "ConflictException"
    assert refusal(lambda: client.update_cluster(identifier=identifier))[0] == "ConflictException"


def test_tags(client: Client) -> None:
    arn = client.create_cluster(tags={"a": "1", "b": "2"})["arn"]
    client.tag_resource(resourceArn=arn, tags={"b": "3", "c with/=+-@.:_": ""})
    client.untag_resource(resourceArn=arn, tagKeys=["a", "never was"])
    assert client.list_tags_for_resource(resourceArn=arn)["tags"] == {"b": "3", "c with/=+-@.:_": ""}


def test_lists_come_in_pages(client: Client) -> None:
    made = [client.create_cluster()["identifier"] for _ in range(3)]
    pages = list(client.get_paginator("list_clusters").paginate(PaginationConfig={"PageSize": 2}))
    listed = [found["identifier"] for page in pages for found in page["clusters"]]
    assert len(pages) > 1
    assert [identifier for identifier in listed if identifier in made] == made


def test_there_is_a_limit_per_region(
    client: Client, make_client: Callable[..., Client], standin: Running
) -> None:
    elsewhere = make_client(region="eu-north-1")
    assert standin.settings["cluster_quota"] == 20
    standin.change(cluster_quota=1)
    try:
        elsewhere.create_cluster()
        with pytest.raises(elsewhere.exceptions.ServiceQuotaExceededException) as caught:
            elsewhere.create_cluster()
        client.create_cluster()
    finally:
        standin.change(cluster_quota=20)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 402
    assert caught.value.response["resourceType"] == "cluster"


def test_each_region_has_its_own_clusters(client: Client, make_client: Callable[..., Client]) -> None:
    elsewhere = make_client(region="eu-west-1")
    made = elsewhere.create_cluster()
    assert made["endpoint"] == f"{made['identifier']}.dsql.eu-west-1.on.aws"
    assert (
        refusal(lambda: client.get_cluster(identifier=made["identifier"]))[0] == "ResourceNotFoundException"
    )
    listed = [found["identifier"] for found in client.list_clusters()["clusters"]]
    assert made["identifier"] not in listed


@pytest.mark.parametrize(
    "who,code",
    [
        ({"secret": "guessed"}, "InvalidSignatureException"),
        ({"key": "AKIAUNKNOWN"}, "UnrecognizedClientException"),
        ({"token": "stray"}, "UnrecognizedClientException"),
    ],
    ids=["secret", "key", "session token"],
)
def test_only_the_holder_of_the_key_is_served(
    make_client: Callable[..., Client], who: dict[str, str], code: str
) -> None:
    assert refusal(make_client(**who).list_clusters)[:2] == (code, 403)


def test_every_call_is_logged_without_what_is_secret(client: Client, standin: Running) -> None:
    made = client.create_cluster()["identifier"]
    refusal(lambda: client.get_cluster(identifier=MISSING))
    calls = [
        (e["operation"], e["cluster"], e["status"], e["error"]) for e in standin.log() if e["event"] == "call"
    ]
    assert ("CreateCluster", made, 200, None) in calls
    assert calls[-1] == ("GetCluster", MISSING, 404, "ResourceNotFoundException")
    secret = standin.variables()["AWS_SECRET_ACCESS_KEY"]
    assert not [entry for entry in standin.log() if secret in str(entry) or "X-Amz" in str(entry)]


def test_who_is_throttled_is_told_when_to_come_back(client: Client, standin: Running) -> None:
    with standin.inject(Fault("control", "throttle")):
        code, status, response = refusal(client.list_clusters)
    assert (code, status) == ("ThrottlingException", 429)
    assert response["ResponseMetadata"]["HTTPHeaders"]["retry-after"] == "1"
