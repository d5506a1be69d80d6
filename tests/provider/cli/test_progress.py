"""What people see while a plan runs."""

import fcntl
import io
import os
import pty
import re
import struct
import termios
import time

import pytest

from pulumi_dsql_provider.apply import Progress
from pulumi_dsql_provider.apply.outcome import State
from pulumi_dsql_provider.cli.progress import Narrator, cut, headline, width
from pulumi_dsql_provider.model import Condition, ObjectName
from pulumi_dsql_provider.plan import Backfill, Statement, Step, Wait
from standin import eventually

T = ObjectName("public", "t")
CREATE = Statement(sql="CREATE TABLE public.t (\n  id uuid NOT NULL\n)", why="the table is new")
WAIT = Wait(condition=Condition(kind="index", name=ObjectName("public", "t_i"), state="valid"), why="")
BACKFILL = Backfill(table=T, key=("id",), sql="UPDATE public.t SET n = 1\n  WHERE n IS NULL", why="")


def _told(step: Step, *events: tuple[State, str], every: float = 60.0) -> list[str]:
    stream = io.StringIO()
    narrator = Narrator(stream, every=every)
    with narrator:
        for state, detail in events:
            narrator(Progress(number=1, of=2, step=step, state=state, detail=detail))
    return stream.getvalue().splitlines()


@pytest.mark.parametrize(
    "step,events,lines",
    [
        pytest.param(
            CREATE, [("started", ""), ("done", "")], ["[1/2] CREATE TABLE public.t"], id="a quick statement"
        ),
        pytest.param(
            WAIT,
            [("started", ""), ("waiting", "job x is submitted, 0 s so far"), ("done", "")],
            ["[1/2] wait for index public.t_i"],
            id="a quick wait",
        ),
        pytest.param(
            CREATE,
            [("started", ""), ("retrying", "change conflicts; try 2 in 0.05 s"), ("done", "")],
            ["[1/2] CREATE TABLE public.t", "[1/2] retrying: change conflicts; try 2 in 0.05 s"],
            id="a conflict",
        ),
        pytest.param(
            BACKFILL,
            [("started", ""), ("waiting", "1000 rows so far"), ("done", "1234 rows")],
            ["[1/2] UPDATE public.t SET n = 1", "[1/2] done in 0 s, 1234 rows"],
            id="a quick backfill",
        ),
        pytest.param(
            CREATE,
            [("started", ""), ("already done", "")],
            ["[1/2] CREATE TABLE public.t", "[1/2] it was done already"],
            id="what an earlier run has done",
        ),
        pytest.param(
            CREATE,
            [("started", ""), ("failed", "DSQL200: …")],
            ["[1/2] CREATE TABLE public.t"],
            id="a failure",
        ),
    ],
)
def test_each_step_is_told_once(step: Step, events: list[tuple[State, str]], lines: list[str]) -> None:
    assert _told(step, *events) == lines


@pytest.mark.parametrize(
    "step,waiting,line",
    [
        (CREATE, "", r"\[1/2\] \d+ s so far"),
        (WAIT, "job x is submitted, 0 s so far", r"\[1/2\] \d+ s so far"),
        (BACKFILL, "1000 rows so far", r"\[1/2\] 1000 rows so far, \d+ s"),
    ],
)
def test_what_takes_long_is_told_again_and_again(step: Step, waiting: str, line: str) -> None:
    stream = io.StringIO()
    narrator = Narrator(stream, every=0.05)
    with narrator:
        narrator(Progress(number=1, of=2, step=step, state="started"))
        if waiting:
            narrator(Progress(number=1, of=2, step=step, state="waiting", detail=waiting))
        eventually(lambda: len(stream.getvalue().splitlines()) >= 3)
        narrator(Progress(number=1, of=2, step=step, state="done"))
        told = stream.getvalue()
        over = time.monotonic() + 0.2  # between two steps nothing is going on
        eventually(lambda: time.monotonic() > over)

    assert all(re.fullmatch(line, text) for text in told.splitlines()[1:])
    assert stream.getvalue() == told


def test_the_steps_that_are_done_are_counted() -> None:
    narrator = Narrator(io.StringIO())

    narrator(Progress(number=1, of=3, step=CREATE, state="started"))
    narrator(Progress(number=1, of=3, step=CREATE, state="done"))
    narrator(Progress(number=2, of=3, step=CREATE, state="started"))
    assert narrator.finished == 1

    narrator(Progress(number=2, of=3, step=CREATE, state="failed"))
    assert narrator.finished == 1


def test_that_nobody_listens_any_more_stops_nothing() -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w", closefd=False) as stream:
        narrator = Narrator(stream)
        narrator(Progress(number=1, of=1, step=CREATE, state="started"))
        narrator(Progress(number=1, of=1, step=CREATE, state="done"))
        os.dup2(os.open(os.devnull, os.O_WRONLY), write)  # closing a stream writes what is left in it

    assert narrator.finished == 1
    os.close(write)


def test_a_constraint_is_waited_for_by_its_name() -> None:
    wait = Wait(condition=Condition(kind="constraint", name=T, part="t_check", state="valid"), why="")

    assert headline(wait) == "wait for constraint t_check of public.t"


def test_a_long_line_is_cut_to_the_width_of_the_terminal() -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal:
        for columns, expected in ((80, 80), (200, 110), (0, 110)):
            _resize(theirs, columns)
            assert width(terminal) == expected
    os.close(ours)
    assert width(io.StringIO()) == 110
    assert cut("abcdef", 6) == "abcdef"
    assert cut("abcdefg", 6) == "abcde…"
    long = Statement(sql="CREATE INDEX " + "x" * 200, why="")
    assert len(_told(long, ("started", ""))[0]) == 110


def _resize(terminal: int, columns: int) -> None:
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
