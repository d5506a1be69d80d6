"""How the program is called."""

import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from provider.cli.commands import Command

PROGRAM = Path(sys.executable).parent / "pulumi-dsql"


@pytest.mark.parametrize(
    "arguments,about",
    [
        ("foo", "foo"),
        ("inspect", "SRC"),
        ("inspect --fromat json empty", "--fromat"),
        ("inspect --format xml empty", "xml"),
        ("inspect empty dsql://admin:geheim@host/", "admin:***@host"),
        ("diff --from empty", "--to"),
        ("apply dsql://host/", "--to"),
        ("apply --to", "--to"),
    ],
)
def test_wrong_usage_is_one_line_and_64(arguments: str, about: str, command: Command) -> None:
    result = command(*arguments.split())

    assert (result.code, result.out) == (64, "")
    assert re.fullmatch(r"DSQL510: .*; see pulumi-dsql( \w+)? --help\n", result.err)
    assert about in result.err
    assert "geheim" not in result.err


def test_nothing_at_all_shows_the_help(command: Command) -> None:
    result = command()

    assert (result.code, result.out) == (64, "")
    assert result.err == command("--help").out


@pytest.mark.parametrize(
    "arguments,words",
    [
        ("--help", ["SRC is", "Exit codes", "64", "130", "--install-completion"]),
        ("inspect --help", ["Example", "--schema", "--include", "--exclude", "--format"]),
        ("diff --help", ["Example", "--exit-code", '"version": 1']),
        ("lint --help", ["Example", "--from", "--ignore", "--strict", '"version": 1', "SARIF"]),
        ("apply --help", ["Example", "--allow", "is removed", "narrow", "--dry-run", "--auto-approve"]),
    ],
)
def test_the_help_says_what_one_must_know(arguments: str, words: list[str], command: Command) -> None:
    result = command(*arguments.split())

    assert (result.code, result.err) == (0, "")
    assert [word for word in words if word not in result.out] == []


@pytest.mark.parametrize(
    "typed,offered",
    [
        ("pulumi-dsql in", ["inspect"]),
        ("pulumi-dsql inspect --fo", ["--format"]),
        ("pulumi-dsql lint --ignore drop-c", ["drop-column"]),
        (
            "pulumi-dsql lint --ignore re",
            [
                *("redundant-index", "reserved-name"),
                *("rebuild-index", "rebuild-table", "rebuild-view", "replace-function"),
                *("restart-sequence", "revoke-privileges"),
            ],
        ),
    ],
)
def test_the_shell_completes_it(typed: str, offered: list[str]) -> None:
    ended = subprocess.run(
        [PROGRAM],
        env={
            "_PULUMI_DSQL_COMPLETE": "complete_bash",
            "COMP_WORDS": typed,
            "COMP_CWORD": str(typed.count(" ")),
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        },
        capture_output=True,
        text=True,
        check=True,
    )

    assert ended.stdout.split() == offered


def test_the_version(command: Command) -> None:
    assert command("--version").out == f"pulumi-dsql {metadata.version('pulumi-dsql')}\n"


def test_the_program_speaks_utf8_wherever_it_runs(tmp_path: Path) -> None:
    schema = tmp_path / "schema.sql"
    schema.write_text('CREATE TABLE "Größe" (id uuid PRIMARY KEY);', encoding="utf-8")

    ended = subprocess.run(
        [PROGRAM, "inspect", schema],
        env={"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )

    assert 'public."Größe"'.encode() in ended.stdout


def test_a_fault_of_its_own_is_one_line(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise ZeroDivisionError("of\nall things")

    monkeypatch.setattr("pulumi_dsql_provider.cli.inspect.built", break_down)

    result = command("inspect", "empty")

    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("DSQL599: ZeroDivisionError: of all things; ")
    assert len(result.err.splitlines()) == 1

    monkeypatch.setenv("PULUMI_DSQL_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        command("inspect", "empty")
