"""Generated cases in numbered batches: some in the ordinary run, thousands by `make fuzz`.

A batch draws its cases from its number, so it is the same whenever it runs. Where FUZZ_PROGRESS names a
folder, batches that have passed are noted there, in a file for this version of the code, and left out the
next time.
"""

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from live import session, shared_cluster
from plain import plain
from standin import standin

__all__ = ["plain", "session", "shared_cluster", "standin"]

_ROOT = Path(__file__).parents[2]
_SUFFIXES = frozenset({".py", ".sql", ".txt", ".json"})
_CODE = (
    "provider",
    "local",
    "tests/fuzz",
    "tests/cases",
    "tests/provider/dialect",
    "tests/provider/diff",
    "tests/*.py",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    progress = _progress()
    if progress is not None and progress.exists():
        passed = set(progress.read_text(encoding="utf-8").splitlines())
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid in passed])
        items[:] = [item for item in items if item.nodeid not in passed]


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """That nothing is left to do is no failure."""
    if _progress() is not None and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        session.exitstatus = pytest.ExitCode.OK


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    progress = _progress()
    if progress is not None and report.when == "call" and report.passed:  # type: ignore[attr-defined]
        progress.parent.mkdir(parents=True, exist_ok=True)
        with progress.open("a", encoding="utf-8") as file:
            file.write(f"{item.nodeid}\n")
    return report


def _progress() -> Path | None:
    folder = os.environ.get("FUZZ_PROGRESS")
    return None if folder is None else Path(folder) / f"{_version()}.txt"


@cache
def _version() -> str:
    """What the code and the cases are now, all of which a batch that has passed has been about."""
    digest = hashlib.sha256()
    for pattern in _CODE:
        for path in sorted(_ROOT.glob(pattern)):
            for file in [path] if path.is_file() else sorted(path.rglob("*")):
                if file.suffix in _SUFFIXES:
                    digest.update(f"{file.relative_to(_ROOT)}\n".encode())
                    digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
