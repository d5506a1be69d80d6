"""`dsql-local run -- true`, the whole process, against the least that it can be.

That is an interpreter that does nothing, then a PostgreSQL that is started on a copy of a prepared directory
and stopped.
"""

import subprocess
import sys
from argparse import Namespace

from benchmarks import command
from benchmarks.stopwatch import Stopwatch
from dsql_local.cluster_template import cluster_template
from dsql_local.postgres import Postgres


def measure(watch: Stopwatch, given: Namespace) -> None:
    """One case: both are ready for use before, as after the first run on a machine."""
    del given
    template = cluster_template()

    def run() -> None:
        subprocess.run([sys.executable, "-m", "dsql_local.cli", "run", "--", "true"], check=True)

    def bare() -> None:
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        with Postgres.start(template=template):
            pass

    for _ in watch.rounds():
        watch.time("run -- true", {"dsql-local run": run, "python, PostgreSQL": bare})


if __name__ == "__main__":
    command.run("run_command", command.options(__doc__, rounds=15).parse_args(), measure)
