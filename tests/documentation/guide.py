"""What a guide shows, block by block.

```python     with `import pulumi_dsql`: the program from here on; else a fragment
```diff       a change of the program
```console    commands after `$ ` and what they print; a line `…` stands for any number of lines
```sh         commands for the reader only
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
GUIDES = tuple(sorted((ROOT / "docs" / "guides").glob("*.md")))

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text with a newline at the end, the line that it begins in."""

    language: str
    text: str
    line: int


@dataclass(frozen=True)
class Command:
    """A command and the lines that it is shown to print."""

    command: str
    printed: tuple[str, ...]


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    for found in _BLOCK.finditer(text):
        yield Block(found[1], found[2], text.count("\n", 0, found.start()) + 2)


def shown(page: Path) -> str:
    """The page's path in the repository."""
    return page.relative_to(ROOT).as_posix()


def is_program(block: Block) -> bool:
    """Whether it is a whole program for Pulumi."""
    return block.language == "python" and "\nimport pulumi_dsql as dsql\n" in f"\n{block.text}"


def changed(program: str, diff: str) -> str:
    """The program with a block of `diff` applied. Raises ValueError where it does not fit."""
    lines = diff.rstrip("\n").split("\n")
    before = "\n".join(line[1:] for line in lines if line[:1] != "+")
    after = "\n".join(line[1:] for line in lines if line[:1] != "-")
    if program.count(before) != 1:
        raise ValueError(f"the program has not got, or more than once:\n{before}")
    return program.replace(before, after)


def programs(page: Path) -> Iterator[tuple[int, str]]:
    """Every whole program that a reader of the page has at some time, with the line of its block."""
    program = ""
    for block in blocks(page):
        if is_program(block):
            program = block.text
            yield block.line, program
        elif block.language == "diff" and program:
            program = changed(program, block.text)
            yield block.line, program


def commands(block: Block) -> Iterator[Command]:
    """The commands of a `console` block with what they print."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, *printed = part.rstrip("\n").replace("\\\n", "").split("\n")
        yield Command(command, tuple(printed))
