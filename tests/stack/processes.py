"""What the process list shows while something runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def arguments_seen() -> Iterator[set[str]]:
    """The arguments of every process of this machine, collected while the block runs."""
    seen: set[str] = set()
    ended = threading.Event()

    def collect() -> None:
        while True:
            for file in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    seen.add(file.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
                except OSError:  # the process has ended meanwhile
                    continue
            if ended.wait(0.05):
                return

    thread = threading.Thread(target=collect)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()
