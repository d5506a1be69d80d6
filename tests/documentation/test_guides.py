"""The guides' commands print what the guides show: each is run on a stand-in of its own, top to bottom."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import dsql_local
from documentation.guide import GUIDES, blocks, changed, commands, is_program
from dsql_local import LocalCluster, Running
from dsql_local.psql_program import find_psql
from fake_engine import executable
from pulumi_engine import Engine, Stack

_RUN = [guide for guide in GUIDES if any(block.language == "console" for block in blocks(guide))]
_SETTINGS = f"""\
name: shop
runtime:
  name: python
  options:
    toolchain: pip
    virtualenv: {sys.prefix}
"""
# It does not draw, and nobody is there to say yes.
_PULUMI = """\
#!/bin/sh
case " $* " in
*" --preview-only "*) ;;
*) export PULUMI_SKIP_CONFIRMATIONS=true ;;
esac
exec {pulumi} --non-interactive --color never "$@"
"""
_IDENTIFIER = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture
def running() -> Iterator[Running]:
    """A stand-in whose clusters and jobs take a moment."""
    with dsql_local.start(settings={"cluster_seconds": 0.1, "job_seconds": 0.1}) as started:
        yield started


class Reader:
    """Somebody who does what a guide says, in a folder with a Pulumi project and a stack `dev`."""

    def __init__(self, stack: Stack, running: Running, bin_dir: Path) -> None:
        self._stack = stack
        self._running = running
        self._bin = bin_dir
        self._first: LocalCluster | None = None

    def write(self, program: str) -> None:
        """Make it the project's program, with the endpoint of the cluster at hand."""
        (self._stack.directory / "__main__.py").write_text(self._as_here(program), encoding="utf-8")

    def run(self, command: str) -> list[str]:
        """The lines that the command prints, as they are everywhere."""
        ran = subprocess.run(
            ["/bin/bash", "-c", self._as_here(command)],
            cwd=self._stack.directory,
            env=self._environ(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return [line.rstrip() for line in self._as_shown(ran.stdout).split("\n")]

    def needs_cluster(self) -> None:
        """Have a cluster that is not the program's."""
        self._first = self._running.create_cluster()

    def _environ(self) -> dict[str, str]:
        clusters = self._running.clusters()
        known = clusters[0].environ if clusters else self._running.environ
        path = os.pathsep.join([str(self._bin), self._stack.environ["PATH"]])
        settings = {
            **{name: value for name, value in self._stack.environ.items() if name.startswith("PULUMI_")},
            "PULUMI_STACK": self._stack.name,
        }
        # Width decides where psql and the help texts break their lines.
        return {**known, **settings, "PATH": path, "COLUMNS": "120", "PAGER": "cat"}

    def _as_here(self, text: str) -> str:
        if self._first is None:
            return text
        return text.replace(_IDENTIFIER, self._first.identifier)

    def _as_shown(self, text: str) -> str:
        for cluster in self._running.clusters():
            text = text.replace(cluster.identifier, _IDENTIFIER)
        text = text.replace(self._stack.name, "dev").replace(str(self._stack.directory), ".")
        return re.sub(r"\x1b\[[0-9;]*m", "", text)


def missing(shown: Sequence[str], printed: Sequence[str]) -> list[str]:
    """The first run of shown lines that is not printed, in its place; empty where all are there."""
    rest = [line for line in printed if line]
    chunks: list[list[str]] = [[]]
    for line in shown:
        if line.strip() == "…":
            chunks.append([])
        elif line:
            chunks[-1].append(line)
    for chunk in chunks:
        places = range(len(rest) - len(chunk) + 1)
        at = next((at for at in places if all(map(_is, chunk, rest[at : at + len(chunk)]))), None)
        if at is None:
            return chunk
        rest = rest[at + len(chunk) :]
    return []


def _is(shown: str, printed: str) -> bool:
    """Whether it is that line, where `…` within it stands for anything."""
    parts = (re.escape(part) for part in shown.split("…"))
    return re.fullmatch(".*".join(parts), printed) is not None


@pytest.mark.chaos
@pytest.mark.parametrize("guide", _RUN, ids=lambda guide: guide.stem)
def test_the_guide_shows_what_happens(engine: Engine, running: Running, tmp_path: Path, guide: Path) -> None:
    directory = tmp_path / "shop"
    directory.mkdir()
    (directory / "Pulumi.yaml").write_text(_SETTINGS, encoding="utf-8")
    (directory / "__main__.py").touch()
    found = list(blocks(guide))
    reader = Reader(engine.stack(directory), running, _programs(tmp_path / "bin", engine))
    programs = [block.text for block in found if is_program(block)]
    if not programs or any("dsql.Endpoint(" in program for program in programs):
        reader.needs_cluster()
    program = ""
    for block in found:
        if is_program(block):
            program = block.text
            reader.write(program)
        elif block.language == "diff" and program:
            program = changed(program, block.text)
            reader.write(program)
        elif block.language == "console":
            for each in commands(block):
                printed = reader.run(each.command)
                assert missing(each.printed, printed) == [], "\n".join([f"$ {each.command}", *printed])


def _programs(folder: Path, engine: Engine) -> Path:
    """psql, wherever it comes from, and pulumi."""
    psql, extra = find_psql()
    setting = " ".join(f"{name}={value}" for name, value in extra.items())
    executable(folder / "psql", f'#!/bin/sh\nexec env {setting} {psql} "$@"\n')
    pulumi = engine.bin_dir / "pulumi"
    executable(folder / "pulumi", _PULUMI.format(pulumi=pulumi))
    return folder
