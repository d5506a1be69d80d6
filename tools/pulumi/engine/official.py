"""The official installer, as the Pulumi SDK calls it."""

from __future__ import annotations

import os
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from engine import process, progress
from engine.check import Unavailable

# A network that says no must not cost more than this; a slow download may take longer.
_ANSWER_SECONDS = 8
_DOWNLOAD_SECONDS = 300

_INSTALL = """
import socket, sys
socket.setdefaulttimeout(float(sys.argv[2]))
from pulumi.automation import PulumiCommand
try:
    PulumiCommand.install(root=sys.argv[1])
except Exception as error:
    output = getattr(error, "output", None) or b""
    lines = [line for line in output.decode(errors="replace").splitlines() if line.strip()]
    sys.exit(lines[-1] if lines else str(error) or type(error).__name__)
"""


def name() -> str:
    """Return the name of the officially installed engine in the cache; it has the SDK's own version."""
    try:
        return f"official-{version('pulumi')}"
    except PackageNotFoundError:
        return "official"


def install(home: Path) -> None:
    """Install into `home`/bin, or raise `Unavailable` soon."""
    if name() == "official":
        raise Unavailable("the package pulumi is not installed")
    env = {key: value for key, value in os.environ.items() if not key.startswith("PULUMI_")}
    with progress.shown("trying the official Pulumi installer"):
        process.run(
            [sys.executable, "-c", _INSTALL, str(home), str(_ANSWER_SECONDS)],
            seconds=_DOWNLOAD_SECONDS,
            env=env,
        )
