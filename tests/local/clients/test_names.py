"""The folder for PYTHONPATH, by which drivers that do not know PGHOSTADDR find the stand-in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_ENDPOINT = "abcdefghijklmnopqrstuvwxyz.dsql.eu-west-1.on.aws"
# Only what needs no name server is answered.
_RESOLVE = (
    "import socket, sys; print(socket.getaddrinfo(sys.argv[1], 5432, flags=socket.AI_NUMERICHOST)[0][4][0])"
)


def python(path: str, *arguments: str, address: str | None = "127.0.0.9") -> str:
    """What a Python program says with this PYTHONPATH; the last line of its complaint if it fails."""
    environment = {"PYTHONPATH": path} | ({"PGHOSTADDR": address} if address else {})
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    return (done.stdout or done.stderr.strip().splitlines()[-1]).strip()


@pytest.fixture(scope="module")
def folder() -> str:
    """The folder as users are told to find it."""
    return python("", "-m", "dsql_local.names")


@pytest.mark.parametrize("host,address", [(_ENDPOINT, "127.0.0.9"), ("127.0.0.1", "127.0.0.1")])
def test_endpoints_are_resolved_and_nothing_else(folder: str, host: str, address: str) -> None:
    assert python(folder, "-c", _RESOLVE, host) == address


def test_without_an_address_nothing_changes(folder: str) -> None:
    assert "gaierror" in python(folder, "-c", _RESOLVE, f"not-26.{_ENDPOINT}")
    assert "gaierror" in python(folder, "-c", _RESOLVE, _ENDPOINT, address=None)


def test_another_sitecustomize_is_imported_too(folder: str, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import builtins\nbuiltins.was_here = True\n")
    path = os.pathsep.join((folder, str(tmp_path)))
    assert python(path, "-c", "print(was_here)") == "True"
    assert python(path, "-c", _RESOLVE, _ENDPOINT) == "127.0.0.9"
