"""The program in a process of its own, with a terminal or without."""

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

PROGRAM = Path(sys.executable).parent / "pulumi-dsql"
_SECONDS = 20.0


class OnTerminal:
    """A running program whose stdin and stderr are a terminal; its stdout is a pipe."""

    def __init__(self, process: "subprocess.Popen[bytes]", terminal: int) -> None:
        self.process = process
        self.seen = ""
        self._terminal = terminal

    def wait_for(self, text: str) -> None:
        """Read the terminal until that text has come."""
        deadline = time.monotonic() + _SECONDS
        while text not in self.seen:
            assert self._read(max(0.0, deadline - time.monotonic())), f"no {text!r} in {self.seen!r}"

    def type(self, text: str) -> None:
        """Type on the terminal."""
        os.write(self._terminal, text.encode())

    def end(self) -> tuple[int, str]:
        """Wait for the end: the exit code and all of stdout; `seen` has all of stderr."""
        assert self.process.stdout is not None
        out = self.process.stdout.read().decode()
        code = self.process.wait(_SECONDS)
        while self._read(0.0):
            pass
        return code, out

    def _read(self, seconds: float) -> bool:
        if not select.select([self._terminal], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._terminal, 65536)
        except OSError:  # the other end is closed
            return False
        self.seen += data.decode()
        return bool(data)


@contextmanager
def on_terminal(*arguments: object) -> Iterator[OnTerminal]:
    """Start `pulumi-dsql` on a terminal of its own."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [PROGRAM, *map(str, arguments)], stdin=theirs, stdout=subprocess.PIPE, stderr=theirs
    ) as process:
        os.close(theirs)
        try:
            yield OnTerminal(process, ours)
        finally:
            process.kill()
            os.close(ours)


@contextmanager
def started(*arguments: object) -> "Iterator[subprocess.Popen[str]]":
    """Start `pulumi-dsql` with pipes; it is killed if it still runs at the end."""
    with subprocess.Popen(
        [PROGRAM, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def read_until(stream: IO[str] | None, text: str) -> str:
    """The lines up to and with the first that holds the text."""
    assert stream is not None
    read = ""
    for line in stream:
        read += line
        if text in line:
            return read
    raise AssertionError(f"no {text!r} in {read!r}")
