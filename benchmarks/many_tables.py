"""Files against files, in a process each: ten times the tables, one table that changes, tables that all do.

The floor is a process that finds the file of 1,000 tables to be the same as itself. Peak memory is printed.
"""

import subprocess
import sys
import tempfile
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from benchmarks import ROOT, command, workload
from benchmarks.stopwatch import Stopwatch

_PROGRAM = ROOT / "benchmarks" / "programs" / "file_diff.py"
_STEPS_OF_OTHERS = 6
"""For each table: its drop, what creates the other one, two indexes and the waits for them."""


def measure(watch: Stopwatch, given: Namespace) -> None:
    """Three cases for the number of tables."""
    (tables,) = given.tables
    with tempfile.TemporaryDirectory(prefix="benchmark-") as scratch:
        text = workload.definitions(tables)
        file = _file(scratch, "same", text)
        many = _file(scratch, "many", workload.definitions(10 * tables))
        changed = _file(scratch, "changed", f"{text}COMMENT ON TABLE orders_0000 IS 'changed';")
        others = _file(scratch, "others", text.replace("orders_", "bills_"))
        peak: dict[str, int] = {}

        def comparing(from_: Path, to: Path, steps: int) -> Callable[[], object]:
            def run() -> None:
                ran = [sys.executable, str(_PROGRAM), str(from_), str(to), str(steps)]
                printed = subprocess.run(ran, stdout=subprocess.PIPE, text=True, check=True).stdout
                peak[to.stem] = max(int(printed), peak.get(to.stem, 0))

            return run

        floor = {f"{tables:,} tables, all the same": comparing(file, file, 0)}
        for _ in watch.rounds():
            watch.time("ten times as many", {f"{10 * tables:,} tables": comparing(many, many, 0)} | floor)
            watch.time("one changes", {"one changed table": comparing(file, changed, 1)} | floor)
            steps = _STEPS_OF_OTHERS * tables
            watch.time("all are others", {"no table in common": comparing(file, others, steps)} | floor)
        print("peak memory: " + ", ".join(f"{name} {size} MB" for name, size in peak.items()))


def _file(folder: str, name: str, text: str) -> Path:
    path = Path(folder) / f"{name}.sql"
    path.write_text(text, encoding="utf-8")
    return path


if __name__ == "__main__":
    parser = command.options(__doc__, rounds=5)
    command.sizes(parser, "tables", [1000], "how many tables the floor has")
    command.run("many_tables", parser.parse_args(), measure)
