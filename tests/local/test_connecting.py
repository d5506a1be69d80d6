"""Connecting to a cluster as a client does: by name, verified in full, with a token."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg import conninfo

from dsql_local import LocalCluster, Running
from standin import eventually


def connect(cluster: LocalCluster, **changes: str) -> psycopg.Connection[tuple[Any, ...]]:
    """What libpq does with the environment that the stand-in hands out."""
    environ = cluster.environ
    arguments = {
        "host": environ["PGHOST"],
        "hostaddr": environ["PGHOSTADDR"],
        "port": environ["PGPORT"],
        "user": environ["PGUSER"],
        "dbname": environ["PGDATABASE"],
        "sslmode": environ["PGSSLMODE"],
        "sslrootcert": environ["PGSSLROOTCERT"],
        "password": environ["PGPASSWORD"],
    }
    return psycopg.connect(conninfo.make_conninfo("", **(arguments | changes)), autocommit=True)


def one(cluster: LocalCluster, query: str) -> object:
    with connect(cluster) as connection:
        row = connection.execute(query.encode()).fetchone()
        return row[0] if row else None


def refusal(cluster: LocalCluster, **changes: str) -> str:
    with pytest.raises(psycopg.OperationalError) as caught:
        connect(cluster, **changes).close()
    return str(caught.value)


@pytest.fixture
def offset(standin: Running) -> Iterator[Callable[[float], None]]:
    """Sets the clock that tokens are judged by."""
    yield lambda seconds: standin.change(clock_offset_seconds=seconds)
    standin.change(clock_offset_seconds=0)


def test_the_environment_lets_in(cluster: LocalCluster) -> None:
    assert one(cluster, "SELECT current_user || ' ' || current_database()") == "admin postgres"


@pytest.mark.parametrize("kind", ["admin_", ""])
def test_a_token_of_boto3_is_for_its_kind_of_user(
    cluster: LocalCluster, make_client: Callable[..., Any], kind: str
) -> None:
    token = getattr(make_client(), f"generate_db_connect_{kind}auth_token")(Hostname=cluster.endpoint)
    if kind:
        connect(cluster, password=token).close()
    else:
        said = refusal(cluster, password=token)
        assert "Wrong user to action mapping. user: admin, action: DbConnect" in said


def test_a_token_of_another_region_is_refused(cluster: LocalCluster, make_client: Callable[..., Any]) -> None:
    client = make_client(region="eu-west-1")
    token = client.generate_db_connect_admin_auth_token(Hostname=cluster.endpoint)
    assert "access denied" in refusal(cluster, password=token)


def test_a_token_expires_by_the_stand_in_s_clock(
    cluster: LocalCluster, make_client: Callable[..., Any], offset: Callable[[float], None]
) -> None:
    token = make_client().generate_db_connect_admin_auth_token(Hostname=cluster.endpoint, ExpiresIn=60)
    connect(cluster, password=token).close()
    offset(61)
    assert "access denied" in refusal(cluster, password=token)
    connect(cluster).close()  # the environment goes by that clock too


def test_another_name_does_not_verify(cluster: LocalCluster) -> None:
    other = ("y" if cluster.endpoint.startswith("x") else "x") + cluster.endpoint[1:]
    assert "does not match host name" in refusal(cluster, host=other)


def test_every_cluster_has_its_own_data(standin: Running, cluster: LocalCluster) -> None:
    other = standin.create_cluster()
    with connect(cluster) as connection:
        connection.execute("CREATE TABLE only_here (id int PRIMARY KEY)")
    count = "SELECT count(*) FROM pg_class WHERE relname = 'only_here'"
    assert (one(cluster, count), one(other, count)) == (1, 0)
    assert [entry["sql"] for entry in other.log() if entry["event"] == "statement"] == [count]
    other.delete()


def test_a_deleted_cluster_lets_nobody_in_and_lets_go_of_who_is_in(standin: Running) -> None:
    cluster = standin.create_cluster()
    with connect(cluster) as connection:
        environ = cluster.environ
        cluster.delete()
        eventually(lambda: not _answers(connection))
    assert "does not match host name" in refusal(cluster, password=environ["PGPASSWORD"])


def _answers(connection: psycopg.Connection[tuple[Any, ...]]) -> bool:
    try:
        connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def test_a_cluster_can_be_reached_while_it_is_updated(
    standin: Running, cluster: LocalCluster, make_client: Callable[..., Any]
) -> None:
    standin.change(cluster_seconds=2)
    client = make_client()
    try:
        client.update_cluster(identifier=cluster.identifier, deletionProtectionEnabled=False)
        assert client.get_cluster(identifier=cluster.identifier)["status"] == "UPDATING"
        assert one(cluster, "SELECT 1") == 1
    finally:
        standin.change(cluster_seconds=0)


def test_settings_reach_clusters_that_run(standin: Running, cluster: LocalCluster) -> None:
    standin.change(max_connections=1)
    try:
        with connect(cluster):
            assert "too many open connections" in refusal(cluster)
    finally:
        standin.change(max_connections=10_000)
