"""What runs, for people who watch: a line for each step, more where it takes long."""

import contextlib
import os
import threading
import time
from types import TracebackType
from typing import Self, TextIO

from pulumi_dsql_provider.apply import Progress
from pulumi_dsql_provider.plan import Backfill, Rebuild, Statement, Step, Wait

_WIDTH = 110
_QUICK_SECONDS = 1.0  # a step that is over sooner is told once, when it begins


class Narrator:
    """A callback for `apply.run` that prints to a stream; in its `with` block no step is silent for long.

        [3/9] CREATE INDEX ASYNC orders_open ON public.orders (customer_id)
        [4/9] wait for index public.orders_open
        [4/9] 10 s so far
        [4/9] done in 12 s

    `every` is the number of seconds after which something is said again. `finished` counts the steps that are
    done.
    """

    def __init__(self, stream: TextIO, every: float = 10.0) -> None:
        self.finished = 0
        self._stream = stream
        self._every = every
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._label = ""  # of the step that runs; empty between two steps
        self._so_far = ""  # how many rows, in a backfill
        self._began = 0.0
        self._told = 0.0
        self._watch = threading.Thread(target=self._keep_telling, daemon=True)

    def __call__(self, progress: Progress) -> None:
        """Tell one event."""
        with self._lock:
            self._label = f"[{progress.number}/{progress.of}]"
            seconds = time.monotonic() - self._began
            match progress.state:
                case "started":
                    self._began, self._so_far = time.monotonic(), ""
                    self._tell(cut(headline(progress.step), width(self._stream) - len(self._label) - 1))
                case "retrying":
                    self._tell(f"retrying: {progress.detail}")
                case "waiting":
                    # A job's own words are about the moment before the service was told to wait for it.
                    self._so_far = progress.detail if isinstance(progress.step, Backfill) else ""
                case "done" | "already done" | "failed":
                    self._end(progress, seconds)

    def _end(self, progress: Progress, seconds: float) -> None:
        if progress.state != "failed":  # whoever runs the plan tells why
            self.finished = progress.number
        if progress.state == "already done":
            self._tell("it was done already")
        elif progress.state == "done" and (progress.detail or seconds >= _QUICK_SECONDS):
            self._tell(f"done in {seconds:.0f} s" + (f", {progress.detail}" if progress.detail else ""))
        self._label = ""

    def _keep_telling(self) -> None:
        while not self._over.wait(self._every / 10):
            with self._lock:
                now = time.monotonic()
                if self._label and now - self._told >= self._every:
                    seconds = f"{now - self._began:.0f} s"
                    self._tell(f"{self._so_far}, {seconds}" if self._so_far else f"{seconds} so far")

    def _tell(self, text: str) -> None:
        self._told = time.monotonic()
        # That nobody listens any more must not stop what runs.
        with contextlib.suppress(BrokenPipeError):
            print(f"{self._label} {text}", file=self._stream, flush=True)

    def __enter__(self) -> Self:
        self._watch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._watch.join()


def headline(step: Step) -> str:
    """What a step does, in one line: the first line of its SQL, or what is waited for."""
    match step:
        case Statement() | Backfill():
            return step.sql.partition("\n")[0].removesuffix(" (")
        case Rebuild():
            return f"rebuild table {step.table}"
        case Wait():
            part = f"{step.condition.part} of " if step.condition.part else ""
            return f"wait for {step.condition.kind} {part}{step.condition.name}"


def cut(text: str, room: int) -> str:
    """The text, shortened with … where it has more characters than there is room."""
    return text if len(text) <= room else text[: max(room - 1, 0)] + "…"


def width(stream: TextIO) -> int:
    """The number of characters in a line of that terminal, at most 110; 110 where it is no terminal."""
    try:
        columns = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return _WIDTH
    return min(columns, _WIDTH) if columns else _WIDTH
