"""Clusters that are gone, on their way out, or out of reach: what deletes and later runs make of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dsql_local import Fault, Running
from provider.dynamic.engine import Props, Resource, Stack, new_process
from pulumi_dsql_provider.aws.cluster import Clusters
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.dynamic.cluster import ClusterProvider
from pulumi_dsql_provider.dynamic.errors import Failed
from pulumi_dsql_provider.dynamic.live import LiveCluster, Where, cluster_at

NOWHERE = "abcdefghijklmnopqrstuvwxyz"
FAULT = "InternalServerException"


@pytest.fixture
def shop(standin: Running, monkeypatch: pytest.MonkeyPatch) -> Iterator[Resource]:
    """A cluster that has been made and is in the state. Calls that are lost are not repeated."""
    for name, value in {**standin.environ, "AWS_MAX_ATTEMPTS": "1"}.items():
        monkeypatch.setenv(name, value)
    before = identifiers(standin)
    new_process()
    resource = Resource(ClusterProvider(), {"deletion_protection": False})
    up(resource)
    yield resource
    for identifier in identifiers(standin) - before:
        standin.delete_cluster(identifier)
    new_process()


def up(resource: Resource) -> None:
    resource.bring_about({**resource.checked(), "plan": []})
    resource.inputs.pop("plan")


def identifiers(standin: Running) -> set[str]:
    return {cluster.identifier for cluster in standin.clusters()}


def live(outputs: Props) -> LiveCluster:
    new_process()
    return cluster_at(Where.of(outputs))


def test_only_the_control_plane_says_that_one_is_gone(standin: Running, shop: Resource) -> None:
    assert Clusters("us-east-1").exists(shop.id)
    assert not live(shop.outputs).is_gone()
    standin.delete_cluster(shop.id)
    assert not Clusters("us-east-1").exists(shop.id)
    assert live(shop.outputs).is_gone()
    with standin.inject(Fault("control", "error", match="GetCluster", code=FAULT, times=0)):
        assert not live(shop.outputs).is_gone()
        with pytest.raises(Refused, match="DSQL328"):
            Clusters("us-east-1").exists(shop.id)


@pytest.mark.parametrize("kind", ["schema", "table", "index"])
def test_what_was_in_a_cluster_that_is_gone_is_gone_with_it(
    standin: Running, shop: Resource, kind: str
) -> None:
    stack = Stack(shop.outputs["endpoint"])
    table = stack.table()
    table.up()
    things = {"schema": stack.schema(), "table": table, "index": stack.index(of=table)}
    thing = things[kind]
    thing.up()
    standin.delete_cluster(shop.id)
    with standin.inject(Fault("control", "error", match="GetCluster", code=FAULT, times=0)):
        # It cannot be reached: that alone says nothing.
        with pytest.raises(Failed):
            thing.read()
        with pytest.raises(Failed):
            thing.destroy()
    assert not thing.read().id
    thing.destroy()


# What keeps the control plane from being asked.
UNANSWERED = {
    "nobody listens": {"AWS_ENDPOINT_URL_DSQL": "http://127.0.0.1:9"},
    "offline": {"PULUMI_DSQL_OFFLINE": "1"},
    "no credentials": {
        "AWS_ACCESS_KEY_ID": "",
        "AWS_SECRET_ACCESS_KEY": "",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
    },
}


@pytest.mark.parametrize("name", UNANSWERED)
def test_what_cannot_be_asked_is_not_gone(
    standin: Running, shop: Resource, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    standin.delete_cluster(shop.id)
    for variable, value in UNANSWERED[name].items():
        monkeypatch.setenv(variable, value)
    assert not live(shop.outputs).is_gone()


def test_a_delete_that_was_stopped_while_it_waited_is_waited_for(standin: Running, shop: Resource) -> None:
    standin.change(cluster_seconds=1)
    try:
        with (
            standin.inject(Fault("control", "lose-after", match="DeleteCluster")),
            pytest.raises(Failed, match=r"^DSQL324: "),
        ):
            shop.destroy()
        assert standin.cluster(shop.id).status == "DELETING"
        shop.destroy()
    finally:
        standin.change(cluster_seconds=0)
    assert shop.id not in identifiers(standin)


def test_one_that_has_failed_before_it_was_ready_is_deleted(standin: Running, shop: Resource) -> None:
    other = Resource(ClusterProvider(), {"deletion_protection": False})
    with standin.inject(Fault("control", "fail", match="CreateCluster")):
        up(other)
    assert other.outputs["last_error"].startswith("DSQL322: ")
    other.destroy()
    assert other.id not in identifiers(standin)


def test_one_that_does_not_answer_is_deleted_by_force_only(standin: Running, shop: Resource) -> None:
    with standin.inject(Fault("connect", "error", code="28000", message="access denied", times=0)):
        with pytest.raises(Failed) as told:
            shop.destroy()
        text = str(told.value)
        assert text.startswith(f"DSQL410: whether cluster {shop.id} holds rows cannot be seen: ")
        assert text.endswith("or set force_destroy=True on the cluster, run `pulumi up`, then delete it")
        assert "\n" not in text
        assert shop.id in identifiers(standin)
        shop.outputs["force_destroy"] = True
        shop.destroy()
    assert shop.id not in identifiers(standin)


def test_a_control_plane_that_does_not_answer_deletes_nothing(
    standin: Running, shop: Resource, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as away:
        away.setenv("AWS_ENDPOINT_URL_DSQL", "http://127.0.0.1:9")
        with pytest.raises(Failed, match=r"^DSQL324: .*; check network and Region$"):
            shop.destroy()
    assert shop.id in identifiers(standin)
