"""Temporary keys: what the token service hands out, and where they count."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import boto3
import psycopg
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError, ConnectionClosedError

from dsql_local import Fault, LocalCluster, Running, tokens
from dsql_local.control.sts import SecurityTokens
from dsql_local.faults.injector import Faults
from dsql_local.httpd import Request
from dsql_local.sigv4 import Key

ROLE = "arn:aws:iam::123456789012:role/team/deployer"
SESSION = "arn:aws:sts::123456789012:assumed-role/deployer/release-7"
Client = Any


@pytest.fixture
def make_sts(standin: Running) -> Iterator[Callable[..., Client]]:
    """Makes real boto3 clients of the token service: `make_sts(secret="wrong")`."""
    variables = standin.variables()
    clients = []

    def make(key: str | None = None, secret: str | None = None, token: str | None = None) -> Client:
        client = boto3.Session().client(
            "sts",
            region_name="us-east-1",
            endpoint_url=variables["AWS_ENDPOINT_URL_STS"],
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


@pytest.fixture
def assumed(make_sts: Callable[..., Client]) -> dict[str, str]:
    """Temporary keys of a role."""
    answer = make_sts().assume_role(RoleArn=ROLE, RoleSessionName="release-7", DurationSeconds=900)
    keys = answer["Credentials"]
    return {"key": keys["AccessKeyId"], "secret": keys["SecretAccessKey"], "token": keys["SessionToken"]}


def refusal(ask: Callable[[], object]) -> tuple[str, int]:
    """Error code and HTTP status of the error that `ask` ends in."""
    with pytest.raises(ClientError) as caught:
        ask()
    response = caught.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def login(cluster: LocalCluster, key: Key, user: str = "admin") -> None:
    """Connect with a token that is signed with this key, and ask something."""
    token = tokens.make(
        user=user, endpoint=cluster.endpoint, region=cluster.region, key=key, now=time.time(), life=900
    )
    settings: Any = {
        name: cluster.environ[f"PG{name.upper()}"]
        for name in ("host", "hostaddr", "port", "sslmode", "sslrootcert")
    }
    with psycopg.connect(**settings, user=user, password=token, dbname="postgres") as connection:
        connection.execute("SELECT 1")


def test_a_role_is_assumed(make_sts: Callable[..., Client]) -> None:
    answer = make_sts().assume_role(RoleArn=ROLE, RoleSessionName="release-7")
    assert answer["AssumedRoleUser"]["Arn"] == SESSION
    assert answer["AssumedRoleUser"]["AssumedRoleId"].endswith(":release-7")
    keys = answer["Credentials"]
    assert keys["AccessKeyId"].startswith("ASIA")
    left = keys["Expiration"] - dt.datetime.now(dt.UTC)
    assert dt.timedelta(minutes=59) < left <= dt.timedelta(hours=1)


def test_everybody_is_told_who_they_are(make_sts: Callable[..., Client], assumed: dict[str, str]) -> None:
    me = make_sts().get_caller_identity()
    assert (me["Account"], me["Arn"]) == ("123456789012", "arn:aws:iam::123456789012:user/dsql-local")
    assert make_sts(**assumed).get_caller_identity()["Arn"] == SESSION


def test_temporary_keys_open_the_control_plane_and_the_database(
    make_client: Callable[..., Any], assumed: dict[str, str], cluster: LocalCluster, standin: Running
) -> None:
    make_client(**assumed).get_cluster(identifier=cluster.identifier)
    key = Key(assumed["key"], assumed["secret"], assumed["token"])
    login(cluster, key)
    asked = [(entry["event"], entry["caller"]) for entry in cluster.log()]
    assert asked == [("call", SESSION), *[("statement", SESSION)] * (len(asked) - 1)]
    assert len(asked) > 1
    with pytest.raises(psycopg.OperationalError, match="access denied"):
        login(cluster, Key(key.access_key_id, key.secret))
    assert refusal(make_client(**{**assumed, "token": None}).list_clusters) == (
        "UnrecognizedClientException",
        403,
    )
    held = (assumed["secret"], assumed["token"])
    assert not [entry for entry in standin.log() if any(text in str(entry) for text in held)]


@pytest.mark.parametrize(
    "wrong,code",
    [
        ({"secret": "guessed"}, "SignatureDoesNotMatch"),
        ({"key": "AKIAUNKNOWN"}, "InvalidClientTokenId"),
        ({"token": "stray"}, "InvalidClientTokenId"),
    ],
)
def test_only_who_has_a_key_is_answered(
    make_sts: Callable[..., Client], wrong: dict[str, str], code: str
) -> None:
    assert refusal(make_sts(**wrong).get_caller_identity) == (code, 403)


@pytest.mark.parametrize(
    "asked,code,status",
    [
        ({"RoleArn": ROLE.replace("1234", "9999")}, "AccessDenied", 403),
        ({"RoleArn": "arn:aws:iam::123456789012:user/deployer"}, "ValidationError", 400),
        ({"RoleSessionName": "no spaces"}, "ValidationError", 400),
        ({"DurationSeconds": 43_201}, "ValidationError", 400),
    ],
)
def test_what_is_wrong_with_a_request(
    make_sts: Callable[..., Client], asked: dict[str, Any], code: str, status: int
) -> None:
    request = {"RoleArn": ROLE, "RoleSessionName": "release-7", **asked}
    assert refusal(lambda: make_sts().assume_role(**request)) == (code, status)


def test_what_is_not_played_says_so(make_sts: Callable[..., Client]) -> None:
    assert refusal(make_sts().get_session_token) == ("InvalidAction", 400)


def test_a_call_is_logged(make_sts: Callable[..., Client], standin: Running) -> None:
    make_sts().assume_role(RoleArn=ROLE, RoleSessionName="release-7")
    last = standin.log()[-1]
    assert (last["operation"], last["status"], last["error"]) == ("AssumeRole", 200, None)
    refusal(lambda: make_sts().assume_role(RoleArn=ROLE.replace("1234", "9999"), RoleSessionName="it"))
    assert standin.log()[-1]["error"] == "AccessDenied"


@pytest.mark.parametrize(
    "fault,code,status",
    [
        (Fault("control", "throttle", match="AssumeRole"), "Throttling", 429),
        (Fault("control", "error", match="AssumeRole"), "InternalFailure", 500),
        (
            Fault("control", "error", match="AssumeRole", code="AccessDeniedException", message="no"),
            "AccessDenied",
            403,
        ),
    ],
)
def test_a_fault_strikes(
    make_sts: Callable[..., Client], standin: Running, fault: Fault, code: str, status: int
) -> None:
    with standin.inject(fault) as injected:
        make_sts().get_caller_identity()
        assert injected.hits == 0
        assert refusal(lambda: make_sts().assume_role(RoleArn=ROLE, RoleSessionName="it")) == (code, status)
    assert (standin.log()[-1]["error"], standin.log()[-1]["fault"]) == (code, fault.do)


@pytest.mark.parametrize("do,answered", [("lose-before", None), ("lose-after", 200)])
def test_an_answer_is_lost(
    make_sts: Callable[..., Client], standin: Running, do: Any, answered: int | None
) -> None:
    with standin.inject(Fault("control", do, match="AssumeRole")), pytest.raises(ConnectionClosedError):
        make_sts().assume_role(RoleArn=ROLE, RoleSessionName="it")
    assert (standin.log()[-1]["status"], standin.log()[-1]["fault"]) == (answered, do)


EXPIRED = Key("ASIAEXPIRED", "a-secret", "a-session", SESSION, expires=time.time() - 1)


def test_a_token_ends_with_the_key_that_has_signed_it() -> None:
    key = replace(EXPIRED, expires=time.time() + 60)
    arguments: dict[str, Any] = {"user": "admin", "endpoint": f"{'a' * 26}.dsql.us-east-1.on.aws"}
    arguments |= {"region": "us-east-1"}
    token = tokens.make(**arguments, key=key, now=key.expires - 30, life=900)
    keys = {key.access_key_id: key}
    assert tokens.verify(token, **arguments, keys=keys, now=key.expires - 1) is None
    assert tokens.verify(token, **arguments, keys=keys, now=key.expires) is not None


def test_a_call_with_an_expired_key_is_refused() -> None:
    signing = AWSRequest("POST", "http://127.0.0.1/", data="Action=GetCallerIdentity")
    credentials = Credentials(EXPIRED.access_key_id, EXPIRED.secret, EXPIRED.session_token)
    SigV4Auth(credentials, "sts", "us-east-1").add_auth(signing)
    headers = {name.lower(): value for name, value in signing.headers.items()} | {"host": "127.0.0.1"}
    logged: list[Mapping[str, object]] = []
    service = SecurityTokens({EXPIRED.access_key_id: EXPIRED}, logged.append, Faults())
    response = asyncio.run(service.answer(Request("POST", "/", headers, b"Action=GetCallerIdentity")))
    assert response is not None
    assert (response.status, b"<Code>ExpiredToken</Code>" in response.body) == (403, True)
    assert [entry["error"] for entry in logged] == ["ExpiredToken"]


@pytest.mark.parametrize(
    "method,path,is_ours", [("POST", "/", True), ("GET", "/", False), ("POST", "/cluster", False)]
)
def test_its_requests_are_told_from_those_of_dsql(method: str, path: str, is_ours: bool) -> None:
    assert SecurityTokens.is_for(Request(method, path, {}, b"")) is is_ours
