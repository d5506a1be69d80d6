"""The stand-in for somebody who is not root; who runs the tests as such has all the others for that."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import dsql_local

ROOT = Path(dsql_local.__file__).parents[2]
SITE_PACKAGES = Path(pytest.__file__).parents[1]
VERSION = f"python3.{sys.version_info.minor}"


def interpreter_for(user: str) -> str:
    """An interpreter of our version that another user can run; ours may be in the home of root."""
    for candidate in (sys.executable, f"/usr/bin/{VERSION}", f"/usr/local/bin/{VERSION}"):
        try:
            subprocess.run([candidate, "-c", "import sqlite3"], user=user, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return candidate
    pytest.skip(f"{user} can run no interpreter of our version")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A place that everybody can reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
@pytest.mark.parametrize("has_home", [True, False], ids=["home", "no home"])
def test_run_works_for_the_user_nobody(folder: Path, has_home: bool) -> None:
    python = interpreter_for("nobody")
    done = subprocess.run(
        [python, "-m", "dsql_local.cli", "run", "--", "psql", "-XAtc", "SELECT current_user"],
        user="nobody",
        group="nogroup",
        extra_groups=[],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder) if has_home else "/nonexistent",
            "TMPDIR": str(folder),
            "PYTHONPATH": f"{SITE_PACKAGES}:{ROOT / 'local'}",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "admin\n"), done.stderr
    cached = folder / ".cache" if has_home else next(folder.glob("dsql-local-*"))
    assert cached.owner() == "nobody"
