"""A preview of tables and their indexes that are as they were declared, on a real Pulumi engine.

The floor: the same program, with the same inputs, whose provider returns its inputs unchanged.
"""

import tempfile
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from benchmarks import cluster, command, stacks
from benchmarks.stopwatch import Stopwatch
from pulumi_engine import Stack

_KINDS = ["tables", "idle tables"]
# To create hundreds of resources takes minutes, most of it for a state that is written after each.
_CREATING = {"PULUMI_EXPERIMENTAL": "true", "PULUMI_SKIP_CHECKPOINTS": "true"}
_CREATING_SECONDS = 1800.0


def measure(watch: Stopwatch, given: Namespace) -> None:
    """One case; the stacks are created once."""
    with cluster.started() as made, tempfile.TemporaryDirectory(prefix="benchmark-") as scratch:
        sizes = {"tables": given.tables, "indexes": given.indexes}
        with stacks.of_kinds(_KINDS, made, Path(scratch), **sizes) as by_kind:
            for stack in by_kind.values():
                _create(stack)
            things = {kind: _preview(stack) for kind, stack in by_kind.items()}
            for _ in watch.rounds():
                watch.time(f"{given.tables:,} tables with {given.indexes} indexes each", things)


def _create(stack: Stack) -> None:
    quick = Stack(stack.directory, stack.name, {**stack.environ, **_CREATING})
    quick.pulumi("up", "--yes", "--skip-preview", "--parallel", "64", seconds=_CREATING_SECONDS)


def _preview(stack: Stack) -> Callable[[], object]:
    return lambda: stack.preview("--expect-no-changes")


if __name__ == "__main__":
    parser = command.options(__doc__, rounds=5)
    parser.add_argument("--tables", type=int, default=300, help="how many tables there are")
    parser.add_argument("--indexes", type=int, default=2, help="how many indexes each has, at most 4")
    command.run("unchanged_preview", parser.parse_args(), measure)
