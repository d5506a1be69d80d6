"""Tells somebody at a terminal that something takes long; says nothing in a pipe."""

import contextlib
import sys
import threading
import time
from collections.abc import Iterator
from typing import TextIO

_PATIENCE = 1.0  # seconds
_CLEAR = "\r\x1b[K"


@contextlib.contextmanager
def progress(doing: str, stream: TextIO | None = None, patience: float = _PATIENCE) -> Iterator[None]:
    """Show `doing` and the seconds it has taken, on `stream` (standard error), once it takes longer than
    `patience` seconds; gone at the end.
    """
    stream = stream or sys.stderr
    if not stream.isatty():
        yield
        return
    done = threading.Event()

    def show() -> None:
        began, shown = time.monotonic(), False
        while not done.wait(patience):
            stream.write(f"{_CLEAR}{doing} … {time.monotonic() - began:.0f} s")
            stream.flush()
            shown = True
        if shown:
            stream.write(_CLEAR)
            stream.flush()

    thread = threading.Thread(target=show, name="progress")
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
