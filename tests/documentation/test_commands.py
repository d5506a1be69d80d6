"""The commands in the documentation exist, with the options that they are shown with."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from documentation.guide import PAGES, ROOT, blocks
from dsql_local import cli as stand_in
from pulumi_dsql_provider.cli import main as command_line

PROGRAMS = ("pulumi-dsql", "dsql-local", "pulumi", "make")
# `pulumi up --help` does not list it; tests/stack runs it.
_HIDDEN = frozenset({"--plan"})
_UsageError = command_line._UsageError


def _commands(page: Path) -> Iterator[tuple[str, ...]]:
    """The commands of a page, each as words."""
    for line in _lines(page):
        yield from _in_line(line.removeprefix("$ "))


def _lines(page: Path) -> Iterator[str]:
    """The lines of shell: in blocks, indented, or run by a job of GitHub's."""
    for block in blocks(page):
        lines = block.text.splitlines()
        if block.language == "console":
            yield from (line for line in lines if line.startswith("$ "))
        elif block.language == "sh":
            yield from lines
        elif block.language == "yaml":
            yield from (found[1] for line in lines if (found := re.search(r"run: (.*)", line)))
    text = page.read_text(encoding="utf-8")
    indented = re.findall(rf"^    ((?:{'|'.join(PROGRAMS)}) .*)", text, re.MULTILINE)
    yield from (re.sub(r"\s+# .*", "", line) for line in indented)


def _in_line(line: str) -> Iterator[tuple[str, ...]]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    words: list[str] = []
    for word in [*lexer, ";"]:
        if found := re.fullmatch(r"\$\((.*)\)", word):
            yield from _in_line(found[1])
        if set(word) <= set("();<>|&"):
            yield from _named(words)
            words = []
        else:
            words.append(word)


def _named(words: list[str]) -> Iterator[tuple[str, ...]]:
    """The command without the variables set before it, if it is one of ours to check."""
    while words and re.match(r"\w+=", words[0]):
        del words[0]
    if words and words[0] in PROGRAMS:
        yield tuple(words)


# The reference has the usage of commands, with names in the place of values.
ALL = sorted({command for page in PAGES if page.parent.name != "reference" for command in _commands(page)})
OURS = [command for command in ALL if command[0] in ("pulumi-dsql", "dsql-local")]


@pytest.mark.parametrize("words", OURS, ids=" ".join)
def test_a_command_of_ours_takes_these_arguments(words: tuple[str, ...]) -> None:
    app = command_line.app if words[0] == "pulumi-dsql" else stand_in.app
    command: Any = typer.main.get_command(app)
    name, *rest = ("1" if word == "ID" else word for word in words)
    while rest and rest[0] in getattr(command, "commands", {}):
        command, name, rest = command.commands[rest[0]], rest[0], rest[1:]
    try:
        command.make_context(name, list(rest))
    except _UsageError as error:
        pytest.fail(f"{' '.join(words)}: {error}")


def test_the_options_of_pulumi_exist(engine_bin: Path) -> None:
    asked: dict[tuple[str, ...], set[str]] = {}
    for _, *words in (command for command in ALL if command[0] == "pulumi"):
        first = next((place for place, word in enumerate(words) if word.startswith("-")), len(words))
        nested = words[0] in ("stack", "config", "state") and first > 1
        options = {word.partition("=")[0] for word in words if word.startswith("--")}
        asked.setdefault(tuple(words[: 2 if nested else 1]), set()).update(options - _HIDDEN)
    unknown: dict[tuple[str, ...], list[str]] = {}
    for command, options in asked.items():
        told = _help(engine_bin, *command)
        # Asked for a command that it has not got, it tells of the one above.
        assert told != _help(engine_bin, *command[:-1])
        if missing := [option for option in sorted(options) if not re.search(rf"{option}\b", told)]:
            unknown[command] = missing
    assert unknown == {}


def _help(engine_bin: Path, *command: str) -> str:
    asked = [str(engine_bin / "pulumi"), *command, "--help"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout


def test_the_targets_of_make_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    shown = {word for command in ALL if command[0] == "make" for word in command[1:2]}
    assert shown
    assert shown - targets == set()


def test_the_commands_are_found() -> None:
    assert {command[0] for command in ALL} == set(PROGRAMS)
    assert len(ALL) > 25
