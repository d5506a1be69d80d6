"""The processes of a stand-in, for tests that kill them."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterable
from pathlib import Path


def family(pid: int) -> list[int]:
    """The process and all that descend from it: the stand-in, its keepers, their PostgreSQL servers."""
    found = [pid]
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            listed = children.read_text().split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended meanwhile, as PostgreSQL's workers do
        for child in listed:
            found += family(int(child))
    return found


def kill(pids: Iterable[int]) -> None:
    """End them by SIGKILL: none of them can tidy up. Some may end because others do."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def exists(pid: int) -> bool:
    """Whether the process still runs."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
