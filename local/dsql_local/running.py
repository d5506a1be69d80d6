"""A running stand-in, seen from outside: started, asked and stopped by another process."""

import contextlib
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from dsql_local import environment, places, state, statement_log, temporary
from dsql_local.errors import LocalError
from dsql_local.faults.at_random import USUAL
from dsql_local.faults.fault import Fault
from dsql_local.injected import Injected, InjectedAtRandom
from dsql_local.settings import Value
from dsql_local.state import State
from dsql_local.statement_log import LogEntry

DEFAULT_REGION = "us-east-1"
_SERVING = ("ACTIVE", "IDLE", "INACTIVE")
_STOP_SECONDS = 30.0
_ANSWER_SECONDS = 60.0


class Running:
    """A running stand-in; made by `start` or `connect`. As a context manager it stops at the end."""

    def __init__(
        self, home: Path, found_at: State, process: "subprocess.Popen[str] | None", home_is_ours: bool
    ) -> None:
        self.home = home
        self.state = found_at
        self._process = process
        self._home_is_ours = home_is_ours

    @property
    def environ(self) -> dict[str, str]:
        """This process's environment with what clients need to find the stand-in, but no cluster of it."""
        return environment.applied(self.variables())

    @property
    def settings(self) -> dict[str, Value]:
        """The settings as they are now."""
        settings: dict[str, Value] = self._ask("GET", "/status")["settings"]
        return settings

    def change(self, **settings: Value) -> None:
        """Change settings at run time; LocalError (DSQL910) when one is unknown or out of range."""
        self._ask("POST", "/settings", settings)

    def create_cluster(
        self, region: str | None = None, tags: Mapping[str, str] | None = None
    ) -> "LocalCluster":
        """A new, empty cluster (of the stand-in's Region unless another is given) that is ACTIVE."""
        return self._cluster(self._ask("POST", "/clusters", {"region": region, "tags": dict(tags or {})}))

    def clusters(self) -> list["LocalCluster"]:
        """All clusters, the oldest first, also those that clients made through the control plane."""
        return [self._cluster(found) for found in self._ask("GET", "/status")["clusters"]]

    def cluster(self, identifier: str | None = None) -> "LocalCluster":
        """The cluster of that identifier; by default the oldest ACTIVE one. LocalError if there is none."""
        for cluster in self.clusters():
            if cluster.identifier == identifier or (identifier is None and cluster.status in _SERVING):
                return cluster
        if identifier is None:
            raise LocalError("DSQL932", "there is no active cluster; create one, or run: dsql-local up")
        raise LocalError("DSQL932", f"there is no cluster {identifier}; dsql-local status lists them")

    def delete_cluster(self, identifier: str) -> None:
        """Delete a cluster, protected or not, and wait until it is gone."""
        self._ask("DELETE", f"/clusters/{identifier}")

    def reset(self, identifier: str | None = None) -> None:
        """Empty a cluster, or all that serve clients: no table, role or job is left. Connections break."""
        self._ask("POST", f"/clusters/{identifier}/reset" if identifier else "/reset")

    def log(self, cluster: str | None = None) -> list[LogEntry]:
        """The entries of the log, all or those of one cluster (its identifier)."""
        return list(statement_log.read(state.log_file(self.home), cluster))

    def variables(self, cluster: "LocalCluster | None" = None) -> dict[str, str]:
        """Only the variables that make a client find the stand-in, and the cluster if one is given."""
        directory = self.state.keys_directory(self.home)
        key, ca_file = state.key_of(directory), directory / "ca.pem"
        if cluster is None:
            return environment.variables(self.state, key, ca_file, None)
        offset = float(self.settings["clock_offset_seconds"] or 0)
        return environment.variables(self.state, key, ca_file, cluster.endpoint, cluster.region, offset)

    def inject(self, fault: Fault) -> Injected:
        """Put a fault in place; it strikes from now on."""
        return Injected(self._ask, self._ask("POST", "/faults", fault.as_dict()))

    def inject_random(
        self, rate: float, seed: int = 0, do: Sequence[str] = USUAL, *, cluster: str = ""
    ) -> InjectedAtRandom:
        """Let things go wrong at random: about `rate` of what is asked meets one of `do`.

        The same seed strikes the same places of the same sequence of statements. `do` are words of
        `faults.at_random.RANDOM`; LocalError (DSQL915) for others.
        """
        asked = {"rate": rate, "seed": seed, "do": list(do), "cluster": cluster}
        described = self._ask("POST", "/faults/random", asked)["faults"]
        return InjectedAtRandom([Injected(self._ask, found) for found in described])

    def faults(self) -> list[Injected]:
        """All faults that were injected and not removed, in the order in which they are tried."""
        return [Injected(self._ask, found) for found in self._ask("GET", "/faults")["faults"]]

    def fault(self, number: int) -> Injected:
        """The fault of that number. LocalError (DSQL916) when there is none."""
        return Injected(self._ask, self._ask("GET", f"/faults/{number}"))

    def stop(self) -> None:
        """End it and wait until it has ended. Clusters go with it, unless they are kept. Does nothing when it
        has ended before.
        """
        with contextlib.suppress(LocalError):
            self._ask("POST", "/shutdown")
        if self._process is not None:
            _end(self._process)
        deadline = time.monotonic() + _STOP_SECONDS
        while state.is_running(self.home):
            if time.monotonic() > deadline:
                raise LocalError(
                    "DSQL933", f"process {self.state.pid} does not end; end it with: kill -9 {self.state.pid}"
                )
            time.sleep(0.005)
        clean_up_after_crash(self.home)
        if self._home_is_ours:
            shutil.rmtree(self.home, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _cluster(self, described: Mapping[str, Any]) -> "LocalCluster":
        names = ("identifier", "endpoint", "arn", "region", "status", "tags")
        return LocalCluster(self, *(described[name] for name in names))

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        """One request of the admin API."""
        connection = http.client.HTTPConnection("127.0.0.1", self.state.admin_port, timeout=_ANSWER_SECONDS)
        headers = {"Authorization": f"Bearer {self.state.admin_secret}"}
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            answer = json.load(response)
        except (OSError, http.client.HTTPException, ValueError):
            raise LocalError("DSQL930", "the stand-in does not answer; run: dsql-local down") from None
        finally:
            connection.close()
        if response.status != 200:
            code, _, message = str(answer.get("error", "")).partition(": ")
            raise LocalError(code, message)
        return answer


@dataclass(frozen=True)
class LocalCluster:
    """One cluster of a running stand-in, as it was when asked for."""

    running: Running
    identifier: str
    endpoint: str
    arn: str
    region: str
    status: str
    tags: Mapping[str, str]

    @property
    def environ(self) -> dict[str, str]:
        """This process's environment with what clients need to find this cluster; its token is fresh."""
        return environment.applied(self.running.variables(self))

    def as_dict(self) -> dict[str, Any]:
        """What is known of it, as JSON has it."""
        names = ("identifier", "endpoint", "arn", "region", "status")
        return {name: getattr(self, name) for name in names} | {"tags": dict(self.tags)}

    def inject(self, fault: Fault) -> Injected:
        """Put a fault in place that strikes only what is asked of this cluster."""
        return self.running.inject(replace(fault, cluster=self.identifier))

    def inject_random(self, rate: float, seed: int = 0, do: Sequence[str] = USUAL) -> InjectedAtRandom:
        """Let things go wrong at random with what is asked of this cluster; see `Running.inject_random`."""
        return self.running.inject_random(rate, seed, do, cluster=self.identifier)

    def log(self) -> list[LogEntry]:
        """The entries of the log that are about this cluster."""
        return self.running.log(self.identifier)

    def reset(self) -> None:
        """Empty it: no table, no role, no job is left. Its connections break, its endpoint stays."""
        self.running.reset(self.identifier)

    def delete(self) -> None:
        """Delete it, protected or not, and wait until it is gone."""
        self.running.delete_cluster(self.identifier)


def start(
    home: Path | None = None,
    *,
    region: str = DEFAULT_REGION,
    outlives_us: bool = False,
    settings: Mapping[str, Value] | None = None,
    data: Path | None = None,
    port: int = 0,
    control_port: int = 0,
) -> Running:
    """Start a stand-in in a process of its own; returns once it is ready.

    Without a `home` it gets a temporary one. It ends with this process, unless it `outlives_us`. `settings`
    are by the names of `settings.Settings`. Clusters are kept in `data` if that is given, and those that are
    there are served. Ports (of PostgreSQL's protocol and of the control plane) are chosen unless given.
    LocalError when one runs in that home already (DSQL920), uses that data (DSQL922), or listens there
    (DSQL925).
    """
    home_is_ours = home is None
    home = home or temporary.make("home", Path(tempfile.gettempdir()))
    try:
        places.private_directory(home)
        if state.is_running(home):
            raise LocalError("DSQL920", f"a stand-in already runs in {home}; stop it with: dsql-local down")
        clean_up_after_crash(home)
        flags = [] if outlives_us else ["--while-stdin-open"]
        flags += ["--temporary"] if home_is_ours else []
        flags += ["--data", str(data.absolute())] if data else []
        flags += ["--port", str(port), "--control-port", str(control_port)]
        process = _spawn(home, region, settings or {}, flags, outlives_us)
        found_at = State.read(home)
        if found_at is None:
            raise LocalError("DSQL921", f"the stand-in ended at once; see {home / 'server.log'}")
    except BaseException:
        if home_is_ours:
            shutil.rmtree(home, ignore_errors=True)
        raise
    return Running(home, found_at, None if outlives_us else process, home_is_ours)


def connect(home: Path | None = None) -> Running:
    """The stand-in that runs in `home` (by default the user's). LocalError (DSQL931) when none does."""
    home = home or places.default_home()
    found_at = State.read(home) if state.is_running(home) else None
    if found_at is None:
        raise LocalError("DSQL931", "no stand-in runs here; start one with: dsql-local up")
    return Running(home, found_at, None, False)


def clean_up_after_crash(home: Path) -> None:
    """Remove what a stand-in left that was killed; its databases have ended with it."""
    if not state.is_running(home) and (left := State.read(home)):
        shutil.rmtree(left.run_directory, ignore_errors=True)
        State.forget(home)


def _spawn(
    home: Path, region: str, settings: Mapping[str, Value], flags: list[str], outlives_us: bool
) -> "subprocess.Popen[str]":
    """Start the server's process and wait for its first word."""
    command = [sys.executable, "-m", "dsql_local.server", "--home", str(home), "--region", region]
    command += ["--settings", json.dumps(settings), *flags]
    places.write_private(home / "server.log", b"")
    with (home / "server.log").open("a") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL if outlives_us else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
            cwd="/",
            env={name: value for name, value in os.environ.items() if not name.startswith(("PG", "AWS_"))},
        )
    answer = json.loads((process.stdout and process.stdout.readline()) or "{}")
    if "ready" not in answer:
        _end(process)
        code, _, message = str(answer.get("error", "")).partition(": ")
        raise LocalError(
            code or "DSQL921", message or f"the stand-in ended at once; see {home / 'server.log'}"
        )
    if process.stdout:
        process.stdout.close()
    return process


def _end(process: "subprocess.Popen[str]") -> None:
    """Let go of the process's standard input, on which it ends, and wait for it."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
