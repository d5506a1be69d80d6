"""tools/pulumi/pulumi-language-python over gRPC, as the engine talks to it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import language_pb2, language_pb2_grpc

from engine import build
from fake_engine import executable

# In place of pulumi-language-python-exec: notes how it was started, then does what its environment asks for.
_EXEC = """
import json, os, pathlib, sys, time
seen = {"argv": sys.argv[1:], "env": dict(os.environ), "python": sys.executable, "pid": os.getpid()}
pathlib.Path("seen.tmp").write_text(json.dumps(seen))
os.rename("seen.tmp", "seen.json")
time.sleep(float(os.environ.get("EXEC_SECONDS", 0)))
sys.exit(int(os.environ.get("EXEC_CODE", 0)))
"""


@pytest.fixture
def bin_dir(engine_bin: Path, tmp_path: Path) -> Path:
    """A bin folder with the language host in it, as in the cache."""
    if engine_bin.parent.name != build.name():
        pytest.skip(f"the engine in {engine_bin} was not built here: it has the official language host")
    folder = tmp_path / "bin"
    folder.mkdir()
    shutil.copy(engine_bin / "pulumi-language-python", folder)
    executable(folder / "pulumi-language-python-exec", _EXEC)
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An empty project folder."""
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


class Host:
    """A running language host."""

    def __init__(self, bin_dir: Path, project: Path, environ: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [bin_dir / "pulumi-language-python", "127.0.0.1:1"],
            cwd=project,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.channel = grpc.insecure_channel(f"127.0.0.1:{int(self.process.stdout.readline())}")
        self.stub = language_pb2_grpc.LanguageRuntimeStub(self.channel)
        self._project = project

    def info(self, **options: str) -> language_pb2.ProgramInfo:
        """What the engine says about the project."""
        info = language_pb2.ProgramInfo(
            root_directory=str(self._project), program_directory=str(self._project), entry_point="."
        )
        info.options.update(options)
        return info

    def run(self, **options: str) -> language_pb2.RunResponse:
        """Run the program to its end."""
        response: language_pb2.RunResponse = self.stub.Run(self.request(**options), timeout=30)
        return response

    def request(self, **options: str) -> language_pb2.RunRequest:
        """Ask for a run of a stack with a secret in its configuration."""
        return language_pb2.RunRequest(
            info=self.info(**options),
            project="toy",
            stack="test",
            pwd=str(self._project),
            program=".",
            monitor_address="127.0.0.1:2",
            config={"toy:password": "hunter2"},
            configSecretKeys=["toy:password"],
            dryRun=True,
            parallel=8,
            organization="organization",
        )

    def seen(self) -> dict[str, Any]:
        """How the program was started; waits until it is."""
        file = self._project / "seen.json"
        _until(file.exists)
        seen: dict[str, Any] = json.loads(file.read_text())
        return seen

    def close(self) -> None:
        """Tidy up after a test."""
        self.channel.close()
        self.process.kill()
        self.process.communicate()


Start = Callable[..., Host]


@pytest.fixture
def start(bin_dir: Path, project: Path) -> Iterator[Start]:
    """A function that starts the host, with variables on top of the environment."""
    hosts: list[Host] = []

    def start(**variables: str) -> Host:
        hosts.append(Host(bin_dir, project, {**os.environ, "PULUMI_PYTHON_CMD": sys.executable, **variables}))
        return hosts[-1]

    yield start
    for host in hosts:
        host.close()


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.02)


def _is_gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def _wrapper(venv: Path) -> Path:
    """Write a Python of its own name that is this one."""
    return executable(venv / "bin" / "python", f'#!/bin/sh\nPYTHON_USED="$0" exec "{sys.executable}" "$@"\n')


def test_the_program_gets_what_the_engine_says(start: Start) -> None:
    host = start()
    host.stub.Handshake(language_pb2.LanguageHandshakeRequest(engine_address="127.0.0.1:3"))

    response = host.run()

    assert (response.error, response.bail) == ("", False)
    argv = host.seen()["argv"]
    assert dict(zip(argv[:-1:2], argv[1:-1:2], strict=True)) == {
        "--monitor": "127.0.0.1:2",
        "--engine": "127.0.0.1:3",
        "--project": "toy",
        "--root_directory": str(host.info().root_directory),
        "--stack": "test",
        "--pwd": str(host.info().root_directory),
        "--dry_run": "true",
        "--parallel": "8",
        "--organization": "organization",
    }
    assert argv[-1] == "."


def test_configuration_is_in_no_argument(start: Start) -> None:
    host = start()
    host.run()

    seen = host.seen()
    assert "hunter2" not in " ".join(seen["argv"])
    assert json.loads(seen["env"]["PULUMI_CONFIG"]) == {"toy:password": "hunter2"}
    assert json.loads(seen["env"]["PULUMI_CONFIG_SECRET_KEYS"]) == ["toy:password"]


