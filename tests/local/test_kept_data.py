"""Clusters that are kept in a directory outlive the stand-in, however it ends."""

from __future__ import annotations

import itertools
import json
import os
import signal
import stat
import threading
from pathlib import Path
from typing import Any

import boto3
import psycopg
import pytest

import dsql_local
from dsql_local import LocalCluster, LocalError, Running
from local.processes import exists, family, kill
from standin import eventually

AT_ONCE: dict[str, float | str | None] = {"cluster_seconds": 0, "job_seconds": 0}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def connect(cluster: LocalCluster) -> psycopg.Connection[tuple[Any, ...]]:
    names = {"host": "PGHOST", "hostaddr": "PGHOSTADDR", "port": "PGPORT", "password": "PGPASSWORD"}
    names |= {
        "user": "PGUSER",
        "dbname": "PGDATABASE",
        "sslmode": "PGSSLMODE",
        "sslrootcert": "PGSSLROOTCERT",
    }
    values = {name: cluster.environ[variable] for name, variable in names.items()}
    return psycopg.connect(**values, autocommit=True)  # type: ignore[arg-type]


def service(running: Running, region: str | None = None) -> Any:
    environ = running.variables()
    return boto3.session.Session().client(
        "dsql",
        region_name=region or environ["AWS_REGION"],
        endpoint_url=environ["AWS_ENDPOINT_URL_DSQL"],
        aws_access_key_id=environ["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environ["AWS_SECRET_ACCESS_KEY"],
    )


def identity(running: Running) -> dict[str, str]:
    """What clients of a stand-in hold on to."""
    variables = running.variables()
    kept = {name: variables[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "PGSSLROOTCERT")}
    return kept | {"authority": Path(variables["PGSSLROOTCERT"]).read_text()}


def test_all_is_there_after_a_sigkill_of_everything(data: Path) -> None:
    first = dsql_local.start(data=data, settings=AT_ONCE)
    here, there = first.create_cluster(tags={"team": "orders"}), first.create_cluster("eu-west-1")
    service(first).update_cluster(identifier=here.identifier, deletionProtectionEnabled=True)
    eventually(lambda: first.cluster().status == "ACTIVE")
    with connect(here) as connection:
        connection.execute("CREATE TABLE notes (id int PRIMARY KEY, text text)")
        connection.execute("CREATE ROLE reader WITH LOGIN")
        connection.execute("CREATE INDEX ASYNC notes_text ON notes (text)")
    before, clusters = identity(first), [cluster.as_dict() for cluster in first.clusters()]
    answered = _insert_until_killed(here, first.state.pid)
    with dsql_local.start(data=data, settings=AT_ONCE) as second:
        assert identity(second) == before
        assert [cluster.as_dict() for cluster in second.clusters()] == clusters
        assert second.cluster(there.identifier).region == "eu-west-1"
        assert service(second).get_cluster(identifier=here.identifier)["deletionProtectionEnabled"]
        with connect(second.cluster(here.identifier)) as connection:
            rows = connection.execute("SELECT count(*), max(id) FROM notes").fetchall()
            assert rows in ([(answered, answered - 1)], [(answered + 1, answered)])
            assert connection.execute("SELECT FROM pg_roles WHERE rolname = 'reader'").rowcount == 1
            assert connection.execute("SELECT FROM sys.jobs WHERE status = 'completed'").rowcount == 1
            connection.execute("CREATE TABLE more (id int)")
    first.stop()


def _insert_until_killed(cluster: LocalCluster, pid: int) -> int:
    """How many rows a client was told are there when every process of the stand-in was killed."""
    answered = itertools.count()
    latest = [0]
    enough = threading.Event()

    def insert() -> None:
        with connect(cluster) as connection:
            for number in answered:
                connection.execute("INSERT INTO notes VALUES (%s, 'a note')", (number,))
                latest[0] = number + 1
                if number == 20:
                    enough.set()

    def insert_until_lost() -> None:
        with pytest.raises(psycopg.OperationalError):
            insert()

    client = threading.Thread(target=insert_until_lost)
    client.start()
    assert enough.wait(20)
    everything = family(pid)
    kill(everything[::-1])
    client.join(20)
    eventually(lambda: not any(exists(process) for process in everything))
    return latest[0]


def test_the_next_one_waits_for_a_server_that_is_still_stopping(data: Path) -> None:
    first = dsql_local.start(data=data, settings=AT_ONCE)
    cluster = first.create_cluster()
    with connect(cluster) as connection:
        connection.execute("CREATE TABLE notes (id int)")
    keeper, *_ = family(first.state.pid)[1:]
    os.kill(keeper, signal.SIGSTOP)  # the server goes on, with nobody to stop it
    kill([first.state.pid])
    second: list[Running] = []
    starting = threading.Thread(target=lambda: second.append(dsql_local.start(data=data, settings=AT_ONCE)))
    starting.start()
    starting.join(1)
    assert not second
    os.kill(keeper, signal.SIGCONT)
    starting.join(30)
    with second[0] as running, connect(running.cluster(cluster.identifier)) as connection:
        assert connection.execute("SELECT FROM notes").rowcount == 0
    first.stop()


def test_what_was_under_way_goes_on(data: Path) -> None:
    first = dsql_local.start(data=data, settings=AT_ONCE)
    leaving = first.create_cluster()
    first.change(cluster_seconds=600)
    service(first).delete_cluster(identifier=leaving.identifier)
    coming = service(first).create_cluster(clientToken="a-token", tags={"team": "orders"})
    kill(family(first.state.pid)[::-1])
    with dsql_local.start(data=data, settings=AT_ONCE) as second:
        assert [cluster.identifier for cluster in second.clusters()] == [coming["identifier"]]
        again = service(second).create_cluster(clientToken="a-token", tags={"team": "orders"})
        assert again["identifier"] == coming["identifier"]
        with connect(second.cluster()) as connection:
            connection.execute("SELECT 1")
        second.cluster().delete()
        assert list((data / "clusters").iterdir()) == []
    first.stop()


def test_peers_in_two_regions_keep_their_one_database(data: Path) -> None:
    first = dsql_local.start(data=data, settings=AT_ONCE)
    east, west = service(first, "us-east-1"), service(first, "us-east-2")
    peering = {"witnessRegion": "us-west-2"}
    one = east.create_cluster(multiRegionProperties=peering)
    other = west.create_cluster(multiRegionProperties={**peering, "clusters": [one["arn"]]})
    east.update_cluster(
        identifier=one["identifier"], multiRegionProperties={**peering, "clusters": [other["arn"]]}
    )
    eventually(lambda: [cluster.status for cluster in first.clusters()] == ["ACTIVE", "ACTIVE"])
    with connect(first.cluster(one["identifier"])) as connection:
        connection.execute("CREATE TABLE notes (id int)")
    kill(family(first.state.pid)[::-1])
    with dsql_local.start(data=data, settings=AT_ONCE) as second:
        with connect(second.cluster(other["identifier"])) as connection:
            assert connection.execute("SELECT FROM notes").rowcount == 0
        second.reset()
        with connect(second.cluster(one["identifier"])) as connection:
            assert connection.execute("SELECT FROM pg_tables WHERE schemaname = 'public'").rowcount == 0
    first.stop()


def test_one_stand_in_has_it_at_a_time(data: Path) -> None:
    with dsql_local.start(data=data) as first:
        with pytest.raises(LocalError, match=f"DSQL922: another stand-in uses the data in {data}"):
            dsql_local.start(data=data)
        assert first.clusters() == []


@pytest.mark.parametrize(
    "mark,says",
    [
        ('{"format": 0, "schema": "x", "made_by": "0.0.1"}', "was made by dsql-local 0.0.1 (x)"),
        ("nonsense", "was made by dsql-local an unknown version"),
    ],
)
def test_data_of_another_version_is_left_alone(data: Path, mark: str, says: str) -> None:
    data.mkdir()
    (data / "format.json").write_text(mark)
    with pytest.raises(LocalError) as refused:
        dsql_local.start(data=data)
    assert refused.value.code == "DSQL923"
    assert says in refused.value.message
    assert (data / "format.json").read_text() == mark


def test_a_directory_with_something_else_is_left_alone(data: Path) -> None:
    data.mkdir()
    data.chmod(0o755)
    (data / "thesis.txt").write_text("all of it")
    with pytest.raises(LocalError, match=r"^DSQL924: .* holds something else"):
        dsql_local.start(data=data)
    assert [file.name for file in data.iterdir()] == ["thesis.txt"]
    assert stat.S_IMODE(data.stat().st_mode) == 0o755


def test_a_file_is_no_place_for_data(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(LocalError, match=r"^DSQL924: cannot keep data in .*: File exists"):
        dsql_local.start(data=file)


def test_the_mark_says_what_made_it(data: Path) -> None:
    with dsql_local.start(data=data):
        mark = json.loads((data / "format.json").read_text())
    assert set(mark) == {"format", "schema", "made_by"}
