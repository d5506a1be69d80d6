"""A run that is stopped, and output that nobody reads."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from dsql_local import Fault, LocalCluster
from provider.cli.commands import Command
from provider.cli.processes import PROGRAM, read_until, started
from pulumi_dsql_provider.catalog import Session

ONE_TABLE = "CREATE TABLE t (id uuid PRIMARY KEY);"
WITH_INDEX = "CREATE TABLE t (id uuid PRIMARY KEY, n integer);\nCREATE INDEX t_n ON t (n);\n"


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    """A file to write definitions into."""
    return tmp_path / "schema.sql"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "kill -9"])
def test_running_it_again_finishes(
    how: signal.Signals,
    command: Command,
    session: Session,
    shared_cluster: LocalCluster,
    url: str,
    schema: Path,
) -> None:
    schema.write_text(WITH_INDEX)
    job = shared_cluster.inject(Fault("job", "stuck", match="t_n"))
    with started("apply", url, "--to", schema, "--auto-approve") as process:
        read_until(process.stderr, "wait for index public.t_n")
        process.send_signal(how)
        _, rest = process.communicate(timeout=20)

    if how == signal.SIGINT:
        assert process.returncode == 130
        assert rest.splitlines()[-1] == (
            "DSQL507: stopped; 2 of 3 steps are done; "
            "run the same command again: it plans what is left and goes on"
        )

    # The job that was left behind is in no plan, for it may end at any moment; it is waited for all the same.
    with started("apply", url, "--to", schema, "--auto-approve") as process:
        read_until(process.stderr, "wait for index public.t_n")
        job.release()
        out, rest = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, "")
    assert rest.splitlines()[-1].startswith("unchanged: ")
    assert session.query("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_n'::regclass") == [(True,)]


def test_ctrl_c_before_anything_ran(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pulumi_dsql_provider.cli.diff.compared", interrupt)

    result = command("diff", "--from", "empty", "--to", "empty")

    assert (result.code, result.out) == (130, "")
    assert result.err == "DSQL507: stopped before anything was changed\n"


def test_a_reader_that_has_had_enough_is_no_error(schema: Path) -> None:
    schema.write_text(ONE_TABLE)
    read, write = os.pipe()
    os.close(read)

    ended = subprocess.run(
        [PROGRAM, "inspect", schema], stdout=write, stderr=subprocess.PIPE, text=True, check=False
    )

    os.close(write)
    assert ended.stderr == ""


def test_what_cannot_be_shown_is_not_run(session: Session, url: str, schema: Path) -> None:
    schema.write_text(ONE_TABLE)
    read, write = os.pipe()
    os.close(read)

    ended = subprocess.run(
        [PROGRAM, "apply", url, "--to", schema, "--auto-approve"],
        stdin=subprocess.DEVNULL,
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )

    os.close(write)
    assert (ended.returncode, ended.stderr) == (1, "")
    assert session.query("SELECT 1 FROM pg_class WHERE relname = 't'") == []
