#!/usr/bin/env python3
"""A small Pulumi language host for Python programs, for where the official one cannot be had.

The engine starts it with its own address as the last argument, reads the port it listens on from the first
line of stdout, and calls it over gRPC. It runs a program with the official `pulumi-language-python-exec`,
which has to lie beside this file. It does not generate code, install dependencies, run policy packs or know
Poetry.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
from google.protobuf import empty_pb2, json_format
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

_EXEC = Path(__file__).resolve().with_name("pulumi-language-python-exec")

# The program exits with this code when it has already shown its error to the user.
_ERROR_ALREADY_SHOWN = 32

_MAX_MESSAGE_BYTES = 400 << 20
_SECONDS_TO_END = 3.0
_SECONDS_BETWEEN_LOOKS_AT_PARENT = 1.0

_LIST_PACKAGES = """
import importlib.metadata, json
print(json.dumps([[d.metadata["Name"], d.version] for d in importlib.metadata.distributions()]))
"""


class HostError(Exception):
    """The program cannot be run as Pulumi.yaml says; the text is for the user."""


class Programs:
    """The programs that are running now, so that they end when the host does."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._ending = False
        self._lock = threading.RLock()  # a signal handler may need it while the main thread holds it

    def run(self, command: list[str], cwd: str, env: Mapping[str, str], context: grpc.ServicerContext) -> int:
        """Run to the end and return the exit code; when the call ends early, so does the program."""
        with self._lock:
            if self._ending:
                return -signal.SIGTERM
            program = subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL)
            self._running.add(program)
        context.add_callback(program.terminate)
        try:
            return program.wait()
        finally:
            with self._lock:
                self._running.discard(program)

    def end(self) -> None:
        """Ask all programs to end, kill those that do not."""
        with self._lock:
            self._ending = True
            running = list(self._running)
        for program in running:
            program.terminate()
        for program in running:
            try:
                program.wait(_SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                program.kill()


class LanguageHost(language_pb2_grpc.LanguageRuntimeServicer):
    """The calls that the engine makes for a Python project."""

    def __init__(self, engine: str, programs: Programs) -> None:
        self._engine = engine
        self._programs = programs

    def Handshake(
        self, request: language_pb2.LanguageHandshakeRequest, context: grpc.ServicerContext
    ) -> language_pb2.LanguageHandshakeResponse:
        self._engine = request.engine_address
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=importlib.metadata.version("pulumi"))

    def GetRequiredPackages(
        self, request: language_pb2.GetRequiredPackagesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetRequiredPackagesResponse:
        # Dynamic resources need only the bundled plugin; others the engine finds when they are registered.
        return language_pb2.GetRequiredPackagesResponse()

    def GetRequiredPlugins(
        self, request: language_pb2.GetRequiredPluginsRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetRequiredPluginsResponse:
        return language_pb2.GetRequiredPluginsResponse()

    def RuntimeOptionsPrompts(
        self, request: language_pb2.RuntimeOptionsRequest, context: grpc.ServicerContext
    ) -> language_pb2.RuntimeOptionsResponse:
        return language_pb2.RuntimeOptionsResponse()

    def InstallDependencies(
        self, request: language_pb2.InstallDependenciesRequest, context: grpc.ServicerContext
    ) -> Iterator[language_pb2.InstallDependenciesResponse]:
        note = "This language host installs nothing: use pip in the project's virtual environment.\n"
        yield language_pb2.InstallDependenciesResponse(stdout=note.encode())

    def About(
        self, request: language_pb2.AboutRequest, context: grpc.ServicerContext
    ) -> language_pb2.AboutResponse:
        python = _python_or_abort(request.info, context)
        shown = [python, "-c", "import platform; print(platform.python_version())"]
        version = subprocess.run(shown, capture_output=True, text=True, check=True).stdout.strip()
        return language_pb2.AboutResponse(executable=python, version=version)

    def GetProgramDependencies(
        self, request: language_pb2.GetProgramDependenciesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetProgramDependenciesResponse:
        python = _python_or_abort(request.info, context)
        listed = subprocess.run(
            [python, "-c", _LIST_PACKAGES], capture_output=True, text=True, check=True
        ).stdout
        return language_pb2.GetProgramDependenciesResponse(
            dependencies=[
                language_pb2.DependencyInfo(name=name, version=version)
                for name, version in json.loads(listed)
            ]
        )

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        self._programs.end()
        return empty_pb2.Empty()

    def Run(
        self, request: language_pb2.RunRequest, context: grpc.ServicerContext
    ) -> language_pb2.RunResponse:
        try:
            python = interpreter(request.info)
        except HostError as error:
            return language_pb2.RunResponse(error=str(error))
        env = _environment(python)
        # Configuration may hold secrets: it goes through the environment, never through the arguments.
        env["PULUMI_CONFIG"] = json.dumps(dict(request.config))
        env["PULUMI_CONFIG_SECRET_KEYS"] = json.dumps(list(request.configSecretKeys))
        code = self._programs.run(
            self._command(python, request), request.info.program_directory, env, context
        )
        if code == _ERROR_ALREADY_SHOWN:
            return language_pb2.RunResponse(bail=True)
        if code != 0:
            return language_pb2.RunResponse(error=f"program exited with non-zero exit code: {code}")
        return language_pb2.RunResponse()

    def _command(self, python: str, request: language_pb2.RunRequest) -> list[str]:
        options = {
            "monitor": request.monitor_address,
            "engine": self._engine,
            "project": request.project,
            "root_directory": request.info.root_directory,
            "stack": request.stack,
            "pwd": request.pwd,
            "dry_run": "true" if request.dryRun else "false",
            "parallel": str(request.parallel),
            "organization": request.organization,
        }
        given = [word for name, value in options.items() if value for word in (f"--{name}", value)]
        return [python, "-u", str(_EXEC), *given, request.info.entry_point, *request.args]


def interpreter(info: language_pb2.ProgramInfo) -> str:
    """Return the Python for the program: the declared virtualenv's, else $PULUMI_PYTHON_CMD, else ours."""
    options = json_format.MessageToDict(info.options)
    toolchain = str(options.get("toolchain", "pip")).lower()
    if toolchain not in ("pip", "uv"):
        raise HostError(
            f"toolchain {toolchain} needs the official Pulumi CLI; use the option virtualenv instead"
        )
    declared = options.get("virtualenv") or (".venv" if toolchain == "uv" else None)
    if declared is None:
        return os.environ.get("PULUMI_PYTHON_CMD") or sys.executable
    home = Path(info.root_directory, str(declared))  # an absolute one stays as it is
    python = home / "bin" / "python"
    if not python.exists():
        raise HostError(
            f"{home}, the virtualenv of Pulumi.yaml, has no Python: make it with python3 -m venv {home}"
        )
    return str(python)


def _python_or_abort(info: language_pb2.ProgramInfo, context: grpc.ServicerContext) -> str:
    try:
        return interpreter(info)
    except HostError as error:
        context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))
        raise


def _environment(python: str) -> dict[str, str]:
    """Return the environment of a program, with the virtual environment of `python`, if any, activated."""
    env = dict(os.environ)
    home = Path(python).parent.parent
    if (home / "pyvenv.cfg").exists():
        env["VIRTUAL_ENV"] = str(home)
        env["PATH"] = os.pathsep.join([str(home / "bin"), env.get("PATH", os.defpath)])
        env.pop("PYTHONHOME", None)
    return env


def main(arguments: list[str]) -> None:
    """Serve until the engine asks us to end, or is gone."""
    engine = os.getppid()
    addresses = [argument for argument in arguments if not argument.startswith("-")]
    programs = Programs()

    def stop(*_: object) -> None:
        programs.end()
        os._exit(0)  # the engine is done with us: no interpreter shutdown, no traceback of a waiting thread

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    limits = [("grpc.max_receive_message_length", _MAX_MESSAGE_BYTES)]
    server = grpc.server(ThreadPoolExecutor(max_workers=4), options=limits)
    host = LanguageHost(addresses[-1] if addresses else "", programs)
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(host, server)
    print(server.add_insecure_port("127.0.0.1:0"), flush=True)
    server.start()
    # A killed engine sends no signal; another parent is how it shows.
    while server.wait_for_termination(_SECONDS_BETWEEN_LOOKS_AT_PARENT) and os.getppid() == engine:
        pass
    stop()


if __name__ == "__main__":
    main(sys.argv[1:])
