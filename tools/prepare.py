#!/usr/bin/env python3
"""Makes .venv from requirements.lock, installs the project into it and gets a Pulumi engine: `make setup`.

What is already done is not done again, and then nothing is printed: a stamp holds a digest of everything
that the environment was made from. Uses the standard library only, for there is nothing else yet. An older
Python has to be able to read this file, in order to say that it is too old.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 14)


class Stop(Exception):
    """The set-up cannot go on; the text is one line for the user."""


def check_python(version: tuple[int, ...]) -> None:
    """Raise `Stop` when the Python with this version, major and minor first, is too old or too new."""
    if not OLDEST <= version[:2] <= NEWEST:
        found = ".".join(map(str, version[:2]))
        raise Stop(
            f"pulumi-dsql needs Python 3.11 to 3.14, this is {found}: `make PYTHON=python3.12`, for example"
        )


def prepare_venv(root: Path) -> None:
    """Make `root`/.venv as requirements.lock has it, unless its stamp says that it is."""
    venv = root / ".venv"
    python = venv / "bin" / "python"
    stamp = venv / "pulumi-dsql.stamp"
    if _runs(python) and _read(stamp) == _digest(root, python):
        return
    if not _runs(python):
        check_python(sys.version_info[:2])
        _step("making .venv", [sys.executable, "-m", "venv", "--clear", venv])
    # Most of what is installed is never imported: what is, Python compiles when it is.
    install = ["-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-compile"]
    pip: list[str | Path] = [python, *install]
    _step(
        "installing requirements.lock",
        [*pip, "--require-hashes", "--requirement", root / "requirements.lock"],
    )
    _step("installing pulumi-dsql", [*pip, "--no-deps", "--no-build-isolation", "--editable", root])
    stamp.write_text(_digest(root, python))


def prepare_engine(root: Path) -> None:
    """Have `root`/.state/engine name the bin folder of a Pulumi engine, unless it does."""
    known = root / ".state" / "engine"
    sources = sorted((root / "tools" / "pulumi").glob("**/*"))
    newest = max(source.stat().st_mtime for source in sources if source.is_file())
    if known.exists() and known.stat().st_mtime > newest and os.access(Path(_read(known), "pulumi"), os.X_OK):
        return
    get = [root / ".venv" / "bin" / "python", root / "tools" / "pulumi" / "get.py"]
    got = subprocess.run(get, stdout=subprocess.PIPE, text=True, check=False)
    if got.returncode != 0:
        raise SystemExit(got.returncode)  # it has said why
    known.write_text(got.stdout.strip())


def main(root: Path) -> int:
    """Prepare everything; returns the exit code."""
    state = root / ".state"
    state.mkdir(exist_ok=True)
    try:
        with (state / "setup.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # another `make` may be at it
            prepare_venv(root)
            prepare_engine(root)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    return 0


def _digest(root: Path, python: Path) -> str:
    # The root is in it because a moved virtual environment is a broken one.
    digest = hashlib.sha256(f"{root}\n{python.resolve()}\n{platform.machine()}\n".encode())
    for source in ("requirements.lock", "pyproject.toml"):
        digest.update((root / source).read_bytes())
    return digest.hexdigest()


def _read(file: Path) -> str:
    return file.read_text() if file.exists() else ""


def _runs(python: Path) -> bool:
    return os.access(python, os.X_OK) and subprocess.run([python, "-c", ""], check=False).returncode == 0


def _step(doing: str, command: Sequence[str | Path]) -> None:
    print(f"{doing} …", file=sys.stderr, flush=True)
    if subprocess.run(command, check=False).returncode != 0:
        raise Stop(f"{doing} failed; the reason is above")


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent.parent))
