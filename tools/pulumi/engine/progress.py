"""Progress on stderr: one line that is rewritten on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_SECONDS_BETWEEN_LINES = 20.0
_SECONDS_BETWEEN_REWRITES = 0.5
_SECONDS_WORTH_A_LAST_LINE = 1.0


class Progress:
    """What is being done right now; set `doing` as often as you like."""

    def __init__(self, doing: str) -> None:
        self.doing = doing
        self._start = time.monotonic()

    def seconds(self) -> float:
        """Return for how long it has been going on."""
        return time.monotonic() - self._start

    def line(self) -> str:
        """Return the text to show: what is done, and for how long already."""
        minutes, seconds = divmod(int(self.seconds()), 60)
        return f"{self.doing} ({minutes}:{seconds:02d})"


@contextmanager
def shown(doing: str) -> Iterator[Progress]:
    """Show progress from a thread of its own while the block runs."""
    progress = Progress(doing)
    finished = threading.Event()
    thread = threading.Thread(target=_show, args=(progress, finished), daemon=True)
    thread.start()
    try:
        yield progress
    finally:
        finished.set()
        thread.join()


def say(text: str) -> None:
    """Print one line on stderr; stdout belongs to the answer."""
    print(text, file=sys.stderr, flush=True)


def _show(progress: Progress, finished: threading.Event) -> None:
    terminal = sys.stderr.isatty()
    pause = _SECONDS_BETWEEN_REWRITES if terminal else _SECONDS_BETWEEN_LINES
    shown_once = False
    while not finished.wait(pause if shown_once else 0):
        shown_once = True
        if terminal:
            sys.stderr.write(f"\r\033[K{progress.line()}")
            sys.stderr.flush()
        else:
            say(progress.line())
    if terminal and shown_once:
        sys.stderr.write("\r\033[K")
        sys.stderr.flush()
    if progress.seconds() > _SECONDS_WORTH_A_LAST_LINE:
        say(progress.line())
