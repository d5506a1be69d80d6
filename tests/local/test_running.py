"""The process that is the stand-in: what it leaves in its home, what it tells, how it ends."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

import dsql_local
from dsql_local import LocalError, Running
from standin import eventually


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def own(home: Path) -> Iterator[Running]:
    """A stand-in of this test's own."""
    with dsql_local.start(home, settings={"cluster_seconds": 0}) as running:
        yield running


def modes(home: Path) -> dict[str, int]:
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in home.iterdir()}


def test_its_home_is_private(own: Running, home: Path) -> None:
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert {name: mode for name, mode in modes(home).items() if mode & 0o077} == {}


def test_keys_stay_from_one_run_to_the_next(home: Path) -> None:
    seen = []
    for _ in range(2):
        with dsql_local.start(home) as running:
            variables = running.variables()
            seen.append((variables["AWS_SECRET_ACCESS_KEY"], (home / "ca.pem").read_text()))
    assert seen[0] == seen[1]
    assert "server.json" not in modes(home)


def test_only_one_runs_in_a_home(own: Running, home: Path) -> None:
    with pytest.raises(LocalError, match="DSQL920: a stand-in already runs in"):
        dsql_local.start(home)
    assert own.settings["cluster_seconds"] == 0, "the one that was there still answers"
    assert dsql_local.connect(home).state == own.state


def test_without_one_there_is_nothing_to_connect_to(home: Path) -> None:
    with pytest.raises(LocalError, match="DSQL931: no stand-in runs here; start one with: dsql-local up"):
        dsql_local.connect(home)


def test_clusters_come_and_go(own: Running) -> None:
    first, second = own.create_cluster(), own.create_cluster("eu-west-1")
    assert [cluster.identifier for cluster in own.clusters()] == [first.identifier, second.identifier]
    assert own.cluster() == first
    assert own.cluster(second.identifier).region == "eu-west-1"
    assert second.environ["AWS_REGION"] == "eu-west-1"
    first.delete()
    assert [cluster.identifier for cluster in own.clusters()] == [second.identifier]
    with pytest.raises(LocalError, match="DSQL912: There is no cluster"):
        first.delete()
    with pytest.raises(LocalError, match="DSQL932: there is no cluster"):
        own.cluster(first.identifier)


def test_a_cluster_whose_database_dies_has_failed(own: Running) -> None:
    cluster = own.create_cluster()
    keeper = _keeper_of(own, cluster.identifier)
    os.kill(keeper, signal.SIGTERM)
    eventually(lambda: own.cluster(cluster.identifier).status == "FAILED")
    own.cluster(cluster.identifier).delete()
    assert own.clusters() == []


def _keeper_of(running: Running, identifier: str) -> int:
    """The process that watches over the database of a cluster."""
    for directory in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (directory / "cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue
        if "keep" in arguments and f"{running.state.run_directory}/{identifier}" in arguments:
            return int(directory.name)
    raise AssertionError("no such process")


@pytest.mark.parametrize("values", [{"no_such": 1}, {"job_seconds": -1}, {"job_seconds": float("nan")}])
def test_a_wrong_setting_changes_nothing(standin: Running, values: dict[str, float]) -> None:
    before = standin.settings
    with pytest.raises(LocalError, match="DSQL910"):
        standin.change(clock_offset_seconds=7, **values)
    assert standin.settings == before


@pytest.mark.parametrize("secret", ["", "Bearer ", "Bearer guess"])
def test_the_admin_port_is_for_those_who_have_the_secret(standin: Running, secret: str) -> None:
    url = f"http://127.0.0.1:{standin.state.admin_port}/status"
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(urllib.request.Request(url, headers={"Authorization": secret}))
    with caught.value as response:
        assert response.status == 403


def test_it_listens_on_loopback_only(standin: Running) -> None:
    sockets = Path(f"/proc/{standin.state.pid}/net/tcp").read_text().splitlines()[1:]
    sockets += Path(f"/proc/{standin.state.pid}/net/tcp6").read_text().splitlines()[1:]
    ports = {standin.state.wire_port, standin.state.control_port, standin.state.admin_port}
    listening = [line.split()[1].split(":") for line in sockets if line.split()[3] == "0A"]
    ours = [(address, int(port, 16)) for address, port in listening if int(port, 16) in ports]
    assert sorted(ours) == [("0100007F", port) for port in sorted(ports)]


def test_no_secret_is_in_an_argument_or_a_log(own: Running, home: Path) -> None:
    cluster = own.create_cluster()
    environ = cluster.environ
    secrets = [environ["AWS_SECRET_ACCESS_KEY"], environ["PGPASSWORD"], own.state.admin_secret]
    pids = [own.state.pid, _keeper_of(own, cluster.identifier)]
    texts = [Path(f"/proc/{pid}/cmdline").read_text() for pid in pids]
    texts += [(home / name).read_text() for name in ("server.log", "log.jsonl")]
    assert not [secret for secret in secrets for text in texts if secret in text]
    assert not [secret for secret in secrets if secret in repr(own.state)]


def test_a_killed_one_leaves_nothing_once_another_starts(home: Path) -> None:
    first = dsql_local.start(home, settings={"cluster_seconds": 0})
    keeper = _keeper_of(first, first.create_cluster().identifier)
    os.kill(first.state.pid, signal.SIGKILL)
    eventually(lambda: not Path(f"/proc/{keeper}").exists())
    with dsql_local.start(home) as second:
        assert second.clusters() == []
        assert not Path(first.state.run_directory).exists()
    first.stop()


STARTER = """
import sys, dsql_local
running = dsql_local.start()
running.create_cluster()
print(running.home, running.state.pid, running.state.run_directory, flush=True)
sys.stdin.read()
"""


def test_it_ends_with_the_process_that_started_it() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as starter:
        assert starter.stdout is not None
        home, pid, run_directory = starter.stdout.readline().split()
        starter.kill()
    eventually(lambda: not Path(f"/proc/{pid}").exists())
    assert not Path(run_directory).exists()
    assert not Path(home).exists()
