"""What counts as a usable Pulumi engine: three executables, and a CLI that is new enough."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

CLI = "pulumi"
PLUGINS = ("pulumi-language-python", "pulumi-resource-pulumi-python")

# after_create and after_update hooks, which the resources rely on, came with this version.
MINIMUM = (3, 238, 0)

_VERSION_TIMEOUT_SECONDS = 30


class Unavailable(Exception):
    """One way to an engine did not work; the text says why, in a few words."""


def check(bin_dir: Path) -> None:
    """Raise `Unavailable` unless `bin_dir` holds an engine that can run Python programs.

    The plugins may also lie elsewhere on PATH, for that is where the CLI looks for them first.
    """
    cli = bin_dir / CLI
    if not os.access(cli, os.X_OK):
        raise Unavailable(f"no {CLI} in {bin_dir}")
    for plugin in PLUGINS:
        if not os.access(bin_dir / plugin, os.X_OK) and shutil.which(plugin) is None:
            raise Unavailable(f"{cli} has no {plugin} beside it")
    version = _version(cli)
    if version < MINIMUM:
        raise Unavailable(f"{cli} is {_dotted(version)}, older than {_dotted(MINIMUM)}")


def from_path() -> Path:
    """Return the folder of the engine that is on PATH, or raise `Unavailable`."""
    found = shutil.which(CLI)
    if found is None:
        raise Unavailable(f"{CLI} is not on PATH")
    # The CLI looks beside its real path, so a symlink in /usr/local/bin has to be followed.
    bin_dir = Path(found).resolve().parent
    check(bin_dir)
    return bin_dir


def _version(cli: Path) -> tuple[int, int, int]:
    env = dict(os.environ, PULUMI_SKIP_UPDATE_CHECK="true")
    try:
        answer = subprocess.run(
            [cli, "version"],
            env=env,
            capture_output=True,
            text=True,
            timeout=_VERSION_TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(f"{cli} does not run: {error}") from error
    numbers = re.match(r"v?(\d+)\.(\d+)\.(\d+)", answer.stdout.strip())
    if answer.returncode != 0 or numbers is None:
        raise Unavailable(f"{cli} does not tell its version")
    major, minor, patch = map(int, numbers.groups())
    return major, minor, patch


def _dotted(version: tuple[int, int, int]) -> str:
    return ".".join(map(str, version))
