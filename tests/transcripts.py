"""The transcripts in cases/cli: what somebody has, types and sees, as text.

# what the case shows
## file schema.sql                              a file that is there
SQL
## run diff --from empty --to schema.sql        a command; what follows is what it prints, in this order
## out
## err
## exit 1                                       left out where it is 0

A case may have several files and runs; a file that comes after a run is written after it. URL stands for the
database's URL. Lines that tell how long something took, or that it was tried again, are not there.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_FOLDER = Path(__file__).parent / "cases" / "cli"
_TIMES = re.compile(r"\[\d+/\d+\] (done in \d+ s$|\d+ s so far$|retrying: )")


@dataclass
class File:
    name: str
    lines: list[str] = field(default_factory=list)


@dataclass
class Run:
    arguments: list[str]
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)
    code: int = 0


@dataclass
class Case:
    name: str
    parts: list[File | Run] = field(default_factory=list)

    @property
    def is_live(self) -> bool:
        """Whether it needs a database."""
        return any(
            "URL" in argument for part in self.parts if isinstance(part, Run) for argument in part.arguments
        )


def cases() -> list[Case]:
    """All cases of all files."""
    return [case for file in sorted(_FOLDER.glob("*.txt")) for case in _cases(file.read_text("utf-8"))]


def timeless(lines: list[str]) -> list[str]:
    """Without the lines that another run need not have."""
    return [line for line in lines if not _TIMES.match(line)]


def _cases(text: str) -> Iterator[Case]:
    case: Case | None = None
    into: list[str] = []
    for line in text.splitlines():
        if line.startswith("# "):
            if case:
                yield case
            case = Case(line.removeprefix("# "))
        elif line.startswith("## "):
            assert case is not None
            into = _section(case, *line.removeprefix("## ").split(maxsplit=1))
        elif line:
            into.append(line)
    if case:
        yield case


def _section(case: Case, kind: str, rest: str = "") -> list[str]:
    """Begin a section; the list that its lines go into."""
    if kind == "file":
        file = File(rest)
        case.parts.append(file)
        return file.lines
    if kind == "run":
        case.parts.append(Run(shlex.split(rest)))
        return []
    run = case.parts[-1]
    assert isinstance(run, Run), f"{case.name}: {kind} belongs to a run"
    if kind == "exit":
        run.code = int(rest)
        return []
    return {"out": run.out, "err": run.err}[kind]
