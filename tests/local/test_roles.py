"""Database roles other than admin: who may be them is what AWS IAM GRANT says."""

from __future__ import annotations

from typing import Any

import boto3
import psycopg
import pytest
from botocore.config import Config

from dsql_local import LocalCluster, Running
from dsql_local.wire.mapping import is_same
from local.faults.clients import Connection, ask, connect

_ACCOUNT = "123456789012"
_USER = f"arn:aws:iam::{_ACCOUNT}:user/dsql-local"
_ROLE = f"arn:aws:iam::{_ACCOUNT}:role/app"
_SESSION = f"arn:aws:sts::{_ACCOUNT}:assumed-role/app/session"


def token(running: Running, cluster: LocalCluster, keys: dict[str, str] | None = None) -> str:
    """A token for roles other than admin, of the environment's key or of temporary ones."""
    variables = running.variables()
    keys = keys or {
        "aws_access_key_id": variables["AWS_ACCESS_KEY_ID"],
        "aws_secret_access_key": variables["AWS_SECRET_ACCESS_KEY"],
    }
    client = boto3.Session().client("dsql", region_name=cluster.region, **keys)  # type: ignore[call-overload]
    made: str = client.generate_db_connect_auth_token(Hostname=cluster.endpoint)
    return made


def assumed(running: Running) -> dict[str, str]:
    """The keys of a session of the role."""
    variables = running.variables()
    sts: Any = boto3.Session().client(
        "sts",
        region_name=running.state.region,
        endpoint_url=variables["AWS_ENDPOINT_URL_STS"],
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
        config=Config(retries={"total_max_attempts": 1}),
    )
    made = sts.assume_role(RoleArn=_ROLE, RoleSessionName="session")["Credentials"]
    return {
        "aws_access_key_id": made["AccessKeyId"],
        "aws_secret_access_key": made["SecretAccessKey"],
        "aws_session_token": made["SessionToken"],
    }


def as_app(cluster: LocalCluster, password: str) -> Connection:
    return connect(cluster, user="app", password=password)


def assert_denied(cluster: LocalCluster, password: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="unable to accept connection, access denied"):
        as_app(cluster, password)


def test_a_role_must_be_mapped(standin: Running, cluster: LocalCluster) -> None:
    ours, theirs = token(standin, cluster), token(standin, cluster, assumed(standin))
    assert_denied(cluster, ours)  # there is no such role yet
    with connect(cluster) as admin:
        ask(admin, "CREATE ROLE app WITH LOGIN")
        assert_denied(cluster, ours)
        assert ask(admin, f"AWS IAM GRANT app TO '{_USER}'") == ["AWS IAM GRANT"]
        with as_app(cluster, ours) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("app",)
            assert_denied(cluster, theirs)
            ask(admin, f"AWS IAM REVOKE app FROM '{_USER}'", f"AWS IAM GRANT app TO '{_ROLE}'")
            assert connection.execute("SELECT 1").fetchone() == (1,)  # whoever is in stays in
        assert_denied(cluster, ours)
        as_app(cluster, theirs).close()


def test_the_action_of_the_token_comes_first(standin: Running, cluster: LocalCluster) -> None:
    said = "Wrong user to action mapping. user: {}, action: {}"
    for user, password, action in (
        ("admin", token(standin, cluster), "DbConnect"),
        ("app", cluster.environ["PGPASSWORD"], "DbConnectAdmin"),
    ):
        with pytest.raises(psycopg.OperationalError) as raised:
            connect(cluster, user=user, password=password)
        assert said.format(user, action) in str(raised.value)


@pytest.mark.parametrize(
    "mapped,caller,same",
    [
        (_USER, _USER, True),
        (_ROLE, _SESSION, True),
        (f"arn:aws:iam::{_ACCOUNT}:role/team/x/app", _SESSION, True),
        (f"arn:aws:iam::{_ACCOUNT}:role/other", _SESSION, False),
        ("arn:aws:iam::999999999999:role/app", _SESSION, False),
        ("arn:aws-cn:iam::123456789012:role/app", _SESSION, False),
        (f"arn:aws:iam::{_ACCOUNT}:user/app", _SESSION, False),
        (_ROLE, _USER, False),
        ("*", _SESSION, False),
    ],
)
def test_which_caller_an_arn_stands_for(mapped: str, caller: str, same: bool) -> None:
    assert is_same(mapped, caller) is same
