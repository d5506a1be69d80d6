"""What the idle stand-in takes of the memory, against the PostgreSQL that is in it.

Of each process the proportional set size (PSS): a page that several have in common counts once in the sum.
Linux only.
"""

import argparse
import os
import re
import time
from pathlib import Path
from typing import Any

import dsql_local
from benchmarks import command, report

_IDLE_SECONDS = 2.0


def main() -> None:
    """Print a line for each number of clusters, and add it to the output."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument(
        "--output", type=Path, default=command.LATEST, help="the file to which results are added"
    )
    command.sizes(parser, "clusters", [1, 5], "how many clusters there are")
    given = parser.parse_args()
    results = [_measured(clusters) for clusters in given.clusters]
    report.append(given.output, results)
    for result in results:
        ours, servers = result["subject"]["megabytes"], result["floor"]["megabytes"]
        print(f"memory  {result['case']:<12} stand-in {ours:6.1f} MB, of that PostgreSQL {servers:6.1f} MB")


def _measured(clusters: int) -> dict[str, Any]:
    load_before = os.getloadavg()[0]
    with dsql_local.start(settings={"cluster_seconds": 0}) as running:
        for _ in range(clusters):
            running.create_cluster()
        time.sleep(_IDLE_SECONDS)
        sizes = {pid: _megabytes(pid) for pid in _family(running.state.pid)}
        servers = [size for pid, size in sizes.items() if b"postgres" in _program(pid)]
    return {
        "benchmark": "memory",
        "case": f"{clusters} cluster{'s' * (clusters > 1)}",
        "subject": {"name": "the idle stand-in", "megabytes": round(sum(sizes.values()), 1)},
        "floor": {"name": "its PostgreSQL servers", "megabytes": round(sum(servers), 1)},
        **report.circumstances(load_before),
    }


def _family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    children = [child for task in Path(f"/proc/{pid}/task").iterdir() for child in _children(task)]
    return [pid, *(member for child in children for member in _family(child))]


def _children(task: Path) -> list[int]:
    return [int(child) for child in (task / "children").read_text().split()]


def _program(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes().partition(b" ")[0].partition(b"\0")[0]


def _megabytes(pid: int) -> float:
    found = re.search(r"^Pss: +([0-9]+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) / 1024


if __name__ == "__main__":
    main()
