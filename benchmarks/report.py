"""What was measured, as a table for people and as JSON lines for programs.

One line for each case and floor. All times are in seconds, one sample for each round in `all`:

    {"benchmark": "catalog_read", "case": "100 tables", "rounds": 5, "repeat": 1,
     "subject": {"name": "catalog.read", "seconds": {"min": …, "median": …, "max": …, "all": […]},
                 "cpu_seconds": {…}},
     "floor": {"name": "bare queries", …},
     "ratio": {"min": …, "median": …, "max": …}, "cpu_ratio": {…},
     "machine": {"cores": 2, "python": "3.11.2"}, "load": {"before": 0.2, "after": 0.9},
     "day": "2026-11-23"}

`ratio` is of pairs, subject to floor of the same round: it holds when the machine's speed drifts. With
"taken_off": 5.0 that many seconds, in which the subject only waits, are not in it. `load` is
the average of the last minute: what `before` has above zero was done by others, or by the benchmark before.
"""

import json
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.stopwatch import Case, Sample


def lines(benchmark: str, case: Case) -> Iterator[dict[str, Any]]:
    """The results of one case, without the circumstances."""
    (subject, measured), *floors = case.samples.items()
    for floor, best in floors:
        pairs = list(zip(measured, best, strict=True))
        yield {
            "benchmark": benchmark,
            "case": case.name,
            "rounds": len(measured),
            "repeat": case.repeat,
            "subject": _described(subject, measured),
            "floor": _described(floor, best),
            "ratio": _summary([(mine.wall - case.taken_off) / other.wall for mine, other in pairs]),
            "cpu_ratio": _summary([mine.cpu / other.cpu for mine, other in pairs]),
            **({"taken_off": case.taken_off} if case.taken_off else {}),
        }


def circumstances(load_before: float) -> dict[str, Any]:
    """What the results depend on besides the code, as far as it says nothing about whose machine it is."""
    return {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "load": {"before": round(load_before, 2), "after": round(os.getloadavg()[0], 2)},
        "day": datetime.now(UTC).date().isoformat(),
    }


def append(output: Path, results: Sequence[Mapping[str, Any]]) -> None:
    """Add the results to the file."""
    output.parent.mkdir(parents=True, exist_ok=True)
    with output.open("a", encoding="utf-8") as stream:
        stream.writelines(json.dumps(result) + "\n" for result in results)


def table(benchmark: str, cases: Sequence[Case]) -> str:
    """The results as text: a block for each case, a row for the subject, each floor and each ratio."""
    rows = [f"{benchmark:<34}{'min':>11}{'median':>11}{'max':>11}{'cpu':>11}"]
    for case in cases:
        rows.append(case.name)
        for name, samples in case.samples.items():
            walls = _summary([sample.wall for sample in samples])
            cpu = median(sample.cpu for sample in samples)
            rows.append(_row(name, *(_time(value) for value in (*walls.values(), cpu))))
        for line in lines(benchmark, case):
            ratios = (*line["ratio"].values(), line["cpu_ratio"]["median"])
            rows.append(_row(f"ratio to {line['floor']['name']}", *(f"{value:.2f}" for value in ratios)))
    return "\n".join(rows)


def _described(name: str, samples: Sequence[Sample]) -> dict[str, Any]:
    walls = [round(sample.wall, 7) for sample in samples]
    cpus = [round(sample.cpu, 7) for sample in samples]
    return {
        "name": name,
        "seconds": {**_summary(walls), "all": walls},
        "cpu_seconds": {**_summary(cpus), "all": cpus},
    }


def _summary(values: Sequence[float]) -> dict[str, float]:
    found = {"min": min(values), "median": median(values), "max": max(values)}
    return {name: round(value, 7) for name, value in found.items()}


def _row(name: str, *cells: str) -> str:
    return f"  {name:<32}" + "".join(f"{cell:>11}" for cell in cells)


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.2f} ms"
