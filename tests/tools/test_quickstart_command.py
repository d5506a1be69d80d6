"""tools/quickstart.py, the program behind `make up`: a toy project on a real engine and a real stand-in."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fake_engine import executable
from tools import quickstart

_TOY = Path(__file__).parent / "toy"


@pytest.fixture
def root(engine_bin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A checkout, set up, with the toy project; its user has an AWS account and a Pulumi backend."""
    root = shutil.copytree(_TOY, tmp_path / "checkout")
    (root / ".venv").symlink_to(sys.prefix)
    (root / ".state").mkdir()
    (root / ".state" / "engine").write_text(str(engine_bin))
    notes = tmp_path / "notes"
    notes.mkdir()
    monkeypatch.setenv("TOY_NOTES", str(notes))
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "PGHOST", "PULUMI_ACCESS_TOKEN", "PULUMI_BACKEND_URL"):
        monkeypatch.setenv(name, "the user's own")
    yield root
    subprocess.run(
        [root / ".venv" / "bin" / "dsql-local", "down", "--home", root / ".state" / "dsql-local"],
        stdout=subprocess.DEVNULL,
        check=False,
    )


def _run(root: Path, command: str, capfd: pytest.CaptureFixture[str]) -> tuple[int, str]:
    capfd.readouterr()
    code = quickstart.main([command], root)
    printed = capfd.readouterr()
    return code, printed.out + printed.err


def test_up_again_changes_nothing_and_down_removes_everything(
    root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, printed = _run(root, "up", capfd)
    assert code == 0, printed
    assert "2 created" in printed
    assert "  Note        first" in printed.splitlines()
    assert "dsql-local psql --home .state/dsql-local" in printed

    code, printed = _run(root, "up", capfd)
    assert code == 0
    assert "unchanged: there was nothing to do" in printed

    monkeypatch.setenv("TOY_TEXT", "hello again")
    code, printed = _run(root, "preview", capfd)
    assert code == 0
    assert '"hello" => "hello again"' in printed
    assert (tmp_path / "notes" / "first").read_text() == "hello"
    assert "1 updated" in _run(root, "up", capfd)[1]

    assert _run(root, "down", capfd)[0] == 0
    assert list((tmp_path / "notes").iterdir()) == []

    code, printed = _run(root, "down", capfd)
    assert (code, printed) == (0, "nothing is up\n")


def test_a_stack_is_forgotten_with_the_stand_in_that_it_was_on(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _run(root, "up", capfd)
    subprocess.run(
        [root / ".venv" / "bin" / "dsql-local", "down", "--home", root / ".state" / "dsql-local"], check=True
    )

    assert "2 created" in _run(root, "up", capfd)[1]


def test_a_failing_program_fails_up(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (root / "__main__.py").write_text("raise ValueError('no such luck')")

    code, printed = _run(root, "up", capfd)

    assert code != 0
    assert "no such luck" in printed


def test_the_lock_of_a_killed_run_is_explained_and_released(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _run(root, "preview", capfd)
    locks = root / ".state" / "pulumi" / ".pulumi" / "locks" / "organization" / "toy" / quickstart.STACK
    locks.mkdir(parents=True, exist_ok=True)
    ended = subprocess.Popen(["true"])
    ended.wait()
    holder = {
        "pid": ended.pid,
        "username": "x",
        "hostname": os.uname().nodename,
        "timestamp": "2026-01-01T00:00:00Z",
    }
    (locks / "left.json").write_text(json.dumps(holder))

    code, printed = _run(root, "up", capfd)
    assert code == 1
    assert printed.splitlines()[-1].endswith("run `make cancel`, then this again")

    (locks / "left.json").write_text(json.dumps({**holder, "pid": os.getpid()}))
    assert f"another run (process {os.getpid()})" in _run(root, "up", capfd)[1].splitlines()[-1]

    assert _run(root, "cancel", capfd)[0] == 0
    assert list(locks.iterdir()) == []


def test_nothing_of_the_users_own_is_in_the_environment(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (root / "__main__.py").write_text("import json, os\nprint('ENVIRON', json.dumps(dict(os.environ)))\n")

    code, printed = _run(root, "preview", capfd)

    assert code == 0, printed
    text = next(line for line in printed.splitlines() if "ENVIRON" in line)
    environ = json.loads(text[text.index("{") :])
    assert "the user's own" not in environ.values()
    assert environ["AWS_CONFIG_FILE"] == environ["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
    assert environ["AWS_ENDPOINT_URL_DSQL"].startswith("http://127.0.0.1:")
    assert "PGPASSWORD" not in environ
    assert stat.S_IMODE(Path(environ["PULUMI_CONFIG_PASSPHRASE_FILE"]).stat().st_mode) == 0o600


def test_a_shell_can_take_over_the_environment(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    _run(root, "up", capfd)
    commands = _run(root, "env", capfd)[1]

    listed = subprocess.run(
        ["/bin/sh", "-c", f"{commands}\npulumi stack output text --stack local; env"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert listed.startswith("hello\n")
    assert "the user's own" not in listed


def test_another_machine_is_never_taken_for_the_stand_in(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (root / ".venv").unlink()
    executable(
        root / ".venv" / "bin" / "dsql-local",
        "#!/bin/sh\n[ $1 != env ] || echo export AWS_ENDPOINT_URL_DSQL=https://dsql.us-east-1.api.aws\n",
    )

    code, printed = _run(root, "up", capfd)

    assert code == 1
    assert "is not this machine; nothing was done" in printed
