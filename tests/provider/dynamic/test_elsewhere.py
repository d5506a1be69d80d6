"""An object whose program gives it another cluster: what is there must not be left behind in silence."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest

from dsql_local import Fault, LocalCluster, Running
from provider.dynamic.engine import KEY, UNKNOWN, Resource, Stack, col, new_process
from pulumi_dsql_provider.aws.cluster import Clusters
from pulumi_dsql_provider.dynamic import claimed

OTHER_HOST = ".dsql-fnh4."
"""How the host names of PrivateLink differ."""


@pytest.fixture
def clusters(standin: Running, stack: Stack) -> Iterator[tuple[LocalCluster, LocalCluster]]:
    """The cluster that the objects are in, and the one that they are given; a test may delete them."""
    made = (standin.create_cluster(), standin.create_cluster())
    yield made
    left = {each.identifier for each in standin.clusters()}
    for each in made:
        if each.identifier in left:
            each.delete()


@pytest.fixture
def old(clusters: tuple[LocalCluster, LocalCluster]) -> LocalCluster:
    return clusters[0]


@pytest.fixture
def other(clusters: tuple[LocalCluster, LocalCluster]) -> LocalCluster:
    return clusters[1]


def things(on: LocalCluster) -> dict[str, Resource]:
    """One of each kind, in that cluster."""
    stack = Stack(on.endpoint)
    schema = stack.schema()
    schema.up()
    table = stack.table(columns=[KEY, col("note", "text")])
    table.up()
    index = stack.index(of=table, columns=["note"])
    index.up()
    return {"schema": schema, "table": table, "index": index}


def tagged(cluster: LocalCluster, resource: str) -> None:
    """As one that was made for that resource of a program."""
    Clusters(cluster.region).set_tags(cluster.arn, {}, {claimed.TAG: resource})


def test_it_is_refused(old: LocalCluster, other: LocalCluster) -> None:
    named = {"schema": "shop", "table": "public.t", "index": "public.i"}
    for kind, thing in things(old).items():
        ((where, said),) = thing.failures(endpoint=other.endpoint)
        assert where == "endpoint"
        assert said == (
            f"DSQL412: {kind} {named[kind]} is in {old.endpoint} and would be left there: it cannot move to "
            f"{other.endpoint}; declare it there as another resource and remove this one once its rows are "
            "copied, or let go of it with `pulumi state delete`"
        )
        # Whatever else is not known yet.
        failures = thing.failures(endpoint=other.endpoint, comment=UNKNOWN)
        assert [text[:7] for _, text in failures] == ["DSQL412"]


def test_what_cannot_be_asked_is_there(
    standin: Running, old: LocalCluster, other: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    table = things(old)["table"]
    old.delete()
    with standin.inject(
        Fault("control", "error", match="GetCluster", code="InternalServerException", times=0)
    ):
        assert [text[:7] for _, text in table.failures(endpoint=other.endpoint)] == ["DSQL412"]
    monkeypatch.setenv("PULUMI_DSQL_OFFLINE", "1")
    assert [text[:7] for _, text in table.failures(endpoint=other.endpoint)] == ["DSQL412"]


def test_of_a_cluster_that_is_gone_it_is_made_in_the_next(old: LocalCluster, other: LocalCluster) -> None:
    there = things(old)
    old.delete()
    for thing in there.values():
        assert thing.up(endpoint=other.endpoint)[0].startswith("CREATE")
        thing.settled()


def test_one_that_is_being_deleted_is_gone(standin: Running, old: LocalCluster, other: LocalCluster) -> None:
    table = things(old)["table"]
    standin.change(cluster_seconds=5)  # of which a slow machine uses a part
    try:
        boto3.Session().client("dsql").delete_cluster(identifier=old.identifier)
    finally:
        standin.change(cluster_seconds=0)
    failures = table.failures(endpoint=other.endpoint)
    assert Clusters(old.region).describe(old.identifier).is_leaving
    assert failures == []


def test_what_is_in_the_next_is_not_ours(old: LocalCluster, other: LocalCluster) -> None:
    theirs = Stack(other.endpoint).table(columns=[KEY, col("name", "text")])
    theirs.up()
    table = things(old)["table"]
    old.delete()
    assert [text[:7] for _, text in table.failures(endpoint=other.endpoint)] == ["DSQL403"]
    table.props["columns"] = theirs.props["columns"]
    assert table.preview(endpoint=other.endpoint) == [
        "-- adopts table public.t, which is there already",
    ]


@pytest.mark.parametrize("same", [True, False])
def test_a_cluster_that_replaces_another_has_its_tag(
    old: LocalCluster, other: LocalCluster, same: bool
) -> None:
    tagged(old, "shop/dev/orders")
    tagged(other, "shop/dev/orders" if same else "shop/dev/customers")
    table = things(old)["table"]
    if same:
        assert table.up(endpoint=other.endpoint)[0].startswith("CREATE TABLE")
    else:
        assert [text[:7] for _, text in table.failures(endpoint=other.endpoint)] == ["DSQL412"]


def test_another_name_of_the_same_host_is_no_other_cluster(stack: Stack) -> None:
    table = stack.table()
    table.up()
    new_process()
    other_host = stack.endpoint.replace(".dsql.", OTHER_HOST)
    # The stand-in does not answer to that name, so no plan is made; that is not what is asked here.
    assert "DSQL412" not in str(table.failures(endpoint=other_host))


def test_a_cluster_that_is_not_known_yet_is_the_same(stack: Stack) -> None:
    table = stack.table()
    table.up()
    assert table.preview(endpoint=UNKNOWN) == []
