"""Real programs on a real engine against the stand-in."""

from __future__ import annotations

import functools
import os
from pathlib import Path

import pytest

from stack.project import ROOT, Project, copied
from standin import cluster, standin

__all__ = ["cluster", "standin"]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Copies a program to where the test may edit it."""
    return functools.partial(copied, into=tmp_path)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data: PULUMI_DSQL_SHARED, else beside the checkout."""
    folder = Path(os.environ.get("PULUMI_DSQL_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no shared data at {folder}; PULUMI_DSQL_SHARED names another place")
    return folder
