"""What the stand-in takes of the memory while nobody uses it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
AT_MOST = 150  # MB


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_an_idle_stand_in_is_small(tmp_path: Path) -> None:
    output = tmp_path / "results.jsonl"
    command = [sys.executable, "-m", "benchmarks.memory", "--clusters", "1", "--output", str(output)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (result,) = (json.loads(line) for line in output.read_text().splitlines())
    assert result["case"] == "1 cluster"
    assert result["floor"]["megabytes"] < result["subject"]["megabytes"] < AT_MOST
