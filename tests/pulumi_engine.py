"""The fixture `engine`: a real Pulumi engine for tests, each stack with a file backend of its own.

    stack = engine.stack(project_dir, environ=cluster_environ)
    stack.up()
    assert "unchanged" in stack.preview().stdout

No engine is a failure with the one line of tools/pulumi/get.py; PULUMI_DSQL_NO_ENGINE=1 makes it a skip.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

Completed = subprocess.CompletedProcess[str]

_ROOT = Path(__file__).resolve().parent.parent
_GET = _ROOT / "tools" / "pulumi" / "get.py"

# What belongs to whoever runs the tests and must not reach a stack: accounts, databases, Pulumi's own state.
_FOREIGN = ("AWS_", "PG", "PULUMI_")
_TIMEOUT_SECONDS = 300.0


@dataclass(frozen=True)
class Stack:
    """One stack of one project. Every method runs one `pulumi` command and returns it completed.

    A command that fails raises AssertionError with all its output, unless `check=False`.
    """

    directory: Path
    name: str
    environ: Mapping[str, str] = field(repr=False)

    def preview(self, *args: str, json: bool = False, check: bool = True) -> Completed:
        """Run `preview --diff`, or with `json=True` one whose stdout is JSON."""
        return self.pulumi("preview", "--json" if json else "--diff", *args, check=check)

    def up(self, *args: str, strict: bool = True, check: bool = True) -> Completed:
        """Run `up --yes`, constrained to its own preview unless `strict=False`."""
        return self.pulumi("up", "--yes", *(["--strict"] if strict else []), *args, check=check)

    def refresh(self, *args: str, check: bool = True) -> Completed:
        """Run `refresh --yes`, without the preview that would say the same first."""
        return self.pulumi("refresh", "--yes", "--skip-preview", *args, check=check)

    def destroy(self, *args: str, check: bool = True) -> Completed:
        """Run `destroy --yes`, without the preview that would say the same first."""
        return self.pulumi("destroy", "--yes", "--skip-preview", *args, check=check)

    def export(self, *args: str, check: bool = True) -> Completed:
        """Run `stack export`; stdout is the state as JSON, secrets encrypted."""
        return self.pulumi("stack", "export", *args, check=check)

    def stack_output(self, name: str, *, check: bool = True) -> Completed:
        """Run `stack output --json`; stdout is the value as JSON, secrets shown."""
        return self.pulumi("stack", "output", name, "--json", "--show-secrets", check=check)

    def resources(self) -> list[dict[str, Any]]:
        """Return the resources in the state, as `stack export` has them."""
        deployment = json.loads(self.export().stdout)["deployment"]
        resources: list[dict[str, Any]] = deployment.get("resources", [])
        return resources

    def pulumi(self, *args: str, check: bool = True, seconds: float = _TIMEOUT_SECONDS) -> Completed:
        """Run any `pulumi` command on this stack, without a terminal or colours, in at most `seconds`."""
        command = ["pulumi", "--non-interactive", "--color", "never", *args, "--stack", self.name]
        process = self.start(*command[1:])
        try:
            stdout, stderr = process.communicate(timeout=seconds)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
        completed = Completed(command, process.returncode, stdout, stderr)
        if check and completed.returncode != 0:
            raise AssertionError(f"{' '.join(command)} ended {completed.returncode}\n{stdout}\n{stderr}")
        return completed

    def start(self, *args: str) -> subprocess.Popen[str]:
        """Start `pulumi` with exactly these arguments in a process group of its own, to be interrupted."""
        return subprocess.Popen(
            ["pulumi", *args],
            cwd=self.directory,
            env=dict(self.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )


@dataclass
class Engine:
    """A usable Pulumi engine, and the place where the stacks of one test keep everything they have."""

    bin_dir: Path
    scratch: Path
    _stacks: list[Stack] = field(default_factory=list)

    def stack(self, directory: Path, environ: Mapping[str, str] | None = None) -> Stack:
        """Return a new, empty stack of the project in `directory`.

        `environ` comes on top of the environment of the tests, from which everything foreign is removed.
        The passphrase, the backend and PULUMI_HOME lie in a folder of this test.
        """
        home = self.scratch / f"pulumi-{len(self._stacks)}"
        (home / "backend").mkdir(parents=True)
        clean = {key: value for key, value in os.environ.items() if not key.startswith(_FOREIGN)}
        path = os.pathsep.join(
            [str(self.bin_dir), str(Path(sys.executable).parent), clean.get("PATH", os.defpath)]
        )
        stack = Stack(
            directory,
            # Two tests may use one project at once, and Pulumi writes Pulumi.<stack>.yaml into it.
            f"test-{secrets.token_hex(4)}",
            {
                **clean,
                **(environ or {}),
                "PATH": path,
                "PULUMI_BACKEND_URL": f"file://{home / 'backend'}",
                "PULUMI_HOME": str(home / "home"),
                "PULUMI_CONFIG_PASSPHRASE": "tests keep no secrets",
                "PULUMI_PYTHON_CMD": sys.executable,
                "PULUMI_SKIP_UPDATE_CHECK": "true",
                "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            },
        )
        self._stacks.append(stack)
        stack.pulumi("stack", "init")
        return stack

    def close(self) -> None:
        """Forget the stacks and what Pulumi wrote into their projects; what they describe is left alone."""
        for stack in self._stacks:
            stack.pulumi("stack", "rm", "--yes", "--force", check=False)


@pytest.fixture(scope="session")
def engine_bin() -> Path:
    """The bin folder of a usable Pulumi engine."""
    got = subprocess.run([sys.executable, _GET], capture_output=True, text=True, check=False)
    if got.returncode == 0:
        return Path(got.stdout.strip())
    reason = got.stderr.strip().splitlines()[-1]
    if os.environ.get("PULUMI_DSQL_NO_ENGINE") == "1":
        pytest.skip(reason)
    pytest.fail(reason, pytrace=False)


@pytest.fixture
def engine(engine_bin: Path, tmp_path: Path) -> Iterator[Engine]:
    """A real Pulumi engine; its stacks live in this test's tmp_path."""
    started = Engine(engine_bin, tmp_path)
    yield started
    started.close()
