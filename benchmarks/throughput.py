"""Many clients at once through the stand-in, against as many on the socket of the PostgreSQL behind it.

A sample is the time from the word that starts all clients until the last one is done.
"""

import contextlib
import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping

from benchmarks import ROOT, cluster, command
from benchmarks.stopwatch import Stopwatch

_CLIENTS = ROOT / "benchmarks" / "programs" / "clients.py"


def measure(watch: Stopwatch, given: Namespace) -> None:
    """One case: prepared SELECTs, one after the other on every connection."""
    name = f"{given.clients} clients, {given.clients * given.statements:,} SELECTs"
    with cluster.started() as made, cluster.direct(made) as direct:
        past = {"PGHOST": direct.info.host, "PGHOSTADDR": "", "PGPORT": "5432", "PGUSER": direct.info.user}
        past |= {"PGSSLMODE": "disable"}
        with _ready(given, {}) as through, _ready(given, past) as socket:
            for _ in watch.rounds():
                things = {"through the stand-in": through.run, "PostgreSQL's socket": socket.run}
                watch.time(name, things)


class _Clients:
    """Processes with open connections, which wait for a word on their standard input."""

    def __init__(self, processes: list[subprocess.Popen[str]]) -> None:
        self._processes = processes
        self._hear()

    def run(self) -> None:
        """Have all of them send their statements, and wait for the last."""
        for process in self._processes:
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        self._hear()

    def _hear(self) -> None:
        for process in self._processes:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"


@contextlib.contextmanager
def _ready(given: Namespace, environ: Mapping[str, str]) -> Iterator[_Clients]:
    """Half as many processes as processors may make it slow by themselves: two are enough for any number."""
    sizes = [given.clients // 2, given.clients - given.clients // 2]
    with contextlib.ExitStack() as stack:
        processes = []
        for size in sizes:
            process = subprocess.Popen(
                [sys.executable, str(_CLIENTS), str(size), str(given.statements)],
                env={**os.environ, **environ},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            stack.callback(process.wait)
            assert process.stdin
            stack.callback(process.stdin.close)
            processes.append(process)
        yield _Clients(processes)


if __name__ == "__main__":
    parser = command.options(__doc__, rounds=7)
    parser.add_argument("--clients", type=int, default=16, help="how many connections there are")
    parser.add_argument("--statements", type=int, default=500, help="how many each of them sends in a round")
    command.run("throughput", parser.parse_args(), measure)