@pytest.mark.parametrize(
    "code,error,bail",
    [
        pytest.param(0, "", False, id="done"),
        pytest.param(32, "", True, id="error already shown"),
        pytest.param(3, "program exited with non-zero exit code: 3", False, id="failed"),
    ],
)
def test_how_a_program_ends(start: Start, code: int, error: str, bail: bool) -> None:
    response = start(EXEC_CODE=str(code)).run()

    assert (response.error, response.bail) == (error, bail)


@pytest.mark.parametrize("absolute", [True, False])
def test_the_declared_virtualenv_runs_the_program(start: Start, project: Path, absolute: bool) -> None:
    python = _wrapper(project / "env")
    (project / "env" / "pyvenv.cfg").touch()
    host = start()

    host.run(virtualenv=str(project / "env") if absolute else "env")

    env = host.seen()["env"]
    assert env["PYTHON_USED"] == str(python)
    assert env["VIRTUAL_ENV"] == str(project / "env")
    assert env["PATH"].startswith(str(project / "env" / "bin"))


@pytest.mark.parametrize(
    "options,reason",
    [
        ({"virtualenv": "nowhere"}, "nowhere, the virtualenv of Pulumi.yaml, has no Python"),
        ({"toolchain": "poetry"}, "toolchain poetry needs the official Pulumi CLI"),
    ],
)
def test_a_project_that_cannot_be_run(start: Start, options: dict[str, str], reason: str) -> None:
    assert reason in start().run(**options).error


def test_what_it_says_about_a_project(start: Start) -> None:
    host = start()

    about = host.stub.About(language_pb2.AboutRequest(info=host.info()))
    listed = host.stub.GetProgramDependencies(language_pb2.GetProgramDependenciesRequest(info=host.info()))
    installed = list(host.stub.InstallDependencies(language_pb2.InstallDependenciesRequest(info=host.info())))

    assert about.executable == sys.executable
    assert about.version == ".".join(map(str, sys.version_info[:3]))
    assert "pulumi" in {dependency.name for dependency in listed.dependencies}
    assert b"installs nothing" in installed[0].stdout
    assert host.stub.GetPluginInfo(empty_pb2.Empty()).version


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_quietly_and_takes_the_program_along(start: Start, end: signal.Signals) -> None:
    host = start(EXEC_SECONDS="600")
    running = host.stub.Run.future(host.request())
    program = host.seen()["pid"]

    host.process.send_signal(end)
    stdout, stderr = host.process.communicate(timeout=20)

    assert (host.process.returncode, stdout, stderr) == (0, "", "")
    _until(lambda: _is_gone(program))
    running.cancel()


@pytest.mark.parametrize("how", ["the call is cancelled", "Cancel is called"])
def test_a_cancelled_program_ends(start: Start, how: str) -> None:
    host = start(EXEC_SECONDS="600")
    running = host.stub.Run.future(host.request())
    program = host.seen()["pid"]

    if how == "Cancel is called":
        host.stub.Cancel(empty_pb2.Empty())
    else:
        running.cancel()

    _until(lambda: _is_gone(program))
    assert host.process.poll() is None


def test_it_ends_with_an_engine_that_was_killed(bin_dir: Path, project: Path) -> None:
    engine = subprocess.Popen(
        ["/bin/sh", "-c", '"$0" 127.0.0.1:1 & echo $!; wait', bin_dir / "pulumi-language-python"],
        cwd=project,
        env={**os.environ, "PULUMI_PYTHON_CMD": sys.executable},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert engine.stdout is not None
    host = int(engine.stdout.readline())
    int(engine.stdout.readline())  # the port: it is up

    engine.kill()
    engine.wait()

    _until(lambda: _is_gone(host))
    engine.stdout.close()


@pytest.mark.parametrize("place", ["declared", "PULUMI_PYTHON_CMD", "VIRTUAL_ENV", ".venv", "PATH"])
def test_which_python_runs_the_program(start: Start, project: Path, tmp_path: Path, place: str) -> None:
    homes = {
        "declared": project / "declared",
        "PULUMI_PYTHON_CMD": tmp_path / "cmd",
        "VIRTUAL_ENV": tmp_path / "active",
        ".venv": project / ".venv",
        "PATH": tmp_path / "path",
    }
    # Every place after the right one has a Python too: it has to be passed over.
    pythons = {name: _wrapper(home) for name, home in list(homes.items())[list(homes).index(place) :]}
    pythons["PATH"] = pythons["PATH"].rename(pythons["PATH"].with_name("python3"))

    host = start(
        PATH=f"{homes['PATH'] / 'bin'}:/usr/bin:/bin",
        PULUMI_PYTHON_CMD=str(pythons.get("PULUMI_PYTHON_CMD", "")),
        VIRTUAL_ENV=str(homes["VIRTUAL_ENV"]),
    )
    host.run(**({"virtualenv": "declared"} if place == "declared" else {}))

    assert host.seen()["env"]["PYTHON_USED"] == str(pythons[place])


def test_no_python_is_one_line(start: Start) -> None:
    response = start(PATH="", PULUMI_PYTHON_CMD="", VIRTUAL_ENV="").run()

    assert "set PULUMI_PYTHON_CMD" in response.error
    assert len(response.error.splitlines()) == 1
