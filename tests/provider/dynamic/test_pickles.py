"""What the state of every stack holds of a provider: its module and class, in ever the same text."""

from __future__ import annotations

import base64
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from sdk_versions import oldest, python_with

GOLDEN: dict[str, str] = json.loads(
    (Path(__file__).parents[2] / "cases" / "pickles.json").read_text(encoding="utf-8")
)
SERIALIZE = """
import json
from pulumi.dynamic.dynamic import serialize_provider
from pulumi_dsql_provider.dynamic.cluster import ClusterProvider
from pulumi_dsql_provider.dynamic.index import IndexProvider
from pulumi_dsql_provider.dynamic.schema import SchemaProvider
from pulumi_dsql_provider.dynamic.table import TableProvider

made = (ClusterProvider(), IndexProvider(), SchemaProvider(), TableProvider())
print(json.dumps({type(each).__name__: serialize_provider(each) for each in made}))
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
    assert json.loads(ran.stdout) == {name: _of_this_python(pickled) for name, pickled in GOLDEN.items()}
    assert max(map(len, GOLDEN.values())) < 120


def test_the_oldest_sdk_pickles_alike(tmp_path: Path) -> None:
    python = python_with(oldest(), tmp_path / "venv")
    ran = subprocess.run([python, "-c", SERIALIZE], check=True, capture_output=True, text=True)
    assert json.loads(ran.stdout) == {name: _of_this_python(pickled) for name, pickled in GOLDEN.items()}


@pytest.mark.parametrize("name", GOLDEN)
def test_a_pickle_of_an_earlier_release_still_loads(name: str) -> None:
    loaded = pickle.loads(base64.b64decode(GOLDEN[name]))
    assert type(loaded).__name__ == name
    assert vars(loaded) == {}
    assert loaded.serialize_as_secret_always is False
