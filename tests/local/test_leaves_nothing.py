"""`dsql-local run` leaves no process and no file behind, whatever happens to the command or to itself."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import dsql_local
from dsql_local import temporary
from local.command_line import COMMAND
from local.processes import exists, family, kill
from standin import eventually

SCRIPT = 'echo $$ $DSQL_LOCAL_HOME; cat $DSQL_LOCAL_HOME/server.json; echo; read line; exit "$line"'


@dataclass
class Run:
    """A `dsql-local run` whose command waits for a line, and ends with the exit code in that."""

    process: subprocess.Popen[str]
    command: int
    server: int
    directories: list[Path]
    everything: list[int]

    def is_gone(self) -> bool:
        return not any(exists(pid) for pid in self.everything) and not any(
            directory.exists() for directory in self.directories
        )


@pytest.fixture
def run() -> Iterator[Run]:
    with subprocess.Popen(
        [*COMMAND, "run", "--", "sh", "-c", SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        command, home = process.stdout.readline().split()
        state = json.loads(process.stdout.readline())
        directories = [Path(home), Path(state["run_directory"])]
        assert all(directory.is_dir() for directory in directories)
        everything = family(process.pid)
        assert {int(command), state["pid"]} < set(everything)
        yield Run(process, int(command), state["pid"], directories, everything)
        kill(pid for pid in everything if exists(pid))


def ends_by_itself(run: Run) -> None:
    assert run.process.communicate("3\n", timeout=30) is not None
    assert run.process.returncode == 3


def is_killed(run: Run) -> None:
    kill([run.command])
    assert run.process.wait(30) == 128 + signal.SIGKILL


def loses_its_runner(run: Run) -> None:
    kill([run.process.pid])
    run.process.communicate("0\n", timeout=30)


def loses_its_server(run: Run) -> None:
    kill([run.server])
    run.process.communicate("3\n", timeout=30)
    assert run.process.returncode == 3


@pytest.mark.parametrize("fate", [ends_by_itself, is_killed, loses_its_runner, loses_its_server])
def test_nothing_is_left_when_the_command(run: Run, fate: Callable[[Run], None]) -> None:
    fate(run)
    eventually(run.is_gone, 30)


def test_what_a_sigkill_of_everything_leaves_goes_when_the_next_one_starts(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill(run.everything)
    run.process.wait(30)
    eventually(lambda: not any(exists(pid) for pid in run.everything))
    with dsql_local.start() as other:
        in_use = [other.home, Path(other.state.run_directory)]
        for directory in [*run.directories, *in_use]:
            os.utime(directory, (0, 0))  # as if it were old
        with dsql_local.start():
            assert not any(directory.exists() for directory in run.directories)
            assert all(directory.is_dir() for directory in in_use)


@pytest.mark.parametrize(
    "name,is_old,goes",
    [
        ("dsql-run-abcdefgh", True, True),
        ("dsql-home-abcdefgh", True, True),
        ("dsql-run-abcdefgh", False, False),
        ("dsql-run-notes", True, False),
        ("dsql-local-0", True, False),
    ],
)
def test_only_old_directories_of_ours_go(tmp_path: Path, name: str, is_old: bool, goes: bool) -> None:
    directory = tmp_path / name
    directory.mkdir()
    if is_old:
        os.utime(directory, (0, 0))
    temporary.make("run", tmp_path)
    assert directory.exists() is not goes


def test_a_directory_in_use_stays() -> None:
    with tempfile.TemporaryDirectory() as parent:
        held = temporary.make("run", Path(parent))
        temporary.hold(held)
        os.utime(held, (0, 0))
        temporary.make("run", Path(parent))
        assert held.is_dir()
        temporary.remove(held)
        assert not held.exists()
