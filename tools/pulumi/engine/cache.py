"""The cache of engines: outside the checkout, filled atomically and by one process at a time."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.check import Unavailable, check

_UNFINISHED = ".unfinished-"


def folder() -> Path:
    """Return the folder of all engines: in $PULUMI_DSQL_CACHE, else in the platform's place for caches."""
    if chosen := os.environ.get("PULUMI_DSQL_CACHE"):
        return Path(chosen).absolute() / "engine"
    if sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "pulumi-dsql" / "engine"


def find(*names: str) -> Path:
    """Return the bin folder of the first of these cached engines that is usable, or raise `Unavailable`."""
    for name in names:
        bin_dir = folder() / name / "bin"
        if bin_dir.is_dir():
            check(bin_dir)
            return bin_dir
    raise Unavailable(f"nothing in {folder()}")


def fill(name: str, make: Callable[[Path], None]) -> Path:
    """Have `make` fill an empty folder with `bin/…`, then put it into the cache as `name` in one move.

    Nothing appears under `name` when `make` fails or is interrupted. Hold `lock` meanwhile.
    """
    unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder()))
    try:
        make(unfinished)
        check(unfinished / "bin")
        unfinished.chmod(0o755)  # mkdtemp makes it private, but a cache may be shared
        home = folder() / name
        shutil.rmtree(home, ignore_errors=True)
        unfinished.rename(home)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return home / "bin"


@contextmanager
def lock(on_wait: Callable[[], None]) -> Iterator[None]:
    """Let one process at a time fill the cache; `on_wait` is called once if another one is at it."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / ".lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait()
            fcntl.flock(handle, fcntl.LOCK_EX)
        # Whoever left these was killed, for nobody else holds the lock now.
        for leftover in folder().glob(f"{_UNFINISHED}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        yield
