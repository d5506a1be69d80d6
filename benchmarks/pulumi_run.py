"""Previews and ups of tables on a real Pulumi engine, against resources that nobody acts on.

Floors: the same tables with a provider that does nothing, and as many resources without properties. An up is
measured without the preview that it begins with.
"""

import tempfile
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from benchmarks import cluster, command, stacks
from benchmarks.stopwatch import Stopwatch
from dsql_local import Running
from pulumi_engine import Stack

_Runs = dict[str, Callable[[Stack], object]]
_UPDATE = ("up", "--yes", "--skip-preview")

# In the order of one life. The first run after a change takes the statements that have run out of the state.
_RUNS: _Runs = {
    "preview, new": lambda stack: stack.preview(),
    "up, new": lambda stack: stack.pulumi(*_UPDATE),
    "up, first unchanged": lambda stack: stack.pulumi(*_UPDATE, "--expect-no-changes"),
    "preview, unchanged": lambda stack: stack.preview("--expect-no-changes"),
    "up, unchanged": lambda stack: stack.pulumi(*_UPDATE, "--expect-no-changes"),
}


def measure(watch: Stopwatch, given: Namespace) -> None:
    """A case for each run and number of resources; every round has stacks and a cluster of its own."""
    kinds = ["tables", *given.floors]
    runs = dict(list(_RUNS.items())[: given.runs])
    with cluster.started() as made:
        for resources in given.resources:
            for _ in watch.rounds():
                with tempfile.TemporaryDirectory(prefix="benchmark-") as scratch:
                    _one_life(watch, made.running, kinds, runs, resources, Path(scratch))


def _one_life(
    watch: Stopwatch, running: Running, kinds: list[str], runs: _Runs, resources: int, scratch: Path
) -> None:
    made = running.create_cluster()
    with stacks.of_kinds(kinds, made, scratch, tables=resources) as by_kind:
        for name, run in runs.items():
            things = {kind: _bound(run, stack) for kind, stack in by_kind.items()}
            watch.time(f"{name}, {resources:,} resources", things)
    made.delete()


def _bound(run: Callable[[Stack], object], stack: Stack) -> Callable[[], object]:
    return lambda: run(stack)


if __name__ == "__main__":
    parser = command.options(__doc__, rounds=3, warmups=0)
    command.sizes(parser, "resources", [10, 100], "how many resources there are")
    floors = ["idle tables", "empty"]
    parser.add_argument("--floors", nargs="+", choices=floors, default=floors, help="what to measure against")
    parser.add_argument("--runs", type=int, default=len(_RUNS), help="how many of a life's runs")
    command.run("pulumi_run", parser.parse_args(), measure)
