"""The command line that the programs share."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from benchmarks import ROOT, report
from benchmarks.stopwatch import Stopwatch

Thing = Callable[[], object]
"""What is measured: a call."""

LATEST = ROOT / "benchmarks" / "results" / "latest.jsonl"


def options(description: str, *, rounds: int, warmups: int = 1) -> argparse.ArgumentParser:
    """A parser with what every program takes; the numbers are the defaults."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("--rounds", type=_positive, default=rounds, help="how many rounds count")
    parser.add_argument("--warmups", type=int, default=warmups, help="how many rounds come before and do not")
    parser.add_argument("--output", type=Path, default=LATEST, help="the file to which results are added")
    return parser


def run(
    benchmark: str, given: argparse.Namespace, measure: Callable[[Stopwatch, argparse.Namespace], None]
) -> None:
    """Measure, print the table and add the results to the output."""
    load_before = os.getloadavg()[0]
    watch = Stopwatch(given.rounds, given.warmups)
    measure(watch, given)
    about = report.circumstances(load_before)
    report.append(
        given.output, [line | about for case in watch.cases for line in report.lines(benchmark, case)]
    )
    print(report.table(benchmark, watch.cases), flush=True)


def sizes(parser: argparse.ArgumentParser, name: str, default: list[int], what: str) -> None:
    """Add an option that takes one or more sizes."""
    parser.add_argument(f"--{name}", type=_positive, nargs="+", default=default, help=what)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("it must be at least 1")
    return number
