"""Real programs on a real engine against the stand-in."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from shared_data import shared
from stack.project import Project, copied
from standin import cluster, standin

__all__ = ["cluster", "shared", "standin"]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Copies a program to where the test may edit it."""
    return functools.partial(copied, into=tmp_path)
