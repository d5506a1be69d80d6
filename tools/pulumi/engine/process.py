"""Runs a command of others within a time limit and leaves nothing of it behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from engine.check import Unavailable

OnLine = Callable[[str], None]

# What a user, a terminal that closes, or a supervisor ends this program with.
INTERRUPTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def ignore(line: str) -> None:
    """Drop a line of stderr."""


def run(
    command: Sequence[str | Path],
    *,
    seconds: float,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    on_line: OnLine = ignore,
) -> str:
    """Run `command` and return its stdout; `on_line` gets each line of stderr as it comes.

    Raises `Unavailable` with the last line of stderr when it fails, or when it takes longer than `seconds`.
    The command gets a process group of its own, which ends as a whole, also when this process is interrupted.
    """
    # Interrupted between the start and the `try`, the command would go on without us.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, INTERRUPTS)
    try:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        return _followed(process, seconds, on_line, mask)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _followed(
    process: subprocess.Popen[str], seconds: float, on_line: OnLine, mask: set[int | signal.Signals]
) -> str:
    """Follow `process` to its end, with the signals of `mask` let through again."""
    assert process.stdout is not None
    assert process.stderr is not None
    stdout: list[str] = []
    reader = threading.Thread(
        target=lambda pipe: stdout.append(pipe.read()), args=(process.stdout,), daemon=True
    )
    too_late = threading.Event()

    def expire() -> None:
        too_late.set()
        _kill_group(process.pid)

    timer = threading.Timer(seconds, expire)
    timer.daemon = True
    last = ""
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        reader.start()
        timer.start()
        for line in process.stderr:
            if line.strip():
                last = line.strip()
                on_line(last)
        process.wait()
        reader.join()
    finally:
        timer.cancel()
        if process.poll() is None:
            _kill_group(process.pid)
            process.wait()
        process.stderr.close()
        process.stdout.close()
    if too_late.is_set():
        raise Unavailable(f"gave up after {seconds:.0f} s")
    if process.returncode != 0:
        raise Unavailable(last or f"exit code {process.returncode}")
    return "".join(stdout)


def _kill_group(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)
