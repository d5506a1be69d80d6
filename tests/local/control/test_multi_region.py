"""Two clusters in two Regions that are one database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import psycopg
import pytest

from dsql_local import Fault, LocalCluster, Running
from local.control.asking import FAST, Client, at_rest, refusal, status, wrong_field
from local.faults.clients import connect
from standin import eventually

EAST, WEST, WITNESS = "us-east-1", "us-east-2", "us-west-2"


@dataclass
class Site:
    """One of the two clusters."""

    client: Client
    identifier: str
    arn: str

    def name(self, *peers: Site, witness: str = WITNESS) -> Any:
        """UpdateCluster with these peers."""
        properties = {"witnessRegion": witness, "clusters": [peer.arn for peer in peers]}
        return self.client.update_cluster(identifier=self.identifier, multiRegionProperties=properties)

    def rest(self) -> str:
        """The status, once nothing is being done to it."""
        return at_rest(self.client, self.identifier)


Make = Callable[..., Site]


@pytest.fixture
def make(client: Client, make_client: Callable[..., Client]) -> Make:
    """Makes one of them: `make(WEST, peers=[east])`."""

    def site(region: str, peers: list[Site] | None = None, witness: str | None = WITNESS) -> Site:
        there = client if region == EAST else make_client(region=region)
        properties: dict[str, object] = {"witnessRegion": witness} if witness else {}
        if peers is not None:
            properties["clusters"] = [peer.arn for peer in peers]
        asked = {"multiRegionProperties": properties} if properties else {}
        made = there.create_cluster(deletionProtectionEnabled=False, **asked)
        return Site(there, made["identifier"], made["arn"])

    return site


@pytest.fixture
def pair(make: Make) -> tuple[Site, Site]:
    """Two that are linked."""
    east = make(EAST)
    west = make(WEST, [east])
    assert (east.rest(), west.rest()) == ("PENDING_SETUP", "PENDING_SETUP")
    east.name(west)
    assert (east.rest(), west.rest()) == ("ACTIVE", "ACTIVE")
    return east, west


@pytest.fixture
def ends(pair: tuple[Site, Site], standin: Running) -> tuple[LocalCluster, LocalCluster]:
    """Their endpoints."""
    east, west = pair
    return standin.cluster(east.identifier), standin.cluster(west.identifier)


def test_two_that_name_each_other_are_one(make: Make, client: Client, standin: Running, slow: float) -> None:
    east = make(EAST)
    assert status(client, east.identifier) == "CREATING"
    assert east.rest() == "PENDING_SETUP"
    described = client.get_cluster(identifier=east.identifier)["multiRegionProperties"]
    assert described == {"witnessRegion": WITNESS, "clusters": [east.arn]}
    west = make(WEST, [east])
    assert west.rest() == "PENDING_SETUP"
    with pytest.raises(psycopg.OperationalError):
        connect(standin.cluster(east.identifier))

    assert east.name(west)["status"] == "UPDATING"
    eventually(lambda: status(west.client, west.identifier) == "UPDATING")
    for site, other in ((east, west), (west, east)):
        site.client.get_waiter("cluster_active").wait(identifier=site.identifier, WaiterConfig=FAST)
        found = site.client.get_cluster(identifier=site.identifier)
        assert found["multiRegionProperties"] == {
            "witnessRegion": WITNESS,
            "clusters": [site.arn, other.arn],
        }


def test_both_endpoints_serve_one_database(ends: tuple[LocalCluster, LocalCluster]) -> None:
    with connect(ends[0]) as east, connect(ends[1]) as west:
        east.execute("CREATE TABLE t (a int PRIMARY KEY, b int)")
        west.execute("INSERT INTO t VALUES (1, 1)")
        assert east.execute("SELECT * FROM t").fetchall() == [(1, 1)]
        west.execute("CREATE ROLE app WITH LOGIN")
        east.execute("AWS IAM GRANT app TO 'arn:aws:iam::123456789012:role/app'")
        found = west.execute("SELECT pg_role_name FROM sys.iam_pg_role_mappings").fetchall()
        assert found == [("app",)]
        row = east.execute("CREATE INDEX ASYNC t_b ON t (b)").fetchone()
        assert row is not None
        waited = west.execute(f"CALL sys.wait_for_job('{row[0]}')".encode()).fetchone()
        assert waited == (True,)
    for end in ends:
        asked = [entry for entry in end.log() if entry["event"] == "statement"]
        assert {entry["cluster"] for entry in asked} == {end.identifier}
    assert "CREATE TABLE" in str(ends[0].log())
    assert "CREATE TABLE" not in str(ends[1].log())


def test_a_token_is_for_its_own_endpoint(ends: tuple[LocalCluster, LocalCluster]) -> None:
    with pytest.raises(psycopg.OperationalError, match="access denied"):
        connect(ends[0], password=ends[1].environ["PGPASSWORD"])


def test_conflicts_are_seen_across_the_regions(ends: tuple[LocalCluster, LocalCluster]) -> None:
    with connect(ends[0]) as east, connect(ends[1]) as west:
        east.execute("CREATE TABLE t (a int PRIMARY KEY, b int)")
        east.execute("INSERT INTO t VALUES (1, 1)")
        east.execute("BEGIN")
        east.execute("UPDATE t SET b = 2 WHERE a = 1")
        with pytest.raises(psycopg.errors.SerializationFailure, match="OC000"):  # noqa: PT012 - where is open
            west.execute("BEGIN")
            west.execute("UPDATE t SET b = 3 WHERE a = 1")
            west.execute("COMMIT")
        west.execute("ROLLBACK")
        east.execute("COMMIT")

        east.execute("BEGIN")
        east.execute("SELECT 1")
        west.execute("ALTER TABLE t ADD COLUMN c int")
        with pytest.raises(psycopg.errors.SerializationFailure, match="OC001"):  # noqa: PT012 - where is open
            east.execute("UPDATE t SET b = 4 WHERE a = 1")
            east.execute("COMMIT")


def test_the_last_to_be_deleted_takes_both_along(
    pair: tuple[Site, Site], ends: tuple[LocalCluster, LocalCluster], slow: float
) -> None:
    east, west = pair
    assert east.client.delete_cluster(identifier=east.identifier)["status"] == "PENDING_DELETE"
    assert east.rest() == "PENDING_DELETE"
    code, *_ = refusal(lambda: east.client.delete_cluster(identifier=east.identifier))
    assert code == "ConflictException"
    with connect(ends[1]) as connection:
        connection.execute("SELECT 1")
    assert west.client.delete_cluster(identifier=west.identifier)["status"] == "DELETING"
    assert status(east.client, east.identifier) == "DELETING"
    for site in pair:
        site.client.get_waiter("cluster_not_exists").wait(identifier=site.identifier, WaiterConfig=FAST)


def test_a_peer_is_left(pair: tuple[Site, Site], ends: tuple[LocalCluster, LocalCluster]) -> None:
    east, west = pair
    with connect(ends[0]) as connection:
        connection.execute("CREATE TABLE t (a int)")
    west.name()
    assert (west.rest(), east.rest()) == ("ACTIVE", "PENDING_SETUP")
    with connect(ends[1]) as connection:
        assert connection.execute("SELECT count(*) FROM t").fetchone() == (0,)
    with pytest.raises(psycopg.OperationalError):
        connect(ends[0])

    west.name(east)
    assert (west.rest(), east.rest()) == ("ACTIVE", "ACTIVE")
    with connect(ends[0]) as connection:
        assert connection.execute("SELECT count(*) FROM t").fetchone() == (0,)


def test_a_peer_that_waits_to_be_deleted_is_left(pair: tuple[Site, Site]) -> None:
    east, west = pair
    east.client.delete_cluster(identifier=east.identifier)
    west.name()
    assert west.rest() == "ACTIVE"
    east.client.get_waiter("cluster_not_exists").wait(identifier=east.identifier, WaiterConfig=FAST)
    assert west.client.delete_cluster(identifier=west.identifier)["status"] == "DELETING"


def test_the_stand_in_removes_one_of_them(
    pair: tuple[Site, Site], ends: tuple[LocalCluster, LocalCluster]
) -> None:
    ends[0].delete()
    assert status(pair[1].client, pair[1].identifier) == "ACTIVE"
    connect(ends[1]).close()


def test_one_that_was_never_linked_is_deleted_at_once(make: Make, slow: float) -> None:
    east = make(EAST)
    east.rest()
    assert east.client.delete_cluster(identifier=east.identifier)["status"] == "DELETING"


CLUSTERS, REGION = "multiRegionProperties.clusters", "multiRegionProperties.witnessRegion"


def test_what_cannot_be_asked_of_create(make: Make) -> None:
    east, single = make(EAST), make(EAST, witness=None)
    unknown = Site(None, "", east.arn[:-26] + "a" * 26)
    for arguments, field, why in (
        ({"region": EAST, "witness": EAST}, REGION, "Region of the cluster"),
        ({"region": EAST, "witness": "moon"}, REGION, "not a Region"),
        ({"region": WEST, "witness": None, "peers": [east]}, REGION, "must not be null"),
        ({"region": EAST, "peers": [east]}, CLUSTERS, "Region of the cluster itself"),
        ({"region": WEST, "witness": EAST, "peers": [east]}, REGION, "Region of a peer"),
        ({"region": WEST, "witness": "eu-west-1", "peers": [east]}, REGION, "that of the peer"),
        ({"region": WEST, "peers": [unknown]}, CLUSTERS, "there is no cluster"),
        ({"region": WEST, "peers": [single]}, CLUSTERS, "single-Region"),
        ({"region": WEST, "peers": [east, east]}, CLUSTERS, "same Region twice"),
    ):
        name, message = wrong_field(partial(make, **arguments))
        assert (name, why in message) == (field, True), message


def test_what_cannot_be_asked_of_update(pair: tuple[Site, Site], make: Make) -> None:
    east, west = pair
    single = make(EAST, witness=None)
    single.rest()
    code, _, response = refusal(lambda: single.name(west))
    assert (code, response["reason"]) == ("ValidationException", "other")
    assert wrong_field(lambda: east.name(west, witness="eu-west-1"))[0] == REGION
    third = make("eu-west-1")
    third.rest()
    code, status_code, _ = refusal(lambda: third.name(west))
    assert (code, status_code) == ("ConflictException", 409)
    assert wrong_field(lambda: east.name(west, third))[0] == CLUSTERS


def test_they_have_a_quota_of_their_own(make: Make, standin: Running) -> None:
    assert standin.settings["multi_region_quota"] == 5
    standin.change(multi_region_quota=1, cluster_quota=1)
    try:
        make(WEST)
        make(WEST, witness=None)
        assert refusal(lambda: make(WEST))[:2] == ("ServiceQuotaExceededException", 402)
    finally:
        standin.change(multi_region_quota=5, cluster_quota=20)


def test_an_update_ends_failed_for_one(pair: tuple[Site, Site], standin: Running) -> None:
    east, west = pair
    with standin.cluster(east.identifier).inject(Fault("control", "fail")):
        east.client.update_cluster(identifier=east.identifier)
    assert (east.rest(), west.rest()) == ("FAILED", "ACTIVE")
