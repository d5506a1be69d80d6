"""The tests of a toy application run on a cluster of their own, as docs/stand-in.md shows."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from local.command_line import Cli

ROOT = Path(__file__).parents[2]


def test_the_toy_application_passes_its_tests(tmp_path: Path) -> None:
    cli = Cli(tmp_path / "home")
    toy_app = str(ROOT / "tests" / "local" / "toy_app")
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", toy_app)
    assert re.search(r"^4 passed in ", cli("run", "--", *command), re.MULTILINE)
