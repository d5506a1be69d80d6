#!/usr/bin/env python3
"""Runs the Pulumi project in the root on the local stand-in: `make up`, `make preview`, `make down`.

    quickstart.py up        start the stand-in, apply the program, say what there is now
    quickstart.py preview   start the stand-in, show what `up` would do, with the SQL
    quickstart.py down      destroy what the program made, stop the stand-in
    quickstart.py cancel    release the lock that a killed run has left
    quickstart.py env       print the variables with which pulumi, psql and the AWS CLI reach all this

Everything lies in .state/. No AWS account can be touched: the user's AWS variables and files are left out.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

STACK = "local"

# What points to accounts, databases or Pulumi settings other than those of the stand-in.
_FOREIGN = ("AWS_", "PG", "PULUMI_")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")

_DONE = {"create": "created", "update": "updated", "delete": "deleted", "replace": "replaced"}


class Stop(Exception):
    """The command cannot go on; the text is one line for the user."""


@dataclass(frozen=True)
class Quickstart:
    """The project in `root`, its virtual environment and its `.state`."""

    root: Path

    @property
    def state(self) -> Path:
        """Where everything lies that is not in git."""
        return self.root / ".state"

    def up(self) -> int:
        """Apply the program; returns the exit code."""
        env = self._started()
        code = self._pulumi(env, "up", "--yes", "--strict", "--suppress-permalink=true")
        if code != 0:
            self._explain_lock()
            return code
        self._report(env)
        return 0

    def preview(self) -> int:
        """Show what `up` would do; returns the exit code."""
        return self._pulumi(self._started(), "preview", "--diff", "--suppress-permalink=true")

    def down(self) -> int:
        """Destroy and stop; returns the exit code. There may be nothing to do."""
        variables = self._stand_in_variables()
        if variables is None:
            self._forget_stack(self._environment({}))
            self._stand_in("down")  # it may have been killed and left its databases behind
            _say("nothing is up")
            return 0
        env = self._environment(variables)
        if self._has_stack(env):
            code = self._pulumi(env, "destroy", "--yes", "--suppress-permalink=true")
            if code != 0:
                self._explain_lock()
                return code
        self._stand_in("down")
        _say("the local stand-in is stopped")
        return 0

    def cancel(self) -> int:
        """Release the lock; returns the exit code."""
        return self._pulumi(self._environment({}), "cancel", "--yes")

    def env(self) -> int:
        """Print shell commands that set the variables; returns the exit code."""
        stand_in = self._stand_in_variables()
        if stand_in is None:
            raise Stop("the stand-in is not running; run `make up`")
        variables = {**self._settings(), **stand_in, "PATH": self._path()}
        foreign = sorted(name for name in os.environ if _is_foreign(name) and name not in variables)
        if foreign:
            _say(f"unset {' '.join(foreign)}")
        for name, value in variables.items():
            _say(f"export {name}={shlex.quote(value)}")
        return 0

    def _started(self) -> dict[str, str]:
        """Start what is not running yet and return the environment in which Pulumi runs."""
        variables = self._stand_in_variables()
        if variables is None:
            _say("starting the local stand-in for Aurora DSQL")
            self._stand_in("up", "--no-cluster")  # making the cluster is what the program shows
            # The stand-in keeps its databases for as long as it runs: what an older one held is gone.
            self._forget_stack(self._environment({}))
            variables = self._stand_in_variables()
        if variables is None:
            raise Stop("the stand-in ended as soon as it was started; see .state/dsql-local/server.log")
        env = self._environment(variables)
        self._quietly(env, "stack", "select", "--create", STACK)
        return env

    def _environment(self, stand_in: Mapping[str, str]) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not _is_foreign(name)}
        # Pulumi's providers make their own tokens; the one that is meant for psql is none of its business.
        needed = {name: value for name, value in stand_in.items() if name not in ("PGHOST", "PGPASSWORD")}
        return {**clean, **self._settings(), **needed, "PATH": self._path()}

    def _settings(self) -> dict[str, str]:
        return {
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "DSQL_LOCAL_HOME": str(self.state / "dsql-local"),
            "PULUMI_BACKEND_URL": f"file://{_made(self.state / 'pulumi')}",
            "PULUMI_HOME": str(self.state / "pulumi-home"),
            "PULUMI_CONFIG_PASSPHRASE_FILE": str(self._passphrase_file()),
            "PULUMI_PYTHON_CMD": str(self.root / ".venv" / "bin" / "python"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        }

    def _path(self) -> str:
        try:
            engine = (self.state / "engine").read_text().strip()
        except FileNotFoundError:
            raise Stop("there is no Pulumi engine here yet; run `make setup`") from None
        return os.pathsep.join([engine, str(self.root / ".venv" / "bin"), os.environ.get("PATH", os.defpath)])

    def _passphrase_file(self) -> Path:
        file = _made(self.state) / "passphrase"
        if not file.exists():
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as handle:
                handle.write(secrets.token_urlsafe(24))
        return file

    def _stand_in(self, *args: str) -> None:
        if self._dsql_local(*args).returncode != 0:
            raise Stop(f"`dsql-local {' '.join(args)}` failed; the reason is above")

    def _stand_in_variables(self) -> dict[str, str] | None:
        """Return what the stand-in's clients need in their environment; None when it does not run."""
        printed = self._dsql_local("env", stderr=subprocess.DEVNULL)
        if printed.returncode != 0:
            return None
        words = [word for word in shlex.split(printed.stdout, comments=True) if "=" in word]
        variables = dict(word.split("=", 1) for word in words)
        address = variables.get("AWS_ENDPOINT_URL_DSQL", "")
        if urlsplit(address).hostname not in _LOOPBACK:
            raise Stop(f"the stand-in's address is {address!r}, which is not this machine; nothing was done")
        return variables

    def _dsql_local(self, *args: str, stderr: int | None = None) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if not _is_foreign(name)}
        env = {**clean, "DSQL_LOCAL_HOME": str(self.state / "dsql-local")}
        command = [str(self.root / ".venv" / "bin" / "dsql-local"), *args]
        return subprocess.run(command, env=env, stdout=subprocess.PIPE, stderr=stderr, text=True, check=False)

    def _pulumi(self, env: Mapping[str, str], *args: str) -> int:
        command = ["pulumi", *args, "--stack", STACK]
        # Ctrl-C reaches Pulumi from the terminal too. It must wind up by itself: killed, it leaves its lock.
        previous = signal.signal(signal.SIGINT, lambda *_: None)
        try:
            with subprocess.Popen(command, cwd=self.root, env=dict(env)) as pulumi:
                return pulumi.wait()
        finally:
            signal.signal(signal.SIGINT, previous)

    def _quietly(self, env: Mapping[str, str], *args: str) -> str:
        command = ["pulumi", "--non-interactive", *args]
        done = subprocess.run(
            command, cwd=self.root, env=dict(env), capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            reason = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
            raise Stop(f"`pulumi {' '.join(args)}` failed: {' '.join(reason)}")
        return done.stdout

    def _has_stack(self, env: Mapping[str, str]) -> bool:
        return any(
            stack["name"] == STACK for stack in json.loads(self._quietly(env, "stack", "ls", "--json"))
        )

    def _forget_stack(self, env: Mapping[str, str]) -> None:
        if self._has_stack(env):
            self._quietly(env, "stack", "rm", "--yes", "--force", "--stack", STACK)

    def _report(self, env: Mapping[str, str]) -> None:
        """Say what the last run did, what there is now, and how to look at it."""
        exported = json.loads(self._quietly(env, "stack", "export", "--stack", STACK))
        resources = [
            resource
            for resource in exported["deployment"].get("resources", [])
            if not resource["type"].startswith("pulumi:")
        ]
        last = json.loads(
            self._quietly(env, "stack", "history", "--json", "--page-size", "1", "--stack", STACK)
        )[0]
        changes: dict[str, int] = last.get("resourceChanges", {})
        done = [f"{changes[kind]} {word}" for kind, word in _DONE.items() if changes.get(kind)]
        _say(", ".join(done) if done else "unchanged: there was nothing to do")
        for resource in resources:
            _say(f"  {described(resource)}")
        _say("Look at it with psql:  .venv/bin/dsql-local psql --home .state/dsql-local")
        _say("Edit __main__.py; `make preview` shows the SQL, `make up` runs it, `make down` removes it all.")

    def _explain_lock(self) -> None:
        """Where a lock was the reason, say what helps."""
        for file in (self.state / "pulumi" / ".pulumi" / "locks").glob(f"**/{STACK}/*.json"):
            holder = json.loads(file.read_text())
            if holder.get("hostname") == socket.gethostname() and _is_alive(int(holder["pid"])):
                raise Stop(f"another run (process {holder['pid']}) is using the stack; wait until it ends")
            raise Stop("the stack is locked by a run that was killed; run `make cancel`, then this again")


def described(resource: Mapping[str, Any]) -> str:
    """Return one line about a resource as `pulumi stack export` has it: kind, name, a cluster's endpoint."""
    kind = resource["type"].rsplit(":", 1)[-1]
    name = resource["urn"].rsplit("::", 1)[-1]
    endpoint = resource["outputs"]["endpoint"] if _is_cluster(resource) else ""
    return f"{kind:<12}{name:<28}{endpoint}".rstrip()


def main(arguments: list[str], root: Path) -> int:
    """Run one command; returns its exit code."""
    quickstart = Quickstart(root)
    commands: dict[str, Callable[[], int]] = {
        "up": quickstart.up,
        "preview": quickstart.preview,
        "down": quickstart.down,
        "cancel": quickstart.cancel,
        "env": quickstart.env,
    }
    parser = argparse.ArgumentParser(description="Run the quickstart on the local stand-in.")
    parser.add_argument("command", choices=commands)
    try:
        return commands[parser.parse_args(arguments).command]()
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _is_cluster(resource: Mapping[str, Any]) -> bool:
    return bool(resource["type"].endswith(":Cluster") and "endpoint" in resource.get("outputs", {}))


def _is_foreign(variable: str) -> bool:
    return variable.startswith(_FOREIGN) and not variable.startswith("PULUMI_DSQL_")


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path(__file__).resolve().parent.parent))
