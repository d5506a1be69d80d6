"""Runs are killed one after the other, at points that a seed has drawn: the last one finishes all the same.

Each seed is a story on one stack (see kill_points.py). After each kill every row has its values, and what is
begun does not look complete; in the end everything is as if nobody had ever been killed.
"""

from __future__ import annotations

import itertools
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dsql_local import Fault, Injected, LocalCluster, Running
from pulumi_dsql_provider import catalog, diff
from pulumi_dsql_provider.apply import retrying
from pulumi_dsql_provider.aws.connection import connect
from pulumi_dsql_provider.aws.endpoint import Endpoint
from pulumi_dsql_provider.model import Database
from pulumi_engine import Engine
from stack.kill_points import Chapter, Program, chapters, first
from stack.killing import kill, processes
from stack.on_cluster import Written, started
from standin import eventually

KILLS, MOST_CHAPTERS = 10, 20
"""In each story. Of a run that ends before its moment comes, nobody is killed."""
SEEDS = range(22)
ROWS = 2_500
_SECONDS = 120


@pytest.mark.chaos
@pytest.mark.parametrize("seed", SEEDS)
def test_the_last_run_finishes(
    engine: Engine,
    standin: Running,
    cluster: LocalCluster,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
) -> None:
    for name, value in cluster.environ.items():
        monkeypatch.setenv(name, value)
    with _told(seed) as telling:
        story = Story(started(engine, cluster, tmp_path / "program"), first(seed))
        for chapter in itertools.islice(chapters(seed), MOST_CHAPTERS):
            telling.append(str(chapter))
            telling[-1] += f": {story.play(chapter)}"
            if story.kills == KILLS:
                break
        assert story.kills == KILLS, "too many runs ended before the moment came"
        telling.append("the last run")
        story.run()
        telling.append("nothing is left to do")
        story.written.stack.up("--skip-preview", "--expect-no-changes", strict=False)
        story.written.stack.refresh("--expect-no-changes")
        urns = [resource["urn"] for resource in story.written.stack.resources()]
        assert len(urns) == len(set(urns))

        telling.append("compared with a cluster on which nobody was killed")
        fresh = standin.create_cluster()
        unhurt = started(engine, fresh, tmp_path / "unhurt")
        unhurt.program(story.program.text)
        unhurt.stack.up("--skip-preview", strict=False)
        assert diff.compare(read(cluster), read(fresh)) == ()
        fresh.delete()


class Story:
    """One stack, on which runs are killed."""

    def __init__(self, written: Written, program: Program) -> None:
        """Run the first program; fill its tables."""
        self.kills = 0
        self.program = program
        self.written = written
        self._held_job: Injected | None = None
        written.program(program.text)
        self.run()
        self._change("INSERT INTO customers SELECT n FROM generate_series(1, 50) AS n")
        self._expected: list[tuple[object, ...]] = []
        for begin in range(0, ROWS, 500):
            self._insert(begin + 1, begin + 500)

    def play(self, chapter: Chapter) -> str:
        """Run the chapter's program and kill who is to be killed; how it went, in one line."""
        self.program = chapter.program
        self.written.program(chapter.program.text)
        fault = self.written.cluster.inject(chapter.moment)
        run = self._start()
        if not _is_hit(fault, run):
            fault.remove()
            _assert_done(run)
            return "it ended before that"
        # What is deleted is deleted after the program has ended.
        victim = chapter.victim if processes(chapter.victim, run) else "engine"
        kill(victim, run)
        self.kills += 1
        if chapter.job_outlives:
            self._held_job = fault
        else:
            fault.remove()
        run.communicate(timeout=_SECONDS)
        if victim == "engine":
            self.written.stack.pulumi("cancel", "--yes", check=False)
        self.assert_nothing_is_lost()
        self._insert(len(self._expected) + 1, len(self._expected) + 1)
        if chapter.healed:
            self.run()
            self.assert_nothing_is_lost()
        return f"killed the {victim}"

    def run(self) -> None:
        """Run the program, which must end well."""
        _assert_done(self._start())

    def assert_nothing_is_lost(self) -> None:
        """Every row is there with its values, and in a column that is there under its name."""
        columns = self._columns()
        note = "note" if "note" in columns else "remark"
        rows = self.written.query(
            f"SELECT id, customer_id, code, amount, status, {note} FROM orders ORDER BY id"
        )
        assert rows == self._expected
        for column in columns & {"channel", "weight"}:
            assert self.written.query(f"SELECT count(*) FROM orders WHERE {column} IS NULL") == [(0,)], column

    def _insert(self, begin: int, end: int) -> None:
        """Rows, as a program would that knows only what is always there."""
        note = "note" if "note" in self._columns() else "remark"
        self._change(
            f"INSERT INTO orders (id, customer_id, code, amount, status, {note})"
            " SELECT n, n % 50 + 1, 'c' || n, n % 100, 'open', 'Note ' || n"
            f" FROM generate_series({begin}, {end}) AS n"
        )
        self._expected += [
            (n, n % 50 + 1, f"c{n}", n % 100, "open", f"Note {n}") for n in range(begin, end + 1)
        ]

    def _change(self, sql: str) -> None:
        """Run what a job that ends at this moment, or a change of the schema, may make fail; then again."""
        with connect(Endpoint.parse(self.written.cluster.endpoint)) as connection:
            retrying(connection).execute(sql)

    def _columns(self) -> set[object]:
        rows = self.written.query(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'orders'::regclass AND NOT attisdropped"
        )
        return {name for (name,) in rows}

    def _start(self) -> subprocess.Popen[str]:
        """A run that has begun; a job that is held until then goes on once it has been seen running."""
        stack = self.written.stack
        look = Fault("statement", "hold-after", kind="query", match="sys[.]jobs")
        seen = self.written.cluster.inject(look) if self._held_job else None
        run = stack.start("up", "--yes", "--skip-preview", "--non-interactive", "--stack", stack.name)
        if self._held_job and seen:
            assert _is_hit(seen, run)
            self._held_job.remove()
            seen.remove()
            self._held_job = None
        return run


def read(cluster: LocalCluster) -> Database:
    """All that is there."""
    with connect(Endpoint.parse(cluster.endpoint)) as connection:
        return catalog.read(retrying(connection))


def _is_hit(fault: Injected, run: subprocess.Popen[str]) -> bool:
    """Whether the fault strikes before the run ends; returns as soon as one of both has come."""
    eventually(lambda: fault.hits or run.poll() is not None, _SECONDS)
    return fault.hits > 0


def _assert_done(run: subprocess.Popen[str]) -> None:
    out, err = run.communicate(timeout=_SECONDS)
    assert run.returncode == 0, out + err


@contextmanager
def _told(seed: int) -> Iterator[list[str]]:
    """What has happened so far: a failure inside tells it, so that the story can be played again."""
    so_far = [f"the story of seed {seed}:"]
    try:
        yield so_far
    except BaseException as error:
        error.add_note("\n  ".join(so_far))
        raise
