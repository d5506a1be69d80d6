"""An `up` whose indexes are built by jobs that take seconds, against the same one whose jobs take no time.

Jobs side by side cost no more than one: what that one takes is not in the ratio.
"""

import contextlib
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from benchmarks import cluster, command, stacks
from benchmarks.stopwatch import Stopwatch
from dsql_local import Running
from pulumi_engine import Stack

_SLOW, _INSTANT = "slow builds", "instant builds"


def measure(watch: Stopwatch, given: Namespace) -> None:
    """One case; each side creates its resources in a cluster and a stack of its own, in every round."""
    name = f"{given.indexes} builds of {given.seconds:g} s, --parallel {given.parallel}"
    tables = given.indexes // given.each
    up = ("up", "--yes", "--skip-preview", "--parallel", str(given.parallel))
    with cluster.started() as made:
        running = made.running
        for _ in watch.rounds():
            with _stack(running, tables, given.each) as slow, _stack(running, tables, given.each) as instant:

                def build(stack: Stack, seconds: float) -> None:
                    running.change(job_seconds=seconds)
                    stack.pulumi(*up)

                things = {_SLOW: lambda: build(slow, given.seconds), _INSTANT: lambda: build(instant, 0)}
                watch.time(name, things, taken_off=given.seconds)


@contextlib.contextmanager
def _stack(running: Running, tables: int, indexes: int) -> Iterator[Stack]:
    """An empty stack and an empty cluster."""
    made = running.create_cluster()
    with (
        tempfile.TemporaryDirectory(prefix="benchmark-") as scratch,
        stacks.of_kinds(["tables"], made, Path(scratch), tables=tables, indexes=indexes) as by_kind,
    ):
        yield by_kind["tables"]
    made.delete()


if __name__ == "__main__":
    parser = command.options(__doc__, rounds=3, warmups=0)
    parser.add_argument("--indexes", type=int, default=60, help="how many indexes are built")
    parser.add_argument("--each", type=int, default=3, help="how many of them a table has, at most 4")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long a job takes")
    parser.add_argument("--parallel", type=int, default=64, help="how many resources Pulumi creates at once")
    command.run("index_builds", parser.parse_args(), measure)
