"""What somebody at a terminal sees while something takes long."""

from __future__ import annotations

import os
import pty
from collections.abc import Iterator
from io import StringIO
from typing import TextIO

import pytest

from dsql_local.progress import progress
from standin import eventually


@pytest.fixture
def terminal() -> Iterator[tuple[TextIO, int]]:
    """A terminal to write to, and where that can be read."""
    reading, writing = pty.openpty()
    os.set_blocking(reading, False)
    with os.fdopen(writing, "w") as stream:
        yield stream, reading
    os.close(reading)


def seen(reading: int) -> str:
    try:
        return os.read(reading, 10_000).decode()
    except BlockingIOError:
        return ""


def test_it_is_shown_while_it_takes_long_and_gone_after(terminal: tuple[TextIO, int]) -> None:
    stream, reading = terminal
    with progress("making a cluster", stream, patience=0.01):
        eventually(lambda: "making a cluster … 0 s" in seen(reading))
    assert seen(reading).endswith("\r\x1b[K")


def test_what_is_soon_done_is_not_shown(terminal: tuple[TextIO, int]) -> None:
    stream, reading = terminal
    with progress("making a cluster", stream, patience=60):
        pass
    assert seen(reading) == ""


def test_a_pipe_gets_nothing() -> None:
    stream = StringIO()
    with progress("making a cluster", stream, patience=0):
        pass
    assert stream.getvalue() == ""
