"""The resource policies of clusters."""

from __future__ import annotations

import contextlib
import json

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsql_local import LocalCluster
from dsql_local.control.policy import Malformed, Policy, statements
from local.control.asking import Client, at_rest, refusal, wrong_field
from local.faults.clients import connect

USER = "arn:aws:iam::123456789012:user/dsql-local"
SESSION = "arn:aws:sts::123456789012:assumed-role/deployer/release-7"
ARN = f"arn:aws:dsql:us-east-1:123456789012:cluster/{'a' * 26}"


def deny(**members: object) -> str:
    statement = {"Effect": "Deny", "Principal": "*", "Action": "dsql:*", **members}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


ALLOWING = json.dumps({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "dsql:DbConnect"}})
BUT_USER = f'"NotPrincipal": {{"AWS": "{USER}"}}'
DENIES = [
    (deny(), USER, True),
    (ALLOWING, USER, False),
    (deny(Action="dsql:GetCluster"), USER, True),
    (deny(Action=["dsql:Put*", "DSQL:get?luster"]), USER, True),
    (deny(Action="dsql:Put*"), USER, False),
    (deny(Resource=ARN), USER, True),
    (deny(Resource=ARN[:-1] + "b"), USER, False),
    (deny(Principal={"AWS": "123456789012"}), USER, True),
    (deny(Principal={"AWS": ["arn:aws:iam::123456789012:root"]}), SESSION, True),
    (deny(Principal={"AWS": USER}), SESSION, False),
    (deny(Principal={"AWS": "arn:aws:iam::123456789012:role/team/deployer"}), SESSION, True),
    (deny(Principal={"AWS": "arn:aws:iam::123456789012:role/other"}), SESSION, False),
    (deny(Principal={"Service": "dsql.amazonaws.com"}), USER, False),
    (deny(Condition={"StringEquals": {"aws:SourceVpc": "vpc-1"}}), USER, False),
    (f'{{"Statement": {{"Effect": "Deny", {BUT_USER}, "NotAction": "dsql:Put*"}}}}', SESSION, True),
    (f'{{"Statement": {{"Effect": "Deny", {BUT_USER}, "Action": "*"}}}}', USER, False),
]


@pytest.mark.parametrize("document,caller,denied", DENIES)
def test_whom_it_denies(document: str, caller: str, denied: bool) -> None:
    assert Policy(document, "1").denies(caller, "dsql:GetCluster", ARN) is denied


@pytest.mark.parametrize(
    "document,why",
    [
        ("no JSON", "not JSON"),
        ("[]", "not a JSON object"),
        ("{}", "no Statement"),
        ('{"Version": "2020-01-01", "Statement": []}', "Version"),
        ('{"Statement": [1]}', "a Statement must be"),
        (deny(Effect="Maybe"), "Effect"),
        (deny(Principal="me"), "Principal must"),
        (deny(NotPrincipal="*"), "Principal or NotPrincipal"),
        (deny(Action="s3:GetObject"), "s3:GetObject is not one of dsql"),
        (deny(Action=[]), "Action must"),
        (deny(Resource=7), "Resource must"),
        (deny(Condition="none"), "Condition"),
    ],
)
def test_what_is_no_policy(client: Client, document: str, why: str) -> None:
    name, message = wrong_field(lambda: client.create_cluster(policy=document))
    assert name == "policy"
    assert why in message
    assert client.list_clusters()["clusters"] == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["*", "Deny", "dsql:*", "2012-10-17"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["Version", "Statement", "Effect", "Principal", "AWS", "Action", "Resource"]),
            inner,
            max_size=5,
        )
    ),
)


@given(JSON)
@settings(max_examples=100)
def test_any_document_is_a_policy_or_malformed(document: object) -> None:
    with contextlib.suppress(Malformed):
        assert statements(json.dumps(document))


def test_a_policy_comes_and_goes(client: Client) -> None:
    identifier = client.create_cluster()["identifier"]
    none = refusal(lambda: client.get_cluster_policy(identifier=identifier))
    assert none[:2] == ("ResourceNotFoundException", 404)
    assert refusal(lambda: client.delete_cluster_policy(identifier=identifier))[:2] == none[:2]

    first = client.put_cluster_policy(identifier=identifier, policy=ALLOWING)["policyVersion"]
    got = client.get_cluster_policy(identifier=identifier)
    assert (got["policy"], got["policyVersion"]) == (ALLOWING, first)
    second = client.put_cluster_policy(
        identifier=identifier, policy=deny(Action="dsql:DbConnect"), expectedPolicyVersion=first
    )["policyVersion"]
    assert second != first

    for change in (
        lambda: client.put_cluster_policy(
            identifier=identifier, policy=ALLOWING, expectedPolicyVersion=first
        ),
        lambda: client.delete_cluster_policy(identifier=identifier, expectedPolicyVersion=first),
    ):
        code, status, response = refusal(change)
        assert (code, status, response["resourceId"]) == ("ConflictException", 409, identifier)
    removed = client.delete_cluster_policy(identifier=identifier, expectedPolicyVersion=second)
    assert removed["policyVersion"] == second
    third = client.put_cluster_policy(identifier=identifier, policy=ALLOWING)["policyVersion"]
    assert third not in (first, second), "a version never comes back"


def test_a_cluster_is_created_with_one(client: Client) -> None:
    identifier = client.create_cluster(policy=ALLOWING)["identifier"]
    assert client.get_cluster_policy(identifier=identifier)["policy"] == ALLOWING


def test_who_would_lock_themselves_out_is_asked_twice(client: Client) -> None:
    identifier = client.create_cluster()["identifier"]
    locking = {"identifier": identifier, "policy": deny(Action="dsql:PutClusterPolicy")}
    assert wrong_field(lambda: client.put_cluster_policy(**locking))[0] == "policy"
    client.put_cluster_policy(**locking, bypassPolicyLockoutSafetyCheck=True)
    code, status, response = refusal(lambda: client.put_cluster_policy(**locking))
    assert (code, status) == ("AccessDeniedException", 403)
    assert f"{USER} is not authorized to perform: dsql:PutClusterPolicy" in response["Error"]["Message"]
    client.delete_cluster_policy(identifier=identifier)
    client.put_cluster_policy(identifier=identifier, policy=ALLOWING)


def test_what_it_denies_is_refused(client: Client, cluster: LocalCluster) -> None:
    arguments = {"identifier": cluster.identifier}
    client.put_cluster_policy(**arguments, policy=deny(Action=["dsql:TagResource", "dsql:DbConnectAdmin"]))
    with pytest.raises(psycopg.OperationalError, match="access denied"):
        connect(cluster)
    assert refusal(lambda: client.tag_resource(resourceArn=cluster.arn, tags={}))[:2] == (
        "AccessDeniedException",
        403,
    )
    client.delete_cluster_policy(**arguments)
    connect(cluster).close()
    assert at_rest(client, cluster.identifier) == "ACTIVE"
