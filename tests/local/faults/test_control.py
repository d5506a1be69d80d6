"""Faults on calls of the control plane, as boto3 meets them."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from dsql_local import Fault, LocalCluster, Running
from standin import eventually

Client = Any
_CREATE = """
import boto3
boto3.client("dsql").create_cluster()
"""


@pytest.fixture
def client(make_client: Callable[..., Client], standin: Running) -> Iterator[Client]:
    """A client that does not try again, whose clusters are removed after the test."""
    before = {cluster.identifier for cluster in standin.clusters()}
    yield make_client()
    for cluster in standin.clusters():
        if cluster.identifier not in before:
            cluster.delete()


def calls(standin: Running) -> list[tuple[str, int | None, str | None]]:
    """Operation, status and fault of all calls so far."""
    entries = [entry for entry in standin.log() if entry["event"] == "call"]
    return [(entry["operation"], entry["status"], entry["fault"]) for entry in entries]


ERRORS = [
    (Fault("control", "throttle"), "ThrottlingException", 429, "Rate exceeded"),
    (Fault("control", "error"), "InternalServerException", 500, "An internal error has occurred."),
    (Fault("control", "error", message="odd"), "InternalServerException", 500, "odd"),
    *(
        (Fault("control", "error", code=name), name, status, "A fault was injected.")
        for name, status in {
            "ServiceQuotaExceededException": 402,
            "AccessDeniedException": 403,
            "ConflictException": 409,
            "ResourceNotFoundException": 404,
            "ValidationException": 400,
        }.items()
    ),
]


@pytest.mark.parametrize("fault,name,status,message", ERRORS)
def test_an_error(
    standin: Running, client: Client, fault: Fault, name: str, status: int, message: str
) -> None:
    with standin.inject(fault), pytest.raises(ClientError) as caught:
        client.create_cluster()
    response = caught.value.response
    assert type(caught.value).__name__ == name
    assert response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert response["Error"]["Message"] == message
    assert standin.clusters() == []
    assert calls(standin)[-1] == ("CreateCluster", status, fault.do)
    assert client.create_cluster()["status"] == "CREATING"


def test_which_call_it_strikes(standin: Running, client: Client, cluster: LocalCluster) -> None:
    other = client.create_cluster()["identifier"]
    with cluster.inject(Fault("control", "throttle", match="^Get", nth=2)) as injected:
        for identifier in (other, other, cluster.identifier):
            client.get_cluster(identifier=identifier)
        client.list_tags_for_resource(resourceArn=cluster.arn)
        assert injected.hits == 0
        with pytest.raises(client.exceptions.ThrottlingException):
            client.get_cluster(identifier=cluster.identifier)


@pytest.mark.parametrize("phase,made", [("before", 0), ("after", 1)])
def test_no_answer(standin: Running, client: Client, phase: str, made: int) -> None:
    fault = Fault.from_dict({"on": "control", "do": f"lose-{phase}", "match": "CreateCluster"})
    with standin.inject(fault) as injected:
        with pytest.raises(ConnectionClosedError):
            client.create_cluster(clientToken="once")
        assert len(standin.clusters()) == made
        assert injected.hits == 1
    assert calls(standin)[-1] == ("CreateCluster", 200 if made else None, fault.do)
    client.create_cluster(clientToken="once")
    assert len(standin.clusters()) == 1


def test_what_fails_by_itself_is_not_lost(standin: Running, client: Client) -> None:
    with standin.inject(Fault("control", "lose-after")) as injected:
        with pytest.raises(client.exceptions.ResourceNotFoundException):
            client.get_cluster(identifier="a" * 26)
        assert injected.hits == 0


@pytest.mark.parametrize("phase,made", [("before", 0), ("after", 1)])
def test_held(standin: Running, client: Client, phase: str, made: int) -> None:
    fault = Fault.from_dict({"on": "control", "do": f"hold-{phase}", "match": "CreateCluster"})
    with standin.inject(fault) as injected, ThreadPoolExecutor() as pool:
        answer = pool.submit(client.create_cluster)
        injected.wait_until_hit()
        assert len(standin.clusters()) == made
        injected.release()
        assert answer.result(10)["status"] == "CREATING"
        assert injected.held == 0
    assert len(standin.clusters()) == 1


@pytest.mark.parametrize("phase,made", [("before", 0), ("after", 1)])
def test_a_client_is_killed_around_its_call(standin: Running, client: Client, phase: str, made: int) -> None:
    fault = Fault.from_dict({"on": "control", "do": f"hold-{phase}", "match": "CreateCluster"})
    with standin.inject(fault) as injected:
        with subprocess.Popen([sys.executable, "-c", _CREATE], env=standin.environ) as process:
            injected.wait_until_hit()
            process.kill()
        eventually(lambda: injected.held == 0)
        injected.release()
    assert len(standin.clusters()) == made
    assert "Traceback" not in (standin.home / "server.log").read_text()


def test_delayed(standin: Running, client: Client) -> None:
    with standin.inject(Fault("control", "delay", seconds=0.2)):
        started = time.monotonic()
        client.list_clusters()
        assert time.monotonic() - started >= 0.2


def test_a_cluster_ends_failed(standin: Running, client: Client) -> None:
    with standin.inject(Fault("control", "fail")) as injected:
        client.list_clusters()
        assert injected.hits == 0, "only what makes or updates a cluster can fail later"
        made = client.create_cluster(deletionProtectionEnabled=False)
        assert (made["status"], injected.hits) == ("CREATING", 1)
    identifier = made["identifier"]
    eventually(lambda: client.get_cluster(identifier=identifier)["status"] == "FAILED")
    assert client.delete_cluster(identifier=identifier)["status"] == "DELETING"


def test_an_update_ends_failed(standin: Running, client: Client, cluster: LocalCluster) -> None:
    with cluster.inject(Fault("control", "fail")):
        client.update_cluster(identifier=cluster.identifier, deletionProtectionEnabled=True)
    eventually(lambda: standin.cluster(cluster.identifier).status == "FAILED")


def test_a_repeated_create_does_not_fail_what_is_there(standin: Running, client: Client) -> None:
    made = client.create_cluster(clientToken="once")["identifier"]
    eventually(lambda: standin.cluster(made).status == "ACTIVE")
    with standin.inject(Fault("control", "fail")):
        client.create_cluster(clientToken="once")
    client.update_cluster(identifier=made)
    eventually(lambda: standin.cluster(made).status == "ACTIVE")


def test_an_unsigned_call_is_not_struck(standin: Running, make_client: Callable[..., Client]) -> None:
    with standin.inject(Fault("control", "lose-before")) as injected:
        with pytest.raises(ClientError, match="signature"):
            make_client(secret="wrong").list_clusters()
        assert injected.hits == 0
