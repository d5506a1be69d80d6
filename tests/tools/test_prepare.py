"""tools/prepare.py: what is done for a fresh checkout, and that it is not done again."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from fake_engine import engine, executable
from tools import prepare


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with a .venv whose Python notes its arguments and installs nothing."""
    root = tmp_path / "checkout"
    for name in ("requirements.lock", "pyproject.toml"):
        root.mkdir(exist_ok=True)
        (root / name).write_text("one")
    (root / "tools" / "pulumi").mkdir(parents=True)
    (root / "tools" / "pulumi" / "get.py").touch()
    bin_dir = engine(tmp_path / "engine")
    log = tmp_path / "log"
    executable(
        root / ".venv" / "bin" / "python",
        f"""#!/bin/sh
case "$*" in
*get.py) echo get >> {log}; echo {bin_dir} ;;
*--require-hashes*) echo lock >> {log} ;;
*--editable*) echo project >> {log} ;;
esac
""",
    )
    return root


def _done(root: Path) -> list[str]:
    log = root.parent / "log"
    done = log.read_text().split() if log.exists() else []
    log.unlink(missing_ok=True)
    return done


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 14)])
def test_supported_pythons(version: tuple[int, int]) -> None:
    prepare.check_python(version)


@pytest.mark.parametrize("version", [(2, 7), (3, 10), (3, 15), (4, 0)])
def test_unsupported_pythons(version: tuple[int, int]) -> None:
    with pytest.raises(prepare.Stop, match=r"needs Python 3\.11 to 3\.14, this is {}\.{}".format(*version)):
        prepare.check_python(version)


def test_what_is_done_is_not_done_again(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert prepare.main(root) == 0
    assert _done(root) == ["lock", "project", "get"]
    assert (root / ".state" / "engine").read_text() == str(root.parent / "engine")
    capfd.readouterr()

    assert prepare.main(root) == 0
    assert _done(root) == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_a_changed_file_is_installed_anew(root: Path, changed: str) -> None:
    prepare.main(root)
    _done(root)

    (root / changed).write_text("two")

    assert prepare.main(root) == 0
    assert _done(root) == ["lock", "project"]


def test_an_engine_that_has_gone_is_got_again(root: Path) -> None:
    prepare.main(root)
    _done(root)

    shutil.rmtree(root.parent / "engine")

    assert prepare.main(root) == 0
    assert _done(root) == ["get"]


def test_a_moved_checkout_is_installed_anew(root: Path) -> None:
    prepare.main(root)
    _done(root)

    assert prepare.main(root.rename(root.with_name("moved"))) == 0
    assert _done(root)[:2] == ["lock", "project"]


def test_a_step_that_fails_stops_the_set_up(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    executable(root / ".venv" / "bin" / "python", '#!/bin/sh\n[ "$1" != -m ]\n')

    assert prepare.main(root) == 1
    assert (
        capfd.readouterr().err.splitlines()[-1] == "installing requirements.lock failed; the reason is above"
    )


def test_a_virtual_environment_is_made_where_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = executable(tmp_path / "python", '#!/bin/sh\necho "$@" > "$(dirname "$0")/called"\nexit 1\n')
    monkeypatch.setattr(sys, "executable", str(made))

    assert prepare.main(tmp_path) == 1
    assert (tmp_path / "called").read_text().split() == ["-m", "venv", "--clear", str(tmp_path / ".venv")]
