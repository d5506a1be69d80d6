"""Ending one process of a running `pulumi up` the hard way."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from pathlib import Path

from standin import eventually

# What stands in the arguments of each process of a run.
_WORDS = {"plugin": "pulumi.dynamic", "program": "pulumi-language-python-exec", "engine": None}


def kill(who: str, run: subprocess.Popen[str]) -> None:
    """SIGKILL the engine (and then what it leaves behind), its plugin or the program; the run may go on."""
    family, victims = descendants(run.pid), processes(who, run)
    assert victims, f"no {who} among {[arguments(pid) for pid in family]}"
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    if who == "engine":
        end(family)


def processes(who: str, run: subprocess.Popen[str]) -> list[int]:
    """The ids of the engine, its plugins or the program; none of a program that has ended."""
    word = _WORDS[who]
    if word is None:
        return [run.pid]
    return [pid for pid in descendants(run.pid) if word in arguments(pid)]


def end(family: list[int]) -> None:
    """End what an engine that was killed has left behind, and wait until it is gone."""
    for pid in family:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    eventually(lambda: not any(alive(pid) for pid in family))


def descendants(pid: int) -> list[int]:
    """The processes that this one started, and that those started."""
    parents = {int(file.parent.name): _parent(file) for file in Path("/proc").glob("[0-9]*/stat")}
    found = [pid]
    for ancestor in found:
        found += [child for child, parent in parents.items() if parent == ancestor]
    return found[1:]


def arguments(pid: int) -> str:
    """The process's arguments, empty when it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def alive(pid: int) -> bool:
    """Whether the process runs: a zombie, which only waits to be asked how it ended, does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
