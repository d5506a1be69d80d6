"""Data directories that new servers begin with a copy of; made once and kept in the cache."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from dsql_local import binaries, identity, places, temporary
from dsql_local.errors import LocalError

SUPERUSER = "dsql_superuser"
_INITDB = (
    "--no-locale",
    "-E",
    "UTF8",
    "-U",
    SUPERUSER,
    "-A",
    "trust",
    "--no-sync",
    "--wal-segsize=1",
    "--no-instructions",
)
_UNUSED_SECONDS = 7 * 24 * 3600.0
"""How long a template stays that nobody copies: those of other versions are of no use after an upgrade."""


def plain() -> Path:
    """A data directory fresh from initdb."""
    return cached(f"template-{binaries.fingerprint()}", _initialise)


def cached(name: str, make: Callable[[Path], None]) -> Path:
    """The directory `name` of the cache. `make(path)` makes it where there is none."""
    template = places.cache_directory() / name
    if template.is_dir():
        os.utime(template)
        return template
    _remove_unused(template.parent)
    with tempfile.TemporaryDirectory(prefix=".template-", dir=template.parent) as unfinished:
        scratch = places.new_run_directory()  # the cache may be out of reach for `nobody`
        try:
            make(scratch)
            shutil.copytree(scratch / "data", Path(unfinished) / "data")
        finally:
            temporary.remove(scratch)
        with contextlib.suppress(OSError):  # another process was faster
            (Path(unfinished) / "data").rename(template)
    return template


def _remove_unused(cache: Path) -> None:
    for template in cache.glob("template-*"):
        with contextlib.suppress(OSError):
            if template.stat().st_mtime < time.time() - _UNUSED_SECONDS:
                shutil.rmtree(template, ignore_errors=True)


def _initialise(scratch: Path) -> None:
    """Run initdb on `scratch/data`."""
    who = identity.identity_for_server()
    identity.hand_over(scratch, who)
    program = identity.program("initdb", who)
    done = subprocess.run(
        identity.keeper_command("exec", who, program, "-D", str(scratch / "data"), *_INITDB),
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        env=identity.environment(),
    )
    if done.returncode != 0:
        reason = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise LocalError("DSQL903", f"initdb failed: {reason[0]}")
