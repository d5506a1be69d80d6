"""Rules that hold for the files of this repository as a whole."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_ROOT = Path(__file__).resolve().parents[2]
_LOCK = _ROOT / "requirements.lock"
_MOST_LINES = 500

# Written by machines or taken as they are: checksums, locks, recorded data, the licence.
_NOT_OURS = (
    *("requirements.lock", "go.sum", "LICENSE", "*.json", "*.jsonl", "*.sql", "*.txt"),
    "docs/reference/*.md",
)


def _files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    found = (_ROOT / name for name in listed.stdout.split("\0") if name)
    return [file for file in found if file.is_file()]


def test_no_file_is_too_long_to_be_read() -> None:
    ours = [file for file in _files() if not any(file.match(pattern) for pattern in _NOT_OURS)]
    lines = {str(file.relative_to(_ROOT)): file.read_bytes().count(b"\n") for file in ours}

    assert {name: count for name, count in lines.items() if count > _MOST_LINES} == {}


def test_the_lock_names_no_index() -> None:
    assert re.findall(r"\S+://\S+", _LOCK.read_text()) == []


def test_every_requirement_of_the_project_is_met_by_the_lock() -> None:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text())
    declared = [
        *project["project"]["dependencies"],
        *(line for extra in project["project"]["optional-dependencies"].values() for line in extra),
        *(line for group in project["dependency-groups"].values() for line in group),
    ]
    locked = dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^\s;]+)", _LOCK.read_text(), re.MULTILINE))

    unmet = {
        text: locked.get(canonicalize_name(requirement.name), "not locked")
        for text, requirement in ((text, Requirement(text)) for text in declared)
        if not requirement.specifier.contains(
            locked.get(canonicalize_name(requirement.name), ""), prereleases=True
        )
    }

    assert unmet == {}


def test_everything_that_is_locked_has_a_hash() -> None:
    blocks = re.split(r"^(?=[a-z0-9])", _LOCK.read_text(), flags=re.MULTILINE)

    assert [
        block.splitlines()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block
    ] == []
