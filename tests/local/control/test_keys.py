"""Encryption with a key of the customer."""

from __future__ import annotations

import re

import pytest

from local.control.asking import Client, at_rest, wrong_field

KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
OWNED = {"encryptionType": "AWS_OWNED_KMS_KEY", "encryptionStatus": "ENABLED"}


def encryption(client: Client, identifier: str) -> dict[str, str]:
    found: dict[str, str] = client.get_cluster(identifier=identifier)["encryptionDetails"]
    return found


def test_a_key_comes_and_goes(client: Client, slow: float) -> None:
    made = client.create_cluster(kmsEncryptionKey=KEY)
    customers = {"encryptionType": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyArn": KEY}
    assert made["encryptionDetails"] == {**customers, "encryptionStatus": "ENABLING"}
    identifier = made["identifier"]
    at_rest(client, identifier)
    assert encryption(client, identifier) == {**customers, "encryptionStatus": "ENABLED"}

    client.update_cluster(identifier=identifier, kmsEncryptionKey="AWS_OWNED_KMS_KEY")
    assert encryption(client, identifier) == {**OWNED, "encryptionStatus": "UPDATING"}
    at_rest(client, identifier)
    assert encryption(client, identifier) == OWNED

    client.update_cluster(identifier=identifier, deletionProtectionEnabled=False)
    assert encryption(client, identifier) == OWNED, "only another key takes time"


@pytest.mark.parametrize(
    "given,arn",
    [
        (KEY, KEY),
        (KEY.rpartition("/")[2], KEY),
        ("alias/orders", r"arn:aws:kms:us-east-1:123456789012:key/[0-9a-f-]{36}"),
        ("arn:aws:kms:us-east-1:123456789012:alias/orders", r"arn:aws:kms:us-east-1:123456789012:key/.+"),
        ("AWS_OWNED_KMS_KEY", None),
    ],
)
def test_how_a_key_is_named(client: Client, given: str, arn: str | None) -> None:
    found = client.create_cluster(kmsEncryptionKey=given)["encryptionDetails"].get("kmsKeyArn")
    assert found == arn or re.fullmatch(arn or "", found or "")


@pytest.mark.parametrize("given", [KEY.replace("us-east-1", "eu-west-1"), "arn:aws:s3:::bucket"])
def test_what_is_no_key_here(client: Client, given: str) -> None:
    assert wrong_field(lambda: client.create_cluster(kmsEncryptionKey=given))[0] == "kmsEncryptionKey"
