"""A cluster that a stopped run has made and no state has: the next run goes on with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from dsql_local import Fault, LocalCluster, Running
from live import made
from provider.dynamic.engine import Props, Resource, new_process, wire
from pulumi_dsql_provider.aws.cluster import Clusters
from pulumi_dsql_provider.aws.connection import connect
from pulumi_dsql_provider.aws.endpoint import Endpoint
from pulumi_dsql_provider.dynamic import claimed
from pulumi_dsql_provider.dynamic.cluster import ClusterProvider
from pulumi_dsql_provider.dynamic.errors import Failed

SHOP = "shop/dev/shop"
SAID: Props = {"deletion_protection": False, "tags": {"team": "orders"}, "__resource": SHOP}
KEY = "arn:aws:kms:us-east-1:123456789012:key/1"


@pytest.fixture
def here(standin: Running, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """The stand-in for a test that removes no cluster. Calls that are lost are not repeated."""
    for name, value in {**standin.environ, "AWS_MAX_ATTEMPTS": "1"}.items():
        monkeypatch.setenv(name, value)
    before = {cluster.identifier for cluster in standin.clusters()}
    yield standin
    for cluster in standin.clusters():
        if cluster.identifier not in before:
            cluster.delete()
    new_process()


def declared(**changed: Any) -> Resource:
    """The resource in a state that does not have it."""
    return Resource(ClusterProvider(), {**SAID, **changed})


def up(resource: Resource, **changed: Any) -> Props:
    """A `pulumi up` in a process of its own: the outputs."""
    new_process()
    claimed._in_the_state.clear()
    resource.props = {**resource.props, **changed}
    resource.bring_about({**resource.checked(), "plan": []})
    resource.inputs.pop("plan")
    return resource.outputs


def identifiers(standin: Running) -> list[str]:
    return [cluster.identifier for cluster in standin.clusters()]


def there(standin: Running, resource: Resource) -> LocalCluster:
    return standin.cluster(resource.id)


def tags_of(resource: Resource) -> dict[str, str]:
    return dict(Clusters("us-east-1").describe(resource.id).tags)


def test_one_whose_creation_got_no_answer_is_gone_on_with(here: Running) -> None:
    before, shop = identifiers(here), declared()
    with here.inject(Fault("control", "lose-after", match="CreateCluster")) as fault:
        with pytest.raises(Failed, match=r"^DSQL324: the DSQL control plane could not be reached"):
            up(shop)
        assert fault.hits == 1
    assert not shop.id
    outputs = up(shop)
    assert [*before, outputs["identifier"]] == identifiers(here)
    assert outputs["endpoint"] == there(here, shop).endpoint
    assert up(shop) == outputs


def test_so_is_one_that_is_still_being_made(here: Running) -> None:
    here.change(cluster_seconds=1)
    try:
        with (
            here.inject(Fault("control", "lose-after", match="CreateCluster")),
            pytest.raises(Failed, match=r"^DSQL324"),
        ):
            up(declared())
        left = here.clusters()[-1]
        assert left.status == "CREATING"
        shop = declared()
        assert up(shop)["identifier"] == left.identifier
    finally:
        here.change(cluster_seconds=0)
    assert there(here, shop).status == "ACTIVE"


def test_one_that_no_state_got_becomes_what_the_program_says_now(here: Running) -> None:
    left = up(declared())["identifier"]
    shop = declared(tags={"cost": "7"}, deletion_protection=True)
    outputs = up(shop)
    assert (shop.id, outputs["tags"], outputs["deletion_protection"]) == (left, {"cost": "7"}, True)
    assert tags_of(shop) == {"cost": "7", claimed.TAG: SHOP}
    assert wire(shop.read().inputs) == shop.inputs


def test_nobody_sees_the_tag_and_nothing_removes_it(here: Running) -> None:
    shop = declared()
    assert up(shop)["tags"] == {"team": "orders"}
    assert shop.refresh()["tags"] == {"team": "orders"}
    up(shop, tags={})
    assert tags_of(shop) == {claimed.TAG: SHOP}
    # A program that does not say who it is leaves it too.
    up(shop, tags={"cost": "7"}, __resource=None)
    assert tags_of(shop) == {"cost": "7", claimed.TAG: SHOP}


def test_a_cluster_of_before_the_tag_is_not_changed_for_it(here: Running) -> None:
    shop = declared(__resource=None)
    outputs = up(shop)
    assert up(shop, __resource=SHOP) == outputs
    assert claimed.TAG not in tags_of(shop)
    up(shop, tags={})
    assert tags_of(shop) == {claimed.TAG: SHOP}


# The identity of the resource that comes second.
OTHERS = ["shop/prod/shop", "shop/dev/part:Part::a/shop", "shop/dev/shop2", "shop/dev/" + 300 * "x", None]


@pytest.mark.parametrize("other", OTHERS)
def test_what_another_resource_has_is_left_alone(here: Running, other: str | None) -> None:
    first, second = declared(), declared(__resource=other)
    up(first)
    up(second)
    assert first.id != second.id


@pytest.mark.parametrize("identity", ["shop/dev/" + 300 * "x", "shop/dev/läden", "shop/dev/a$b"])
def test_an_identity_that_no_tag_can_hold_works_too(here: Running, identity: str) -> None:
    left = up(declared(__resource=identity))["identifier"]
    assert up(declared(__resource=identity))["identifier"] == left


def test_one_that_holds_something_belongs_to_somebody_else(here: Running) -> None:
    for statement in ("CREATE SCHEMA s", "CREATE TABLE t (id int PRIMARY KEY)"):
        somebodys = declared()
        with connect(Endpoint.parse(up(somebodys)["endpoint"])) as session:
            made(session, statement)
        ours = declared()
        up(ours)
        assert ours.id != somebodys.id
        ours.destroy()


def test_one_that_cannot_be_looked_into_stops_the_run(here: Running) -> None:
    up(declared())
    before = identifiers(here)
    with (
        here.inject(Fault("connect", "error", code="28000", message="access denied", times=0)),
        pytest.raises(
            Failed, match=r"^DSQL410: cluster \w{26} has the tag .*; run again when it can be reached"
        ),
    ):
        up(declared())
    assert identifiers(here) == before


def test_one_that_is_being_deleted_is_not_taken(here: Running) -> None:
    leaving, shop = declared(), declared()
    up(leaving)
    here.change(cluster_seconds=1)
    try:
        boto3.Session().client("dsql", region_name="us-east-1").delete_cluster(identifier=leaving.id)
        up(shop)
    finally:
        here.change(cluster_seconds=0)
    assert shop.id != leaving.id


def test_others_that_are_hidden_from_us_are_not_looked_into(here: Running) -> None:
    hidden = declared(__resource="another/dev/shop")
    up(hidden)
    denied = Fault(
        "control", "error", match="GetCluster", cluster=hidden.id, code="AccessDeniedException", times=0
    )
    with here.inject(denied):
        assert up(declared())["identifier"] != hidden.id


def test_one_that_has_failed_is_not_taken(here: Running) -> None:
    here.change(cluster_seconds=1)
    failed = declared()
    try:
        with here.inject(Fault("control", "fail", match="CreateCluster")):
            assert up(failed)["last_error"].startswith("DSQL322: ")
    finally:
        here.change(cluster_seconds=0)
    shop = declared()
    up(shop)
    assert shop.id != failed.id


def test_one_with_another_key_stops_the_run(here: Running) -> None:
    up(declared(kms_encryption_key=KEY))
    with pytest.raises(
        Failed, match=r"^DSQL420: cluster \w{26}, which .* is encrypted with another key; delete"
    ):
        up(declared())
    assert up(declared(kms_encryption_key=KEY))["kms_encryption_key"] == KEY


def test_a_replacement_that_is_asked_for_is_another_cluster(here: Running) -> None:
    shop = declared()
    up(shop)
    new_process()
    # The engine checks against the old state, then creates, then deletes what was there.
    inputs = shop.checked()
    replacement = shop.provider.create(wire(inputs))
    assert replacement.id != shop.id
    shop.delete()
    assert here.cluster(replacement.id).status == "ACTIVE"
    assert shop.id not in identifiers(here)


def test_one_that_is_renamed_gives_its_old_name_away(here: Running) -> None:
    renamed, newcomer = declared(), declared()
    up(renamed)
    up(renamed, __resource="shop/dev/store")
    assert tags_of(renamed)[claimed.TAG] == "shop/dev/store"
    up(newcomer)
    assert newcomer.id != renamed.id


def test_more_than_a_page_of_clusters_is_looked_through(
    here: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = boto3.Session().client("dsql", region_name="us-east-1")
    made_here = [client.create_cluster(tags={"number": str(number)}) for number in range(3)]
    paginate = type(client.get_paginator("list_clusters")).paginate
    monkeypatch.setattr(
        type(client.get_paginator("list_clusters")),
        "paginate",
        lambda self, **_: paginate(self, PaginationConfig={"PageSize": 1}),
    )
    found = Clusters("us-east-1").tagged("number", "2")
    assert [each.identifier for each in found] == [made_here[2]["identifier"]]


def test_the_tag_is_not_for_the_program_to_give(here: Running) -> None:
    assert declared().failures(tags={claimed.TAG: "mine"}) == [
        (
            "tags",
            "DSQL400: the tag pulumi-dsql:resource cannot be given; leave it out; pulumi-dsql sets it itself",
        )
    ]
