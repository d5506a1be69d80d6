"""benchmarks/: each program runs, with next to nothing to do, and writes what report.py describes."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from benchmarks import ROOT, report
from benchmarks.__main__ import PROGRAMS
from benchmarks.stopwatch import Case, Sample, Stopwatch

_SMALL = {
    "standin": ("--statements=2", "--tables=2", "--connections=2"),
    "throughput": ("--clients=3", "--statements=2"),
    "run_command": (),
    "catalog_read": ("--tables", "2"),
    "plan": ("--tables", "2"),
    "parse": ("--tables", "2"),
    "cli_diff": ("--tables", "2"),
    "many_tables": ("--tables", "2"),
    "backfill": ("--rows=2500",),  # more than one range of keys
}


_ROUNDS = {"plan": 2}  # the quickest one


def _run(name: str, output: Path, *sizes: str) -> list[dict[str, Any]]:
    rounds = f"--rounds={_ROUNDS.get(name, 1)}"
    command = [sys.executable, "-m", f"benchmarks.{name}", rounds, "--warmups=0", f"--output={output}"]
    subprocess.run([*command, *sizes], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return [json.loads(line) for line in output.read_text().splitlines()]


def _check(name: str, lines: list[dict[str, Any]], rounds: int) -> None:
    assert lines
    for line in lines:
        assert (line["benchmark"], line["rounds"]) == (name, rounds)
        assert line["machine"] == {"cores": os.cpu_count(), "python": platform.python_version()}
        assert line["load"].keys() == {"before", "after"}
        for side in (line["subject"], line["floor"]):
            seconds = side["seconds"]
            assert len(seconds["all"]) == rounds
            assert 0 < seconds["min"] <= seconds["median"] <= seconds["max"]
            assert seconds["min"] == min(seconds["all"])
        for ratio in (line["ratio"], line["cpu_ratio"]):
            assert 0 < ratio["min"] <= ratio["median"] <= ratio["max"]
    assert len({(line["case"], line["floor"]["name"]) for line in lines}) == len(lines)


@pytest.mark.parametrize("name", _SMALL)
def test_a_program_measures(name: str, tmp_path: Path) -> None:
    _check(name, _run(name, tmp_path / "results.jsonl", *_SMALL[name]), rounds=_ROUNDS.get(name, 1))


def test_the_one_on_a_pulumi_engine_measures(engine_bin: Path, tmp_path: Path) -> None:
    sizes = ("--resources=1", "--runs=2")
    lines = _run("pulumi_run", tmp_path / "results.jsonl", *sizes)

    _check("pulumi_run", lines, rounds=1)
    assert [(line["case"], line["floor"]["name"]) for line in lines] == [
        ("preview, new, 1 resources", "idle tables"),
        ("preview, new, 1 resources", "empty"),
        ("up, new, 1 resources", "idle tables"),
        ("up, new, 1 resources", "empty"),
    ]


@pytest.mark.parametrize(
    "name, sizes, case",
    [
        ("unchanged_preview", ("--tables=1", "--indexes=1"), "1 tables with 1 indexes each"),
        ("index_builds", ("--indexes=1", "--each=1", "--seconds=0.1"), "1 builds of 0.1 s, --parallel 64"),
    ],
)
def test_those_with_indexes_measure(
    name: str, sizes: tuple[str, ...], case: str, engine_bin: Path, tmp_path: Path
) -> None:
    lines = _run(name, tmp_path / "results.jsonl", *sizes)

    _check(name, lines, rounds=1)
    assert [line["case"] for line in lines] == [case]


def test_every_program_is_tried() -> None:
    assert {*_SMALL, "pulumi_run", "unchanged_preview", "index_builds"} == set(PROGRAMS)
    assert {
        file.stem for file in (ROOT / "benchmarks").glob("*.py") if "command.run(" in file.read_text()
    } == {*PROGRAMS}


def test_the_sides_take_turns_and_warm_ups_do_not_count() -> None:
    ran: list[str] = []
    watch = Stopwatch(count=2, warmups=1)

    for _ in watch.rounds():
        watch.time("case", {"subject": lambda: ran.append("s"), "floor": lambda: ran.append("f")})

    assert "".join(ran) == "fssffs"
    assert {name: len(samples) for name, samples in watch.cases[0].samples.items()} == {
        "subject": 2,
        "floor": 2,
    }


def test_tidying_up_comes_after_all_repeats_of_a_side() -> None:
    ran: list[str] = []
    watch = Stopwatch(count=1, warmups=0)
    things = {name: partial(ran.append, name) for name in ("subject", "floor")}

    for _ in watch.rounds():
        watch.time("case", things, repeat=2, tidy=lambda: ran.append("tidy"))

    assert ran == ["floor", "floor", "tidy", "subject", "subject", "tidy"]


def test_waiting_for_something_else_is_not_in_the_ratio() -> None:
    samples = {"subject": [Sample(7.0, 1.0)], "floor": [Sample(1.0, 0.5)]}

    (line,) = report.lines("benchmark", Case("case", repeat=1, taken_off=5.0, samples=samples))

    assert (line["ratio"]["median"], line["cpu_ratio"]["median"], line["taken_off"]) == (2.0, 2.0, 5.0)


def test_the_reference_is_one_of_this_format() -> None:
    lines = (ROOT / "benchmarks" / "results" / "reference.jsonl").read_text().splitlines()
    found = [json.loads(line) for line in lines]

    assert {line["benchmark"] for line in found} == set(PROGRAMS)
    assert all(line.keys() >= {"case", "subject", "floor", "ratio", "machine", "load"} for line in found)
