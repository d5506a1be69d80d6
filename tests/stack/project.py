"""Programs that a test may edit."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).resolve().parents[2]
Project = Callable[[Path], Path]

_SETTINGS = """\
name: written
runtime:
  name: python
  options:
    toolchain: pip
    virtualenv: {virtualenv}
"""
_HEAD = """\
import pulumi
import pulumi_dsql as dsql

cluster = dsql.Endpoint(pulumi.Config().require("endpoint"))
"""


def copied(source: Path, into: Path) -> Path:
    """A copy of the program's folder, run by the virtualenv of this interpreter."""
    target = into / source.resolve().name
    target.mkdir()
    settings = (source / "Pulumi.yaml").read_text(encoding="utf-8").splitlines()
    changed = [_with_this_virtualenv(line) for line in settings if not line.startswith("stackConfigDir")]
    (target / "Pulumi.yaml").write_text("\n".join(changed) + "\n", encoding="utf-8")
    shutil.copy(source / "__main__.py", target)
    return target


def write(directory: Path, program: str, virtualenv: str = sys.prefix) -> Path:
    """Make this the program of that folder; `cluster` in it is the configured endpoint."""
    directory.mkdir(exist_ok=True)
    (directory / "Pulumi.yaml").write_text(_SETTINGS.format(virtualenv=virtualenv), encoding="utf-8")
    (directory / "__main__.py").write_text(_HEAD + dedent(program), encoding="utf-8")
    return directory


def _with_this_virtualenv(line: str) -> str:
    key, colon, _ = line.partition("virtualenv:")
    return f"{key}{colon} {sys.prefix}" if colon else line
