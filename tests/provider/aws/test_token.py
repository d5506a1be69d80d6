"""Tokens are what boto3 would make, from the credentials that boto3 would find."""

import time
from pathlib import Path

import boto3
import pytest

from dsql_local import tokens
from dsql_local.sigv4 import Key
from pulumi_dsql_provider.aws import credentials as chain
from pulumi_dsql_provider.aws.endpoint import Endpoint
from pulumi_dsql_provider.aws.token import token
from pulumi_dsql_provider.dialect.refusal import Refused

ENDPOINT = Endpoint.parse("abcdefghij0123456789uvwxyz.dsql.eu-west-1.on.aws")
KEY = Key("AKIAABCDEFGHIJKLMNOP", "a-secret")
TEMPORARY = Key("ASIAABCDEFGHIJKLMNOP", "another-secret", "session/token+with=signs")


@pytest.fixture(autouse=True)
def _no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """None in the environment, none in files, and no network to ask."""
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def _set(monkeypatch: pytest.MonkeyPatch, key: Key) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key.secret)
    if key.session_token:
        monkeypatch.setenv("AWS_SESSION_TOKEN", key.session_token)


def _verdict(made: str, user: str, *keys: Key, seconds: float = 0) -> str | None:
    known = {key.access_key_id: key for key in keys}
    now = time.time() + seconds
    return tokens.verify(made, user=user, endpoint=ENDPOINT.host, region="eu-west-1", keys=known, now=now)


@pytest.mark.parametrize("key", [KEY, TEMPORARY], ids=["lasting", "temporary"])
@pytest.mark.parametrize("user", ["admin", "app"])
def test_it_is_accepted(monkeypatch: pytest.MonkeyPatch, user: str, key: Key) -> None:
    _set(monkeypatch, key)
    assert _verdict(token(ENDPOINT, user), user, key) is None


@pytest.mark.parametrize("user", ["admin", "app"])
def test_it_is_what_boto3_makes(monkeypatch: pytest.MonkeyPatch, user: str) -> None:
    _set(monkeypatch, TEMPORARY)
    client = boto3.Session().client("dsql", region_name="eu-west-1")
    kind = "admin_auth" if user == "admin" else "auth"
    theirs = getattr(client, f"generate_db_connect_{kind}_token")
    for _ in range(3):  # the second may change between the two
        if token(ENDPOINT, user, expires=77) == theirs(Hostname=ENDPOINT.host, ExpiresIn=77):
            return
    pytest.fail("they differ")


def test_it_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, KEY)
    made = token(ENDPOINT, "admin", expires=60)
    assert _verdict(made, "admin", KEY, seconds=50) is None
    assert _verdict(made, "admin", KEY, seconds=61) is not None


def test_a_profile_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "credentials").write_text(
        f"[work]\naws_access_key_id = {KEY.access_key_id}\naws_secret_access_key = {KEY.secret}\n"
    )
    assert _verdict(token(ENDPOINT, "admin", profile="work"), "admin", KEY) is None
    monkeypatch.setenv("AWS_PROFILE", "work")
    assert _verdict(token(ENDPOINT, "admin"), "admin", KEY) is None


def test_credentials_that_are_fetched_are_fetched_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A `credential_process` stands for all that is fetched: it counts how often it is asked."""
    monkeypatch.setattr(chain, "_refreshing", {})
    answer = tmp_path / "answer.json"
    answer.write_text(
        f'{{"Version": 1, "AccessKeyId": "{KEY.access_key_id}", "SecretAccessKey": "{KEY.secret}",'
        ' "SessionToken": "t", "Expiration": "2099-01-01T00:00:00Z"}'
    )
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho asked >> {tmp_path}/asked\ncat {answer}\n")
    program.chmod(0o700)
    (tmp_path / "config").write_text(f"[profile fetched]\ncredential_process = {program}\n")
    for _ in range(3):
        made = token(ENDPOINT, "admin", profile="fetched")
        assert _verdict(made, "admin", Key(KEY.access_key_id, KEY.secret, "t")) is None
    assert (tmp_path / "asked").read_text() == "asked\n"


def test_changed_credentials_of_the_environment_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in (KEY, TEMPORARY):
        _set(monkeypatch, key)
        assert _verdict(token(ENDPOINT, "admin"), "admin", key) is None


def _no_such_profile(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")


def _program_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[default]\ncredential_process = false\n")


def _nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pass


WITHOUT = {
    "no AWS credentials were found": _nothing,
    "there is no AWS profile 'nobody'": _no_such_profile,
    "the AWS credentials cannot be had": _program_fails,
}


@pytest.mark.parametrize("said", WITHOUT)
def test_without_credentials_one_line_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str
) -> None:
    monkeypatch.setattr(chain, "_refreshing", {})
    WITHOUT[said](monkeypatch, tmp_path)
    with pytest.raises(Refused) as raised:
        token(ENDPOINT, "admin")
    line = str(raised.value)
    assert line.startswith(f"DSQL302: {said}")
    assert "aws sso login" in line
    assert "\n" not in line
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
