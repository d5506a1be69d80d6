"""A long run goes on where it was."""

import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_ONE = "tests/fuzz/test_pairs.py::test_the_linter_is_asked"


def test_what_has_passed_is_left_out_the_next_time(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", _ONE]
    environ = {**os.environ, "FUZZ_PROGRESS": str(tmp_path / "progress")}

    runs = [
        subprocess.run(command, cwd=_ROOT, env=environ, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]

    assert "1 passed" in runs[0]
    assert "1 deselected" in runs[1]
    (noted,) = (tmp_path / "progress").iterdir()
    assert noted.read_text() == f"{_ONE}\n"
