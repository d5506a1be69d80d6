"""The fixtures for pytest, in test runs of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TESTS = """
import os
import psycopg
import pytest
from dsql_local import Fault

@pytest.fixture(scope="session")
def dsql_settings():
    return {"job_seconds": 0.125}

@pytest.mark.parametrize("number", range(3))
def test_each_test_has_an_empty_cluster(dsql_environ, number):
    with psycopg.connect(autocommit=True) as connection:
        connection.execute("CREATE TABLE t (id int)")
        connection.execute("CREATE ROLE r")

def test_the_cluster_can_be_had_without_its_environment(dsql_cluster):
    assert os.environ["PGHOST"] == "elsewhere"
    assert dsql_cluster.environ["PGHOST"] == dsql_cluster.endpoint
    assert dsql_cluster.log() == []

def test_a_module_can_share_one(dsql_module_cluster, request):
    request.config.stash[KEY] = dsql_module_cluster.identifier

def test_as_it_does_here(dsql_module_cluster, request):
    assert request.config.stash[KEY] == dsql_module_cluster.identifier

def test_the_stand_in_has_these_settings(dsql_standin):
    assert dsql_standin.settings["job_seconds"] == 0.125
    assert dsql_standin.settings["ddl_milliseconds"] == 1

KEY = pytest.StashKey()
"""
AS_OF = """
import psycopg
import pytest

def test_there_was_no_truncate_and_no_foreign_key(dsql_environ):
    with psycopg.connect(autocommit=True) as connection:
        connection.execute("CREATE TABLE parent (id int PRIMARY KEY)")
        with pytest.raises(psycopg.errors.FeatureNotSupported):
            connection.execute("CREATE TABLE child (id int REFERENCES parent)")
"""


def pytest_in(directory: Path, tests: str, *arguments: str) -> str:
    """The output of pytest on a file with `tests`, which must pass."""
    (directory / "test_app.py").write_text(tests)
    (directory / "pytest.ini").write_text("[pytest]\n")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "dsql_local.pytest_plugin",
            "-p",
            "no:cacheprovider",
            *arguments,
        ],
        cwd=directory,
        env={**os.environ, "PGHOST": "elsewhere", "DSQL_LOCAL_DDL_MILLISECONDS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_tests_of_an_application_find_clusters(tmp_path: Path) -> None:
    assert "7 passed" in pytest_in(tmp_path, TESTS)


def test_the_service_can_be_that_of_an_earlier_day(tmp_path: Path) -> None:
    assert "1 passed" in pytest_in(tmp_path, AS_OF, "--dsql-as-of", "2026-06-01")


def test_the_options_are_explained(tmp_path: Path) -> None:
    assert "--dsql-as-of=DAY" in pytest_in(tmp_path, "", "--help")
