"""The cluster's provider against the control plane."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dsql_local import LocalCluster, Running
from live import made
from provider.dynamic.engine import UNKNOWN, Props, Resource, Stack, new_process, wire
from pulumi_dsql_provider.aws import cluster as control_plane
from pulumi_dsql_provider.aws.connection import connect
from pulumi_dsql_provider.aws.endpoint import Endpoint
from pulumi_dsql_provider.dynamic.cluster import ClusterProvider
from pulumi_dsql_provider.dynamic.errors import Failed

SAID: Props = {"deletion_protection": False, "tags": {"team": "orders"}}


@pytest.fixture
def shop(standin: Running, monkeypatch: pytest.MonkeyPatch) -> Iterator[Resource]:
    """A cluster that is not there yet. Every cluster that the test makes is removed."""
    for name, value in standin.environ.items():
        monkeypatch.setenv(name, value)
    before = {cluster.identifier for cluster in standin.clusters()}
    new_process()
    yield Resource(ClusterProvider(), dict(SAID))
    for cluster in standin.clusters():
        if cluster.identifier not in before:
            cluster.delete()


def up(resource: Resource, **changed: Any) -> Props:
    """A `pulumi up`: the outputs. A cluster has no plan."""
    new_process()
    resource.props = {**resource.props, **changed}
    resource.bring_about({**resource.checked(), "plan": []})
    resource.inputs.pop("plan")
    return resource.outputs


def there(standin: Running, resource: Resource) -> LocalCluster:
    return next(cluster for cluster in standin.clusters() if cluster.identifier == resource.id)


def test_its_whole_life(standin: Running, shop: Resource) -> None:
    made = up(shop)
    found = there(standin, shop)
    assert made == {
        "region": "us-east-1",
        "force_destroy": False,
        **SAID,
        "identifier": found.identifier,
        "arn": found.arn,
        "endpoint": found.endpoint,
    }
    assert shop.inputs == {"region": "us-east-1", "force_destroy": False, **SAID}
    assert wire(shop.read().inputs) == shop.inputs
    assert up(shop) == made

    changed = up(shop, tags={"cost": "7", "team": "sales"}, deletion_protection=True)
    assert (changed["tags"], changed["deletion_protection"]) == ({"cost": "7", "team": "sales"}, True)
    found_inputs = shop.read().inputs
    assert found_inputs is not None
    assert found_inputs["tags"] == {"cost": "7", "team": "sales"}
    assert found_inputs["deletion_protection"] is True
    with pytest.raises(Failed, match=r"^DSQL325: cluster \w{26} has deletion protection; set deletion_prot"):
        shop.destroy()

    up(shop, deletion_protection=False, tags=None)
    assert there(standin, shop).status == "ACTIVE"
    shop.destroy()
    assert shop.id not in {cluster.identifier for cluster in standin.clusters()}
    shop.destroy()
    found_nothing = shop.read()
    assert (found_nothing.id, found_nothing.outs) == ("", {})


def test_protection_is_on_unless_it_is_switched_off(shop: Resource) -> None:
    shop.props = {}
    checked = shop.checked()
    assert checked == {
        "region": "us-east-1",
        "deletion_protection": True,
        "force_destroy": False,
        "tags": {},
    }


def test_it_is_made_in_the_region_that_is_named(standin: Running, shop: Resource) -> None:
    assert ".dsql.eu-west-1." in up(shop, region="eu-west-1")["endpoint"]
    assert there(standin, shop).region == "eu-west-1"
    assert wire(shop.read().inputs)["region"] == "eu-west-1"


def test_it_stays_in_its_region_whatever_the_environment_says(
    shop: Resource, monkeypatch: pytest.MonkeyPatch
) -> None:
    up(shop)
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    assert shop.checked()["region"] == "us-east-1"


def test_the_environment_names_the_region_of_a_new_one(
    shop: Resource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    assert shop.checked()["region"] == "eu-west-1"


# What is declared for a cluster of us-east-1; the property and the code that it is refused with.
REFUSED: dict[str, tuple[Props, str, str]] = {
    "another Region": ({"region": "eu-west-1"}, "region", "DSQL420"),
    "another key": ({"kms_encryption_key": "arn:aws:kms:…"}, "kms_encryption_key", "DSQL420"),
    "tags that are a list": ({"tags": ["team"]}, "tags", "DSQL400"),
    "a tag that is a number": ({"tags": {"cost": 7}}, "tags", "DSQL400"),
    "a Region that is a number": ({"region": 1}, "region", "DSQL400"),
    "protection that is text": ({"deletion_protection": "on"}, "deletion_protection", "DSQL400"),
    "force that is text": ({"force_destroy": "yes"}, "force_destroy", "DSQL400"),
}


def test_what_cannot_be_had_is_refused(shop: Resource) -> None:
    up(shop)
    for name, (props, where, code) in REFUSED.items():
        assert [(at, said[:7]) for at, said in shop.failures(**props)] == [(where, code)], name


def test_without_a_region_it_says_so(shop: Resource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_REGION")
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    assert [(where, said[:7]) for where, said in shop.failures()] == [("region", "DSQL320")]


@pytest.mark.parametrize("name", ["tags", "deletion_protection", "force_destroy"])
def test_what_is_unknown_refuses_nothing(shop: Resource, name: str) -> None:
    up(shop)
    assert shop.checked(**{name: UNKNOWN}) == {**shop.inputs, name: UNKNOWN}


def test_a_region_that_follows_from_an_unknown_profile_is_unknown(shop: Resource) -> None:
    assert shop.checked(profile=UNKNOWN)["region"] is UNKNOWN


def test_one_with_rows_is_deleted_by_force_only(standin: Running, shop: Resource) -> None:
    endpoint = up(shop)["endpoint"]
    with connect(Endpoint.parse(endpoint)) as session:
        made(session, "CREATE SCHEMA s", "CREATE TABLE s.t (id int PRIMARY KEY)", "CREATE TABLE u (a int)")
        shop_is_full = r"^DSQL421: cluster \w{26} holds rows in s\.t; set force_destroy=True on the cluster"
        made(session, "INSERT INTO s.t VALUES (1)")
    with pytest.raises(Failed, match=shop_is_full):
        shop.destroy()
    up(shop, force_destroy=True)
    shop.destroy()
    assert shop.id not in {cluster.identifier for cluster in standin.clusters()}


def test_what_is_new_in_one_that_changes_is_planned_from_what_is_live_there(shop: Resource) -> None:
    shop.props["__resource"] = "shop/dev/shop"
    endpoint = up(shop)["endpoint"]
    with connect(Endpoint.parse(endpoint)) as session:
        made(session, "CREATE TABLE t (id uuid CONSTRAINT t_pkey PRIMARY KEY)")
    new_process()
    shop.provider.diff(shop.id, shop.outputs, wire(shop.checked(tags={})))
    table = Stack(endpoint).table(endpoint=UNKNOWN, __cluster="shop/dev/shop")
    previewed = table.checked()
    assert previewed["endpoint"] == endpoint
    assert previewed["plan"] == ["-- adopts table public.t, which is there already"]
    assert previewed == table.checked(endpoint=endpoint)
    assert table.checked(__cluster="shop/dev/other")["endpoint"] is UNKNOWN


def test_one_that_is_gone_is_told(standin: Running, shop: Resource) -> None:
    up(shop)
    there(standin, shop).delete()
    with pytest.raises(Failed, match=r"^DSQL422: .*; run `pulumi refresh`, then `pulumi up` makes a new one"):
        up(shop, tags={})
    assert not shop.refresh()


def test_a_quota_that_is_used_up_is_told(standin: Running, shop: Resource) -> None:
    standin.change(cluster_quota=len(standin.clusters()))
    try:
        with pytest.raises(Failed, match=r"^DSQL326: "):
            up(shop)
    finally:
        standin.change(cluster_quota=20)
    assert not shop.id


def test_one_that_is_not_ready_in_time_is_kept_and_waited_for_again(
    standin: Running, shop: Resource, monkeypatch: pytest.MonkeyPatch
) -> None:
    standin.change(cluster_seconds=2)
    try:
        with monkeypatch.context() as impatient:
            impatient.setattr(control_plane, "_GIVE_UP_SECONDS", 0)
            outputs = up(shop)
        assert shop.id == outputs["identifier"]
        assert outputs["last_error"].startswith("DSQL322: ")
        assert outputs["pending"]
        again = up(shop)
    finally:
        standin.change(cluster_seconds=0)
    assert again["endpoint"] == there(standin, shop).endpoint
    assert not again.get("pending")
