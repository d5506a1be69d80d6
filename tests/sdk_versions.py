"""Virtual environments that differ from this one in the version of Pulumi's SDK alone."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tempfile
import tomllib
import venv
from pathlib import Path

from packaging.requirements import Requirement

from engine import cache

_ROOT = Path(__file__).resolve().parents[1]


def oldest() -> str:
    """The oldest version that the project claims to work with."""
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (pulumi,) = (each for each in map(Requirement, project["dependencies"]) if each.name == "pulumi")
    (floor,) = (each.version for each in pulumi.specifier if each.operator == ">=")
    return f"{floor}.0" if floor.count(".") == 1 else floor


def python_with(version: str, directory: Path) -> Path:
    """Make `directory` a virtual environment with that version of the SDK; returns its Python.

    Everything else in it is what is installed here. The SDK is downloaded once and kept in the cache.
    """
    venv.create(directory)
    python = directory / "bin" / "python"
    running = f"python{sys.version_info.major}.{sys.version_info.minor}"
    # A directory that is only named would not have its own .pth files read: those of editable installs.
    lines = f"{_downloaded(version)}\nimport site; site.addsitedir({sysconfig.get_path('purelib')!r})\n"
    (directory / "lib" / running / "site-packages" / "sdk.pth").write_text(lines, encoding="utf-8")
    return python


def _downloaded(version: str) -> Path:
    folder = cache.folder().parent / "sdk"
    wanted = folder / version
    if not wanted.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as unfinished:
            target = Path(unfinished) / version
            pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
            subprocess.run([*pip, "--no-deps", "--target", target, f"pulumi=={version}"], check=True)
            target.rename(wanted)
    return wanted
