"""Real programs on a real engine against the stand-in."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsql_local import Running
from pulumi_engine import Engine
from shared_data import shared
from stack.on_cluster import Written, started
from stack.project import Project, copied
from standin import cluster, standin

__all__ = ["cluster", "shared", "standin"]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Copies a program to where the test may edit it."""
    return functools.partial(copied, into=tmp_path)


@pytest.fixture(scope="module")
def shared_stack(
    engine_bin: Path, standin: Running, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Written]:
    """A stack and its cluster for all tests of one file, which leave each other's objects alone."""
    engine = Engine(engine_bin, tmp_path_factory.mktemp("engine"))
    cluster = standin.create_cluster()
    yield started(engine, cluster, tmp_path_factory.mktemp("stack") / "program")
    engine.close()
    cluster.delete()
