"""Directories that go with the process that made them: at its end or, if it was killed, when the next one is
made.
"""

import contextlib
import fcntl
import os
import re
import shutil
import tempfile
import time
from pathlib import Path

_OURS = re.compile(r"dsql-(run|home)-[a-z0-9_]{8}")
_GRACE_SECONDS = 60.0
"""How old an abandoned directory is at least: a new one is not held at once."""
_held: dict[Path, int] = {}


def make(kind: str, parent: Path) -> Path:
    """A new directory (mode 0700) of the kind `run` or `home`; removes abandoned ones beside it."""
    _remove_abandoned(parent)
    return Path(tempfile.mkdtemp(prefix=f"dsql-{kind}-", dir=parent))


def hold(directory: Path) -> None:
    """Show that the directory is in use, until this process removes it or ends."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    _held[directory] = descriptor


def remove(directory: Path) -> None:
    """Remove the directory and all in it."""
    shutil.rmtree(directory, ignore_errors=True)
    if (descriptor := _held.pop(directory, None)) is not None:
        os.close(descriptor)


def _remove_abandoned(parent: Path) -> None:
    with contextlib.suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            if _OURS.fullmatch(entry.name):
                _remove_if_abandoned(Path(entry.path))


def _remove_if_abandoned(directory: Path) -> None:
    with contextlib.suppress(OSError):  # somebody else's, or somebody else was faster
        about = directory.lstat()
        if about.st_uid != os.getuid() or about.st_mtime > time.time() - _GRACE_SECONDS:
            return
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(directory, ignore_errors=True)
        finally:
            os.close(descriptor)
