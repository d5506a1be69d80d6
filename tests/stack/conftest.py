"""Real programs on a real engine against the stand-in."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from standin import cluster, standin

__all__ = ["cluster", "standin"]

ROOT = Path(__file__).resolve().parents[2]
Project = Callable[[Path], Path]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A function that copies a program's folder to where a test may edit it, with this interpreter's virtualenv."""

    def copy(source: Path) -> Path:
        target = tmp_path / source.resolve().name
        target.mkdir()
        settings = (source / "Pulumi.yaml").read_text(encoding="utf-8").splitlines()
        changed = [_with_this_virtualenv(line) for line in settings if not line.startswith("stackConfigDir")]
        (target / "Pulumi.yaml").write_text("\n".join(changed) + "\n", encoding="utf-8")
        (target / "__main__.py").write_text((source / "__main__.py").read_text(encoding="utf-8"), encoding="utf-8")
        return target

    return copy


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data: PULUMI_DSQL_SHARED, else beside the checkout."""
    folder = Path(os.environ.get("PULUMI_DSQL_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no shared data at {folder}; PULUMI_DSQL_SHARED names another place")
    return folder


def _with_this_virtualenv(line: str) -> str:
    key, colon, _ = line.partition("virtualenv:")
    return f"{key}{colon} {sys.prefix}" if colon else line
