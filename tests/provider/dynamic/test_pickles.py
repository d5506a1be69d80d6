"""What the state of every stack holds of a provider: how to get it, in ever the same text."""

from __future__ import annotations

import base64
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from pulumi.dynamic import ResourceProvider

from sdk_versions import oldest, python_with

_PICKLES = json.loads((Path(__file__).parents[2] / "cases" / "pickles.json").read_text(encoding="utf-8"))
GOLDEN: dict[str, str] = _PICKLES["named"]
EARLIER: dict[str, str] = _PICKLES["classes"]
SERIALIZE = """
import json, sys
from pulumi.dynamic.dynamic import serialize_provider
from pulumi_dsql_provider.dynamic.named import Named

print(json.dumps({kind: serialize_provider(Named(kind)) for kind in ("cluster", "index", "schema", "table")}))
assert "pulumi_dsql_provider.model" not in sys.modules, "to pickle a provider takes nothing of what it does"
"""


def _of_this_python(pickled: str) -> str:
    """The same with the number of this Python's pickle protocol in its second byte: 3.14 has a newer one."""
    content = bytearray(base64.b64decode(pickled))
    content[1] = pickle.DEFAULT_PROTOCOL
    return base64.b64encode(content).decode()


@pytest.mark.parametrize("seed", range(10))
def test_a_provider_is_pickled_as_ever(seed: int) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", SERIALIZE],
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert json.loads(ran.stdout) == {kind: _of_this_python(pickled) for kind, pickled in GOLDEN.items()}
    assert max(map(len, GOLDEN.values())) < 120


def test_the_oldest_sdk_pickles_alike(tmp_path: Path) -> None:
    python = python_with(oldest(), tmp_path / "venv")
    ran = subprocess.run([python, "-c", SERIALIZE], check=True, capture_output=True, text=True)
    assert json.loads(ran.stdout) == {kind: _of_this_python(pickled) for kind, pickled in GOLDEN.items()}


@pytest.mark.parametrize("kind", GOLDEN)
def test_it_is_loaded_as_the_provider_itself(kind: str) -> None:
    assert_is_provider(pickle.loads(base64.b64decode(GOLDEN[kind])), kind)


@pytest.mark.parametrize("kind", EARLIER)
def test_a_pickle_of_an_earlier_release_still_loads(kind: str) -> None:
    assert_is_provider(pickle.loads(base64.b64decode(EARLIER[kind])), kind)


def assert_is_provider(loaded: ResourceProvider, kind: str) -> None:
    """It is the one of that kind, and keeps nothing."""
    assert type(loaded).__name__ == f"{kind.capitalize()}Provider"
    assert vars(loaded) == {}
    assert loaded.serialize_as_secret_always is False
