"""tools/pulumi/get.py: each way to an engine, in order, and what is said when there is none."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import fake_engine
from engine import build, check, official

_GET = Path(__file__).resolve().parents[2] / "tools" / "pulumi" / "get.py"
_SYSTEM_PATH = "/usr/bin:/bin"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """An environment with an empty cache, no engine, no Go, and a network that refuses at once."""
    return {
        "PATH": f"{tmp_path / 'bin'}:{_SYSTEM_PATH}",
        "PULUMI_DSQL_CACHE": str(tmp_path / "cache"),
        "HOME": str(tmp_path),
        "https_proxy": "http://127.0.0.1:9",
        "FAKE_GO_LOG": str(tmp_path / "go.log"),
    }


def _start(environ: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, _GET], env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _get(environ: dict[str, str]) -> tuple[int, str, str]:
    process = _start(environ)
    stdout, stderr = process.communicate(timeout=60)
    return process.returncode, stdout.strip(), stderr.strip()


def _cached(tmp_path: Path) -> list[str]:
    return sorted(folder.name for folder in (tmp_path / "cache" / "engine").glob("*") if folder.is_dir())


@pytest.mark.parametrize(
    "version,plugins,reason",
    [
        pytest.param("v3.238.0", fake_engine.PLUGINS, None, id="oldest that will do"),
        pytest.param("v3.272.0-alpha.1", fake_engine.PLUGINS, None, id="pre-release"),
        pytest.param("v3.237.9", fake_engine.PLUGINS, "older than 3.238.0", id="too old"),
        pytest.param("", fake_engine.PLUGINS, "does not tell its version", id="no version"),
        pytest.param(
            "v3.259.0", fake_engine.PLUGINS[:1], "has no pulumi-resource-pulumi-python", id="no plugin"
        ),
        pytest.param("v3.259.0", fake_engine.PLUGINS[1:], "has no pulumi-language-python", id="no host"),
    ],
)
def test_what_counts_as_an_engine(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    version: str,
    plugins: tuple[str, ...],
    reason: str | None,
) -> None:
    monkeypatch.setenv("PATH", _SYSTEM_PATH)
    bin_dir = fake_engine.engine(tmp_path, version, plugins)

    if reason is None:
        check.check(bin_dir)
    else:
        with pytest.raises(check.Unavailable, match=reason):
            check.check(bin_dir)


def test_the_one_on_path_comes_first(environ: dict[str, str], tmp_path: Path) -> None:
    installed = fake_engine.engine(tmp_path / "opt" / "pulumi")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "pulumi").symlink_to(installed / "pulumi")
    fake_engine.engine(tmp_path / "cache" / "engine" / build.name() / "bin")

    assert _get(environ) == (0, str(installed), "")


def test_one_on_path_that_is_too_old_is_passed_over(environ: dict[str, str], tmp_path: Path) -> None:
    fake_engine.engine(tmp_path / "bin", "v3.100.0")
    cached = fake_engine.engine(tmp_path / "cache" / "engine" / build.name() / "bin")

    assert _get(environ) == (0, str(cached), "")


def test_an_official_engine_in_the_cache_comes_before_a_built_one(
    environ: dict[str, str], tmp_path: Path
) -> None:
    fake_engine.engine(tmp_path / "cache" / "engine" / build.name() / "bin")
    installed = fake_engine.engine(tmp_path / "cache" / "engine" / official.name() / "bin")

    assert _get(environ) == (0, str(installed), "")


def test_it_is_built_where_the_installer_cannot_be_reached(environ: dict[str, str], tmp_path: Path) -> None:
    fake_engine.go(tmp_path / "bin")

    code, printed, _ = _get(environ)

    assert code == 0
    assert Path(printed) == tmp_path / "cache" / "engine" / build.name() / "bin"
    assert {file.name for file in Path(printed).iterdir() if os.access(file, os.X_OK)} == {
        "pulumi",
        "pulumi-language-python",
        "pulumi-language-python-exec",
        "pulumi-resource-pulumi-python",
    }
    assert _get(environ) == (0, printed, ""), "the second time it is there"


def test_none_to_be_had_is_one_line_with_every_reason(environ: dict[str, str], tmp_path: Path) -> None:
    code, printed, said = _get(environ)

    assert (code, printed) == (1, "")
    last = said.splitlines()[-1]
    for part in (
        "PATH: pulumi is not on PATH",
        "cache: nothing in",
        "official installer: ",
        "Go build: go is not on",
    ):
        assert part in last
    assert "Traceback" not in said
    assert _cached(tmp_path) == []


def test_a_build_that_fails_says_why_and_leaves_nothing(environ: dict[str, str], tmp_path: Path) -> None:
    fake_engine.go(tmp_path / "bin")

    code, _, said = _get({**environ, "FAKE_GO_FAILS": "no space left on device"})

    assert code == 1
    assert "no space left on device" in said.splitlines()[-1]
    assert _cached(tmp_path) == []


def test_two_at_once_build_once(environ: dict[str, str], tmp_path: Path) -> None:
    fake_engine.go(tmp_path / "bin")
    slow = {**environ, "FAKE_GO_SECONDS": "1"}

    both = [_start(slow), _start(slow)]
    printed = [process.communicate(timeout=60)[0] for process in both]

    assert [process.returncode for process in both] == [0, 0]
    assert printed[0] == printed[1]
    assert len((tmp_path / "go.log").read_text().splitlines()) == 1


@pytest.mark.parametrize("interrupt", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_build_leaves_nothing(
    environ: dict[str, str], tmp_path: Path, interrupt: signal.Signals
) -> None:
    fake_engine.go(tmp_path / "bin")
    log = tmp_path / "go.log"
    process = _start({**environ, "FAKE_GO_SECONDS": "600"})
    deadline = time.monotonic() + 30
    while not log.exists():
        assert time.monotonic() < deadline, "the build did not begin"
        time.sleep(0.02)

    process.send_signal(interrupt)
    said = process.communicate(timeout=30)[1]

    assert process.returncode == 130
    assert "Traceback" not in said
    assert _cached(tmp_path) == []
    with pytest.raises(ProcessLookupError):
        os.kill(int(log.read_text().split()[0]), 0)


def test_what_a_killed_build_left_is_removed_by_the_next(environ: dict[str, str], tmp_path: Path) -> None:
    fake_engine.go(tmp_path / "bin")
    (tmp_path / "cache" / "engine" / ".unfinished-x" / "bin").mkdir(parents=True)

    assert _get(environ)[0] == 0
    assert _cached(tmp_path) == [build.name()]
