"""The command `dsql-local`, as a user runs it."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsql_local.state import is_running
from local.command_line import COMMAND, Cli
from standin import eventually

SELECT = "SELECT 40 + 2"


@pytest.fixture
def cli(tmp_path: Path) -> Iterator[Cli]:
    command = Cli(tmp_path / "home")
    yield command
    command("down")


def test_it_goes_up_and_down(cli: Cli) -> None:
    up = cli("up")
    assert up.startswith("dsql-local is running.")
    assert up.count("ACTIVE") == 1
    again = cli("up")
    assert again.startswith("dsql-local is already running.")
    assert again.splitlines()[1:] == up.splitlines()[1:]
    assert "ACTIVE" in cli("status")
    assert cli("psql", "--", "-XAtc", SELECT) == "42\n"
    assert cli("down") == "dsql-local is stopped.\n"
    assert cli("down") == "dsql-local was not running.\n"
    assert cli("status", code=1).startswith("DSQL931: ")


def test_psql_comes_with_it(cli: Cli) -> None:
    cli("up")
    cli.environ["PATH"] = "/nowhere"
    assert cli("psql", "--", "-XAtc", SELECT) == "42\n"


def test_the_environment_is_all_that_a_client_needs(cli: Cli) -> None:
    cli("up")
    script = cli("env")
    done = subprocess.run(
        ["sh", "-c", f"{script}\npsql -XAtc {shlex.quote(SELECT)}; env"],
        env={
            "PATH": os.environ["PATH"],
            "PGHOST": "elsewhere",
            "AWS_PROFILE": "other",
            "PGPASSWORD": "wrong",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    answer, *environ = done.stdout.splitlines()
    assert answer == "42"
    assert "PGSSLMODE=verify-full" in environ
    assert not [line for line in environ if line.startswith("AWS_PROFILE")]


def test_without_a_cluster_there_is_no_host_and_no_password(cli: Cli) -> None:
    cli("up", "--no-cluster")
    script = cli("env")
    assert "export AWS_ENDPOINT_URL_DSQL=http://127.0.0.1:" in script
    assert "export PGHOST=" not in script
    assert "export PGPASSWORD=" not in script
    assert cli("psql", code=1).startswith("DSQL932: there is no active cluster")
    assert cli("env", "--cluster", "nope", code=1).startswith("DSQL932: there is no cluster nope")


def test_the_log_shows_what_was_asked_and_answered(cli: Cli) -> None:
    cli("up")
    cli("psql", "--", "-Xc", SELECT)
    cli("psql", "--", "-Xc", "TRUNCATE nothing", code=1)
    text = cli("log")
    assert "admin ok" in text
    assert SELECT in text
    assert "TRUNCATE nothing\n    unsupported statement: Truncate" in text
    entries = [json.loads(line) for line in cli("log", "--json").splitlines()]
    assert [(entry["event"], entry["verdict"]) for entry in entries] == [
        ("statement", "ok"),
        ("statement", "0A000"),
    ]
    identifier = entries[0]["cluster"]
    assert cli("log", "--cluster", identifier) == text
    assert cli("log", "--cluster", "another") == ""


def test_the_log_can_be_followed(cli: Cli) -> None:
    cli("up")
    with subprocess.Popen(
        [*COMMAND, "log", "--follow"], env=cli.environ, stdout=subprocess.PIPE, text=True
    ) as follower:
        assert follower.stdout is not None
        cli("psql", "--", "-Xc", SELECT)
        assert any(SELECT in line for line in follower.stdout)
        follower.send_signal(signal.SIGINT)
        assert follower.wait(10) == 130


def test_run_gives_a_command_a_fresh_cluster_and_cleans_up(cli: Cli) -> None:
    script = f"psql -XAtc {shlex.quote(SELECT)}; cat $(dirname $PGSSLROOTCERT)/server.json; exit 7"
    done = subprocess.run(
        [*COMMAND, "run", "--", "sh", "-c", script],
        env=cli.environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    answer, state = done.stdout.splitlines()
    assert (done.returncode, answer) == (7, "42")
    assert not Path(json.loads(state)["run_directory"]).exists()
    assert not cli.home.exists(), "it has a home of its own"


def test_run_can_do_without_a_cluster(cli: Cli) -> None:
    cli("run", "--no-cluster", "--", "sh", "-c", 'test -z "$PGHOST" && test -n "$AWS_ENDPOINT_URL_DSQL"')


@pytest.mark.parametrize("code", [0, 2, 64])
def test_run_passes_the_exit_code_on(cli: Cli, code: int) -> None:
    cli("run", "--no-cluster", "--", "sh", "-c", f"exit {code}", code=code)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_run_passes_signals_on(cli: Cli, tmp_path: Path, number: signal.Signals) -> None:
    ready, said = tmp_path / "ready", tmp_path / "said"
    script = f"trap 'echo heard >{said}; exit 3' TERM INT HUP; echo >{ready}; while :; do sleep 0.05; done"
    with subprocess.Popen(
        [*COMMAND, "run", "--no-cluster", "--", "sh", "-c", script], env=cli.environ, start_new_session=True
    ) as runner:
        eventually(ready.exists)
        runner.send_signal(number)
        assert runner.wait(20) == 3
    assert said.read_text() == "heard\n"


def test_a_command_that_a_signal_ends_gives_the_shell_s_code(cli: Cli) -> None:
    cli("run", "--no-cluster", "--", "sh", "-c", "kill -9 $$", code=137)


@pytest.mark.parametrize(
    "arguments,code,says",
    [
        (("nonsense",), 64, "No such command"),
        (("up", "--job-seconds", "soon"), 64, "valid"),
        (("up", "--nonsense"), 64, "--nonsense"),
        (("run",), 64, "Missing argument"),
        (("up", "--job-seconds", "-1"), 1, "DSQL910: setting job_seconds must be a number from 0 on"),
        (("run", "--no-cluster", "--", "/no/such"), 1, "DSQL940: cannot run /no/such: No such file"),
        (("env",), 1, "DSQL931: no stand-in runs here; start one with: dsql-local up"),
        (("psql",), 1, "DSQL931: no stand-in runs here; start one with: dsql-local up"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_a_line(cli: Cli, arguments: tuple[str, ...], code: int, says: str) -> None:
    error = cli(*arguments, code=code)
    assert says in error
    assert "Traceback" not in error
    if code == 1:
        assert error.count("\n") == 1


def test_a_shell_can_complete_its_commands() -> None:
    asked = {"_DSQL_LOCAL_COMPLETE": "complete_bash", "COMP_WORDS": "dsql-local clusters ", "COMP_CWORD": "2"}
    program = Path(sys.executable).with_name("dsql-local")
    done = subprocess.run([program], env={**os.environ, **asked}, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["create", "delete"]


def test_a_killed_one_is_taken_down(cli: Cli) -> None:
    cli("up", "--no-cluster")
    state = json.loads((cli.home / "server.json").read_text())
    os.kill(state["pid"], signal.SIGKILL)
    eventually(lambda: not is_running(cli.home))
    assert cli("status", code=1).startswith("DSQL931")
    assert cli("down") == "dsql-local was not running.\n"
    assert not Path(state["run_directory"]).exists()
