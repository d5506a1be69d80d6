"""The stand-in as the service was on an earlier day."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dsql_local import LocalCluster, LocalError, Running
from local.wire.cluster import ask
from standin import cluster, standin

__all__ = ["cluster", "standin"]

FOREIGN_KEY = "CREATE TABLE child (a int REFERENCES parent)"
DROP_COLUMN = "ALTER TABLE parent DROP COLUMN b"
DOCUMENT = "CREATE TABLE documents (a jsonb)"
THEN = [
    "0A000 FOREIGN KEY constraint not supported",
    "0A000 unsupported ALTER TABLE DROP COLUMN statement",
    "0A000 datatype jsonb not supported",
]
NOW = ["CREATE TABLE", "ALTER TABLE", "CREATE TABLE"]


@pytest.fixture
def past(standin: Running) -> Iterator[Running]:
    """The stand-in on a day in the past; it comes back from there."""
    standin.change(as_of="2026-06-01")
    yield standin
    standin.change(as_of=None)


def test_it_is_set_for_connections_to_come(
    past: Running, cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in past.variables(cluster).items():
        monkeypatch.setenv(name, value)
    with psycopg.connect(autocommit=True) as before:
        ask(before, "CREATE TABLE parent (a int PRIMARY KEY, b int)")
        assert ask(before, FOREIGN_KEY, DROP_COLUMN, DOCUMENT) == THEN
        assert past.settings["as_of"] == "2026-06-01"
        past.change(as_of=None)
        assert past.settings.get("as_of") is None
        assert ask(before, FOREIGN_KEY) == THEN[:1]
        with psycopg.connect(autocommit=True) as after:
            assert ask(after, FOREIGN_KEY, DROP_COLUMN, DOCUMENT) == NOW


@pytest.mark.parametrize("value", ["yesterday", "2025-05-26", 7])
def test_it_must_be_a_day_of_the_service(standin: Running, value: str | float) -> None:
    with pytest.raises(LocalError, match="DSQL910: setting as_of must be a day"):
        standin.change(as_of=value)


def test_it_is_an_option_of_the_command(tmp_path: Path) -> None:
    command, home = [sys.executable, "-m", "dsql_local.cli"], ["--home", str(tmp_path)]
    environ = {**os.environ, "DSQL_LOCAL_CLUSTER_SECONDS": "0"}
    told = subprocess.run(
        [*command, "run", *home, "--as-of", "2026-06-01", "--", *command, "status", *home],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "as_of 2026-06-01" in told.stdout
